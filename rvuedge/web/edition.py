"""The files that a device keeps of the product, and the edition: a checksum that names their state."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

STATIC = settings.BASE_DIR / "rvuedge" / "static"
WORKER = STATIC / "js" / "offline" / "worker.js"
WITHOUT_CONNECTION = settings.BASE_DIR / "templates" / "offline.html"
_CATALOGUES = sorted((settings.BASE_DIR / "rvuedge" / "locale").glob("*/LC_MESSAGES/*.mo"))
_STYLES = ("css/tokens.css", "css/app.css", "css/product.css", "css/log.css")
_ICONS = ("icons/glyph.svg", "icons/app-192.png")
_LIBRARIES = ("django_htmx/htmx-2.min.js",)


@cache
def kept_files() -> tuple[str, ...]:
    """Return the names of the static files without which the log does not open, in order."""
    scripts = sorted(path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js") if path != WORKER)
    return (*_STYLES, *scripts, *_LIBRARIES, *_ICONS)


@cache
def edition() -> str:
    """Return the checksum over these files, the worker, and the page without a connection with its translations."""
    digest = hashlib.sha256()
    for path in (*(_path_of(name) for name in kept_files()), WORKER, WITHOUT_CONNECTION, *_CATALOGUES):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _path_of(name: str) -> Path:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"{name} is no static file")
    return Path(found)
