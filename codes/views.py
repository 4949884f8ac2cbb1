"""The public catalogue: search, browse, and a page for every code."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from django_htmx.http import replace_url

from codes.asked import Asked, answer, read_asked
from codes.browse import by_category, categories_of
from codes.descriptors import may_show_descriptors
from codes.etag import visitor_etag
from codes.kinds import KINDS
from codes.lanes import Lane
from codes.own_codes import own_codes
from codes.page import CodePage, code_page
from codes.releases import release_in_force
from codes.search import current_index
from codes.search_index import SearchIndex
from codes.texts import load_specialties, load_texts
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_of
from rvuedge.web.context import shell_of

NEAREST = 3


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a code by digits or words, or browse by kind and lane; htmx gets the results alone."""
    is_part = "HX-Request" in request.headers
    asked, on = read_asked(request.GET.dict()), _today(request, is_part)
    index = current_index(on)
    found = answer(asked, index, own_codes(request.user, on) if asked.query else ())
    shape: dict[str, object] = {"asked": asked, "answer": found, "shows_official": may_show_descriptors(request.user)}
    if is_part:
        return _fragment(request, asked, shape | (_overview(index, asked) if asked.is_empty else {}))
    if found.total == 1 and found.hits[0].code == asked.query.upper():
        return redirect("code", code=found.hits[0].code)
    response = render(request, "codes/index.html", shape | _overview(index, asked) | {"release": release_in_force(on)})
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the codes of one category."""
    found = next((group for group in by_category() if group.slug == slug), None)
    if found is None:
        raise Http404
    codes = {text.code for text in found.texts}
    entries = [entry for entry in current_index(_today(request)).entries if entry.code in codes]
    return render(request, "codes/category.html", {"category": found, "entries": entries, "texts": load_texts()})


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=visitor_etag)
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one code; an unknown one answers 404 with the releases searched and the nearest codes."""
    if code != code.upper():
        return redirect("code", code=code.upper(), permanent=True)
    user, on = request.user, _today(request)
    page = code_page(code, on, user if isinstance(user, User) else None)
    if not page.is_known:
        return _unknown(request, page, current_index(on))
    official = page.official if may_show_descriptors(user) else ""
    shape = {"page": page, "official": official, "specialties": _specialty_names(page), "related": _related(page)}
    return render(request, "codes/code.html", shape)


def _unknown(request: HttpRequest, page: CodePage, index: SearchIndex) -> HttpResponse:
    """Say which releases were searched, and offer the nearest codes."""
    shape = {"code": page.code, "searched": page.searched, "nearest": index.nearest(page.code, NEAREST)}
    return render(request, "codes/unknown.html", shape, status=404)


def _fragment(request: HttpRequest, asked: Asked, shape: dict[str, object]) -> HttpResponse:
    """The results alone; on the search page itself the address follows what is asked."""
    response = render(request, "codes/_answer.html", shape)
    patch_vary_headers(response, ("HX-Request",))
    here = reverse("codes")
    if not asked.is_few:
        replace_url(response, f"{here}?{asked.parameters}" if asked.parameters else here)
    return response


def _overview(index: SearchIndex, asked: Asked) -> dict[str, object]:
    """How many codes there are of each kind and lane, and the categories of the kind in view."""
    kinds = [(kind, index.kinds[kind]) for kind in KINDS if index.kinds[kind]]
    lanes = [(lane, index.lanes[lane]) for lane in Lane if index.lanes[lane]]
    shown = frozenset(entry.code for entry in index.entries if entry.kind == asked.kind) if asked.kind else frozenset()
    return {"kinds": kinds, "lanes": lanes, "code_count": len(index), "text_count": len(load_texts()), "categories": categories_of(shown)}


def _today(request: HttpRequest, is_part: bool = False) -> date:
    """The viewer's day; a part of a page needs nothing else of the shell."""
    viewer = viewer_of(request.user) if is_part else shell_of(request).viewer
    return viewer.today() if viewer else timezone.now().date()


def _specialty_names(page: CodePage) -> list[str]:
    names = load_specialties()
    return [names[slug].name for slug in page.text.specialties if slug in names] if page.text else []


def _related(page: CodePage) -> list[tuple[str, str]]:
    texts = load_texts()
    return [(code, texts[code].name) for code in page.text.related if code in texts] if page.text else []
