"""What a visitor's page of the site depends on, as one short text that browsers send back (ETag)."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from codes.etag import version_of
from rvuedge.site.library import CONTENT
from rvuedge.site.pictures import PLACE
from rvuedge.site.version import product_version
from rvuedge.web.context import shell_of
from rvuedge.web.language import chosen_language

_HERE = Path(__file__).resolve().parent
_WRITTEN = (
    ("templates", "_*.html"),
    ("templates", "public.html"),
    ("templates", "home.html"),
    ("templates/site", "*.html"),
    ("templates/benchmarks", "_fan.html"),
    ("templates/svg", "*.html"),
    ("rvuedge/locale", "*/*/*.mo"),
)


def site_etag(request: HttpRequest, **_: object) -> str | None:
    """Return the ETag of a visitor's page; None for signed-in people and where a message waits to be shown."""
    if request.user.is_authenticated or "messages" in request.COOKIES:
        return None
    today = timezone.now().date().isoformat()
    parts = (request.get_full_path(), str(version_of(request)), today, str(shell_of(request).is_demo), chosen_language(request), _edition())
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24] + '"'


@cache
def _edition() -> str:
    """Return a checksum over the texts, the templates, the code that words the pages, and what the operator named."""
    digest = hashlib.sha256()
    for folder, names in _WRITTEN:
        for path in sorted((settings.BASE_DIR / folder).glob(names)):
            digest.update(path.read_bytes())
    for path in (*sorted(_HERE.glob("*.py")), *sorted(CONTENT.glob("*/*.md")), *sorted(PLACE.glob("*.webp"))):
        digest.update(path.read_bytes())
    for named in (product_version(), settings.SITE_NAME, settings.SUPPORT_ADDRESS, str(settings.PUBLIC_SITE)):
        digest.update(named.encode())
    return digest.hexdigest()
