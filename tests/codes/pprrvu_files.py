"""Excerpts of official relative value files without descriptors, and the ways in which people break them."""

import io
import zipfile
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pprrvu"
JULY_2026, OCTOBER_2025, FIXED_2025 = "rvu26c.csv", "rvu25d.csv", "PPRRVU2025_Oct.txt"
VISIT = "99213,,,A,,1.30,1.46,,0.33,,0.09,2.85,1.72,0,XXX,0.00,0.00,0.00,0,0,0,0,0,9,,33.4009,09,0,99,0.00,0.00,0.00"


def excerpt(name: str = JULY_2026) -> bytes:
    """Return the bytes of an excerpt: the official header, and fifteen rows."""
    return (GOLDEN / name).read_bytes()


def changed(before: str, after: str, name: str = JULY_2026) -> bytes:
    """Return an excerpt with one text replaced; the text must stand there exactly once."""
    text = excerpt(name).decode("ascii")
    assert text.count(before) == 1, before
    return text.replace(before, after).encode("utf-8")


def with_visit(row: str) -> bytes:
    """Return the excerpt of July 2026 with another row in place of 99213."""
    return changed(VISIT, row)


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip of members by name."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stored.getvalue()
