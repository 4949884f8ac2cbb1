"""The public catalogue: search, browse, and a page for every code."""

import hashlib
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from codes.browse import by_category, nearest_codes
from codes.page import CodePage, code_page
from codes.releases import catalogue_version
from codes.search import search
from codes.texts import load_specialties, load_texts
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_of

CODE_LENGTH = 5
SHOWN = 20
LONGEST_QUERY = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a code by digits or words, or browse by category; htmx gets the results alone."""
    query = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    hits = search(query, SHOWN, _today(request)) if query else []
    if len(hits) == 1 and hits[0].code == query.upper() and not request.headers.get("HX-Request"):
        return redirect("code", code=hits[0].code)
    shape: dict[str, object] = {"query": query, "hits": hits}
    if request.headers.get("HX-Request"):
        return render(request, "codes/_hits.html", shape)
    return render(request, "codes/index.html", shape | {"categories": by_category(), "code_count": len(load_texts())})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """List the codes of one category."""
    found = next((group for group in by_category() if group.slug == slug), None)
    if found is None:
        raise Http404
    return render(request, "codes/category.html", {"category": found})


def _etag(request: HttpRequest, code: str) -> str | None:
    """A page changes with the catalogue, the person who looks, messages that wait, and our own texts."""
    if request.user.is_authenticated:
        return None
    parts = (code, str(catalogue_version()), _today(request).isoformat(), settings.SECRET_KEY[:8])
    return '"' + hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24] + '"'


@require_safe
@condition(etag_func=_etag)
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one code; an unknown one answers 404 with the releases searched and the nearest codes."""
    if code != code.upper():
        return redirect("code", code=code.upper(), permanent=True)
    user = request.user if isinstance(request.user, User) else None
    page = code_page(code, _today(request), user)
    if not page.is_known:
        shape = {"code": code[:CODE_LENGTH], "searched": page.searched, "nearest": nearest_codes(code)}
        return render(request, "codes/unknown.html", shape, status=404)
    return render(request, "codes/code.html", {"page": page, "specialties": _specialty_names(page), "related": _related(page)})


def _today(request: HttpRequest) -> date:
    viewer = viewer_of(request.user)
    return viewer.today() if viewer else timezone.now().date()


def _specialty_names(page: CodePage) -> list[str]:
    names = load_specialties()
    return [names[slug].name for slug in page.text.specialties if slug in names] if page.text else []


def _related(page: CodePage) -> list[tuple[str, str]]:
    texts = load_texts()
    return [(code, texts[code].name) for code in page.text.related if code in texts] if page.text else []
