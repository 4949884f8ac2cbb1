"""The pictures of the help as they ship: one for light pages and one for dark pages each, with the size that pages keep free for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static

PLACE = Path(settings.BASE_DIR) / "rvuedge" / "static" / "help"
# How many dots of a picture stand for one pixel of the page.
SCALE = 1.5


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the addresses of both files, and its size on the page."""

    light: str
    dark: str
    width: int
    height: int


@cache
def pictures() -> Mapping[str, Picture]:
    """Return the pictures by the name that a text calls them by."""
    found = {path.stem: path for path in sorted(PLACE.glob("*.webp"))}
    return {name: _picture(name, path) for name, path in found.items() if f"{name}-dark" in found}


def size_of(webp: bytes) -> tuple[int, int]:
    """Return width and height in the head of an extended WebP file, which is what browsers write (RFC 9649, section 2.7)."""
    if webp[:4] != b"RIFF" or webp[8:16] != b"WEBPVP8X":
        raise ValueError("not an extended WebP file")
    width, height = (int.from_bytes(webp[place : place + 3], "little") + 1 for place in (24, 27))
    return width, height


def _picture(name: str, path: Path) -> Picture:
    width, height = (round(dots / SCALE) for dots in size_of(path.read_bytes()[:30]))
    return Picture(static(f"help/{name}.webp"), static(f"help/{name}-dark.webp"), width, height)
