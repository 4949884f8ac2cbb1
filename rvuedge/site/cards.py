"""Open Graph images made by the product: the title of a text on the ruled sheet, drawn by the typesetter, 1200 x 630."""

import json
from functools import lru_cache
from pathlib import Path

import typst
from django.conf import settings


@lru_cache(maxsize=64)
def card_png(title: str, kind: str, site_name: str) -> bytes:
    """Return the image of a text; the same words give the same bytes."""
    template = Path(settings.BASE_DIR) / "templates" / "print" / "card.typ"
    shape = json.dumps({"title": title, "kind": kind, "site": site_name})
    made = typst.compile(template, format="png", ppi=72.0, sys_inputs={"shape": shape})
    assert isinstance(made, bytes)
    return made
