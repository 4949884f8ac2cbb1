"""The public catalogue: search and browse on one page, and a page for every code."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from django_htmx.http import replace_url

from codes.answers import remembered
from codes.asked import Asked, answer, read_asked
from codes.browse import overview
from codes.code_view import NO_ZIP, UNKNOWN_ZIP, shown_code
from codes.descriptors import may_show_descriptors
from codes.etag import version_of, visitor_etag
from codes.locality import asked_key, key_of_zip, zip_digits
from codes.own_codes import own_codes
from codes.page import CodePage, code_page
from codes.reference import Reference, current_reference
from codes.releases import release_in_force
from codes.search import current_index
from codes.search_index import SearchIndex
from codes.structured import linked_data
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_of
from rvuedge.web.context import shell_of

NEAREST = 3


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a code by digits or words, or browse by kind, section, lane and specialty; htmx gets the results alone."""
    is_part = "HX-Request" in request.headers
    asked, on = read_asked(request.GET.dict()), today_of(request, is_part)
    index = current_index(on)
    own = tuple(own_codes(request.user, on)) if asked.query else ()
    if is_part:
        return _part(request, asked, index, own)
    found = answer(asked, index, own)
    shape: dict[str, object] = {"asked": asked, "answer": found, "shows_official": may_show_descriptors(request.user)}
    if found.total == 1 and found.hits[0].code == asked.query.upper():
        return redirect("code", code=found.hits[0].code)
    response = render(request, "codes/index.html", shape | overview(index, asked) | {"release": release_in_force(on)})
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=visitor_etag)
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one code; an unknown one answers 404 with the releases searched and the nearest codes."""
    if code != code.upper():
        return redirect("code", code=code.upper(), permanent=True)
    if "-" in code:
        # A line of a claim, such as 99214-25: the search knows both its code and what its modifiers say.
        return redirect(f"{reverse('codes')}?q={code}")
    user, on = request.user, today_of(request)
    reference = current_reference(version_of(request))
    asked, fault = request.GET.get("locality", "")[:8], ""
    if zip_code := request.GET.get("zip", "").strip()[:12]:
        key = _place_of_zip(zip_code, reference, on)
        if key:
            return redirect(f"{reverse('code', args=[code])}?locality={key}#payment")
        asked, fault = zip_code, UNKNOWN_ZIP if zip_digits(zip_code) else NO_ZIP
    page = code_page(code, on, user if isinstance(user, User) else None, place_key=asked_key(asked), reference=reference)
    if not page.is_known:
        return _unknown(request, page, current_index(on))
    shown = shown_code(page, reference, shows_official=may_show_descriptors(user), asked=asked, fault=fault)
    address = request.build_absolute_uri(reverse("code", args=[code]))
    return render(
        request, "codes/code.html", {"shown": shown, "page": page, "address": address, "linked": linked_data(page, address, shown.name)}
    )


def today_of(request: HttpRequest, is_part: bool = False) -> date:
    """Return the reader's day: that of their organisation, for a visitor the day in UTC; a part of a page needs no shell."""
    viewer = viewer_of(request.user) if is_part else shell_of(request).viewer
    return viewer.today() if viewer else timezone.now().date()


def _place_of_zip(text: str, reference: Reference, on: date) -> str:
    """The key of the locality that a ZIP code lies in; empty where the tables do not tell."""
    digits, table, indices = zip_digits(text), reference.table("zip5", on), reference.table("gpci", on)
    return key_of_zip(digits, table.id, reference.localities(indices)) if digits and table and indices else ""


def _unknown(request: HttpRequest, page: CodePage, index: SearchIndex) -> HttpResponse:
    """Say which releases were searched, and offer the nearest codes."""
    shape = {"code": page.code, "searched": page.searched, "nearest": index.nearest(page.code, NEAREST)}
    return render(request, "codes/unknown.html", shape, status=404)


def _part(request: HttpRequest, asked: Asked, index: SearchIndex, own: tuple[str, ...]) -> HttpResponse:
    """The results alone; on the search page itself the address follows what is asked."""
    shows_official = may_show_descriptors(request.user)

    def made() -> str:
        shape = {"asked": asked, "answer": answer(asked, index, own), "shows_official": shows_official}
        return render_to_string("codes/_answer.html", shape | (overview(index, asked) if asked.is_empty else {}))

    response = HttpResponse(remembered(index, (asked, own, shows_official, get_language()), made))
    patch_vary_headers(response, ("HX-Request",))
    if not asked.is_few:
        here = reverse("codes")
        replace_url(response, f"{here}?{asked.parameters}" if asked.parameters else here)
    return response
