"""Text cells of an export that a spreadsheet will not run as a formula (CWE-1236)."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Return `text` with a leading apostrophe where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
