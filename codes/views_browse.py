"""Ways through the catalogue: a page per category and specialty, codes side by side, and the sitemap."""

import re
from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from codes.browse import by_category, by_specialty
from codes.descriptors import may_show_descriptors
from codes.etag import version_of, visitor_etag
from codes.page import code_pages
from codes.reference import current_reference
from codes.search import current_index
from codes.side_by_side import MOST, side_by_side
from codes.views import today_of
from rvuedge.accounts.models import User

_CODE = re.compile(r"[0-9A-Z]{5}")


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the codes of one category."""
    found = next((group for group in by_category() if group.slug == slug), None)
    if found is None:
        raise Http404
    codes = {text.code for text in found.texts}
    entries = [entry for entry in current_index(today_of(request)).entries if entry.code in codes]
    return render(request, "codes/category.html", {"category": found, "entries": entries})


@require_safe
def specialties(request: HttpRequest) -> HttpResponse:
    """List the specialties whose codes are explained here."""
    return render(request, "codes/specialties.html", {"specialties": by_specialty()})


@require_safe
def specialty(request: HttpRequest, slug: str) -> HttpResponse:
    """List the codes that one specialty reports, by category."""
    found = next((one for one in by_specialty() if one.name.code == slug), None)
    if found is None:
        raise Http404
    entries = {entry.code: entry for entry in current_index(today_of(request)).entries}
    groups = [(group, [entries[text.code] for text in group.texts if text.code in entries]) for group in found.categories]
    return render(request, "codes/specialty.html", {"specialty": found, "groups": [(group, held) for group, held in groups if held]})


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=visitor_etag)
def compare(request: HttpRequest) -> HttpResponse:
    """Put two to four codes side by side; a code that is no code is told, and a fifth one is left out."""
    asked = list(dict.fromkeys(text.strip().upper()[:10] for text in request.GET.getlist("c")[: 4 * MOST] if text.strip()))
    codes = [code for code in asked if _CODE.fullmatch(code)]
    user, reference = request.user, current_reference(version_of(request))
    member = user if isinstance(user, User) else None
    pages = code_pages(codes[:MOST], today_of(request), member, reference=reference) if codes else ()
    shown = side_by_side(pages, may_show_descriptors(user))
    odd = [text for text in asked if text not in codes]
    shape = {"shown": shown, "unknown": [*odd, *shown.unknown], "left_out": codes[MOST:], "most": MOST}
    return render(request, "codes/compare.html", shape)


@require_safe
@cache_control(max_age=3600)
@condition(etag_func=visitor_etag)
def sitemap(request: HttpRequest, more: Callable[[], Sequence[str]] = tuple) -> HttpResponse:
    """Name every public page for search engines: those of the catalogue, and more that lie above it."""
    codes = [reverse("code", args=[entry.code]) for entry in current_index(today_of(request)).entries]
    groups = [reverse("category", args=[group.slug]) for group in by_category()]
    fields = [reverse("specialty", args=[one.name.code]) for one in by_specialty()]
    paths = [reverse("home"), reverse("codes"), reverse("specialties"), *more(), *groups, *fields, *codes]
    host = request.build_absolute_uri("/").rstrip("/")
    return render(request, "codes/sitemap.xml", {"host": host, "paths": paths}, content_type="application/xml")
