"""The version of the product, as its project file names it."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def product_version() -> str:
    """Return the version of this release."""
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
