"""Open Graph images made by the product: the title of a text on the ruled sheet, drawn by the typesetter, 1200 x 630."""

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from codes.texts import load_texts
from rvuedge.site.library import FOLDERS, GUIDES, POSTS, texts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CODES, PAGES = "codes", "pages"
_KINDS: "dict[str, StrOrPromise]" = {GUIDES: _("Guide"), POSTS: _("Blog"), CODES: _("Code"), PAGES: ""}
# The pages that are no texts: what their pictures say.
_TITLES: "dict[str, StrOrPromise]" = {
    "home": _("The work you did, counted and explained"),
    "for-medical-students": _("For medical students"),
    "for-residents": _("For residents and fellows"),
    "for-attendings": _("For attendings"),
    "codes": _("Codes and their work RVUs"),
    "resources": _("Guides to work RVUs"),
    "blog": _("Blog"),
    "support": _("Support"),
    "contact": _("Contact form"),
    "status": _("Status and version"),
    "specialties": _("Codes by specialty"),
    "compare": _("Codes side by side"),
    "tools": _("Tools without an account"),
    "case": _("wRVU of a case"),
    "what-changed": _("What a new schedule changes"),
    "percentile": _("Position on a survey table"),
    "pay": _("Pay illustration"),
    "payment": _("Medicare payment by locality"),
}


def card_title(folder: str, slug: str) -> "StrOrPromise | None":
    """Return what the picture of a page says: the title of a text, a code with our own name of it; None where there is no such page."""
    if folder == CODES:
        text = load_texts().get(slug)
        return f"{text.code}: {text.name}" if text else None
    if folder in FOLDERS:
        article = texts(folder).get(slug)
        return article.title if article else None
    return _TITLES.get(slug) if folder == PAGES else None


def card_kind(folder: str) -> "StrOrPromise":
    """Return the word above the title."""
    return _KINDS.get(folder, _("Help"))


@lru_cache(maxsize=64)
def card_png(title: str, kind: str, site_name: str) -> bytes:
    """Return the image of a text; the same words give the same bytes."""
    template = Path(settings.BASE_DIR) / "templates" / "print" / "card.typ"
    shape = json.dumps({"title": title, "kind": kind, "site": site_name})
    made = typst.compile(template, format="png", ppi=72.0, sys_inputs={"shape": shape})
    assert isinstance(made, bytes)
    return made
