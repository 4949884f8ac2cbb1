"""The version of the product, read from its own description."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def product_version() -> str:
    """Return the version that pyproject.toml names."""
    described = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(described["project"]["version"])
