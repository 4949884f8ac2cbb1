"""What a visitor's page of a code depends on, as one short text that browsers send back (ETag)."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from codes.releases import catalogue_version
from codes.texts import CATALOGUE
from rvuedge.web.context import shell_of
from rvuedge.web.language import chosen_language

_WRITTEN = (
    ("templates", "_*.html"),
    ("templates", "public.html"),
    ("templates/codes", "*.html"),
    ("codes", "*.py"),
    ("rvuedge/locale", "*/*/*.mo"),
)
_ASKED = ("locality", "zip", "c")


def visitor_etag(request: HttpRequest, code: str = "", **_: object) -> str | None:
    """Return the ETag of a visitor's page; None for signed-in people and where a message waits to be shown."""
    if request.user.is_authenticated or "messages" in request.COOKIES:
        return None
    asked = [f"{name}={value}" for name in _ASKED for value in request.GET.getlist(name)]
    parts = (
        code,
        *asked,
        str(version_of(request)),
        timezone.now().date().isoformat(),
        str(shell_of(request).is_demo),
        chosen_language(request),
        settings.SITE_NAME,
        _edition(),
    )
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24] + '"'


def version_of(request: HttpRequest) -> int:
    """Return the catalogue's version, asked for once in a request."""
    kept = request.META.get("rvuedge.catalogue_version")
    if not isinstance(kept, int):
        kept = request.META["rvuedge.catalogue_version"] = catalogue_version()
    return kept


@cache
def _edition() -> str:
    """Return a checksum over the texts, the templates and the code that words the page."""
    digest = hashlib.sha256()
    written = [path for folder, names in _WRITTEN for path in sorted((settings.BASE_DIR / folder).glob(names))]
    for path in (*written, *sorted((CATALOGUE / "texts").glob("*.toml")), CATALOGUE / "sections.csv"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
