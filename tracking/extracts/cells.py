"""Cells of a charge extract read strictly: only days, codes, modifiers, counts, places and teeth pass, in one notation each.

Every reader takes the text of a cell and returns it in that notation; nothing for an empty cell; a text that begins with
`FAULT` for anything else. What could not be read is never repeated, unless it is short and has the shape of a code.
A mended cell (zeros that a spreadsheet took away) ends with `MENDED`.
"""

import re
from datetime import date
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up
from tracking.entry import APART, SITE, minutes_of, takes_minutes
from tracking.wrvu.anesthetics import MOST_MINUTES
from tracking.wrvu.details import read_text, write_details
from tracking.wrvu.modifiers import KNOWN

FAULT, MENDED = "!", "~"
SERIAL, ORDER = "!serial", "!order"
MOST_PERSON = 60
_DECIMALS_KEPT = 6
# The place of service codes that CMS has assigned.
_ASSIGNED = (*range(1, 28), *range(31, 35), 41, 42, *range(49, 59), 60, 61, 62, 65, 66, 71, 72, 81, 99)
PLACES = frozenset(f"{number:02d}" for number in _ASSIGNED)
# No code ends with the letter I or O: they are a 1 or a 0 that somebody typed wrongly.
CODE = re.compile(r"[0-9]{4}[0-9A-HJ-NP-Z]|[A-Z][0-9]{4}")
_ABSENT = frozenset({"", "-", "--", "N/A", "NA", "NONE", "NULL", "NIL", "."})
_TIME = r"(?:[T ] ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)? ?(?:[AP]M)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_ISO = re.compile(rf"([0-9]{{4}})[-/]([0-9]{{1,2}})[-/]([0-9]{{1,2}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_US = re.compile(rf"([0-9]{{1,2}})[/-]([0-9]{{1,2}})[/-]([0-9]{{4}}|[0-9]{{2}}){_TIME}", re.IGNORECASE)
_WORDS = re.compile(r"(?:([0-9]{1,2})[- ])?([A-Z]{3,9})\.?(?: ([0-9]{1,2}),)?[- ]([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_SERIAL = re.compile(r"[34][0-9]{4}(?:\.[0-9]+)?")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_CODE_PREFIX = re.compile(r"\b(?:CPT|HCPCS|CDT)\b[: ]*", re.IGNORECASE)
_TOKENS = re.compile(r"[\s,;+/|&]+")
_LINE = re.compile(rf"({CODE.pattern}|[0-9]{{3,4}})((?:-[0-9A-Z]{{2}})*)(?:[X*]([0-9]{{1,3}}))?")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_UNITS_BEHIND = re.compile(r"[X*]([0-9]{1,3})")
_MINUTES_APART = re.compile(r"(?<![0-9A-Z])([0-9]{1,4}) (?:MIN(?:S|UTES?|UTOS?)?|M)(?![0-9A-Z])")
_BARE_MINUTES = re.compile(r"[1-9][0-9]{0,2}")
_DECIMALS = re.compile(r"\.0+(?=$|[ ,;-])")
_COUNT = re.compile(r"(-?[0-9]{1,6})(?:\.0*)?")
_NEGATIVE = re.compile(r"\(([0-9]{1,6})(?:\.0*)?\)")
_VALUE = re.compile(r"(-?)(\(?)\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})?(\.[0-9]{1,20})?(\)?)(-?)")
_PLACE = re.compile(r"0?([0-9]{2})(?:\.0+|\s*[-:/].{0,80}|\s+\D.{0,80})?")
_TOOTH = re.compile(r"#?0?([0-9]{1,2}|[A-T])(?:-([BDFILMO]{1,5}))?", re.IGNORECASE)
_QUOTABLE = re.compile(r"(?=.*[0-9])[0-9A-Z.-]{1,8}")
_LONG_DIGITS = re.compile(r"[0-9]{6}")


def day(text: str) -> str:
    """Return a day as 2026-07-31, from that, 20260731, 7/31/2026, 7/31/26, 31-JUL-2026 or Jul 31, 2026; a time of day behind it is left."""
    told = plain(text)
    if told.upper() in _ABSENT:
        return ""
    if found := _ISO.fullmatch(told) or _COMPACT.fullmatch(told):
        return _iso(found[1], found[2], found[3])
    if found := _US.fullmatch(told):
        if int(found[1]) > 12 >= int(found[2]):
            return ORDER
        return _iso(_year(found[3]), found[1], found[2])
    if (found := _WORDS.fullmatch(told)) and found[2].upper()[:3] in _MONTHS and bool(found[1]) != bool(found[3]):
        return _iso(_year(found[4]), str(_MONTHS.index(found[2].upper()[:3]) + 1), found[1] or found[3])
    return SERIAL if _SERIAL.fullmatch(told) else FAULT


def codes(text: str) -> str:
    """Return the codes of a cell with what is written behind each, "45385 45380-59 99213x2 D1553#3 00812-QZ@45" (@ for minutes).

    Any usual separator may stand between.
    """
    told = _CODE_PREFIX.sub("", plain(text)).upper().replace("–", "-").replace("×", "X")
    if told in _ABSENT:
        return ""
    whole = _DECIMALS.sub("", told)
    lines: list[list[str]] = []
    spaced = _MINUTES_APART.sub(r"\1MIN", APART.sub(r"\1", f" {whole} "))
    for token in (one for one in _TOKENS.split(spaced) if one.strip("-")):
        if lines and (minutes := _minutes_behind(lines[-1][0], token)) is not None:
            if lines[-1][3] or not 1 <= minutes <= MOST_MINUTES:
                return FAULT
            lines[-1][3] = f"@{minutes}"
        elif found := _LINE.fullmatch(token):
            mended = len(found[1]) < 5 or whole != told
            lines.append([found[1].zfill(5) + found[2], f"x{found[3]}" if found[3] else "", "", "", MENDED if mended else ""])
        elif not lines or not _joined(lines[-1], token):
            return FAULT + quoted(told)
    return " ".join("".join(line) for line in lines) if lines else FAULT


def modifiers(text: str) -> str:
    """Return modifiers with one space between, "59 LT"."""
    told = _DECIMALS.sub("", plain(text).upper())
    if told in _ABSENT or told == "0":
        return ""
    found = [one for one in re.split(r"[\s,;:/|-]+", told) if one]
    return " ".join(found) if all(_MODIFIER.fullmatch(one) for one in found) else FAULT + quoted(told)


def units(text: str) -> str:
    """Return a whole number of units; below zero where a charge is taken back, written -1 or (1)."""
    told = plain(text)
    if told.upper() in _ABSENT:
        return ""
    if found := _COUNT.fullmatch(told):
        return str(int(found[1]))
    found = _NEGATIVE.fullmatch(told)
    return str(-int(found[1])) if found else FAULT + quoted(told)


def value(text: str) -> str:
    """Return what a row counts for as a plain decimal, from "1,234.50", "(1.92)" or "1.92-"; nothing of an empty cell."""
    told = plain(text).replace(" ", "")
    if told.upper() in _ABSENT:
        return ""
    found = _VALUE.fullmatch(told)
    if found is None or not (found[3] or found[4]) or bool(found[2]) != bool(found[5]) or not told.isascii():
        return FAULT + quoted(told)
    sign = "-" if found[1] or found[2] or found[6] else ""
    number = f"{sign}{(found[3] or '0').replace(',', '')}{found[4] or ''}"
    # A spreadsheet writes 1.92 as 1.9199999999999999 at times.
    return number if len(found[4] or "") <= _DECIMALS_KEPT + 1 else format(round_half_up(Decimal(number), _DECIMALS_KEPT), "f")


def place(text: str) -> str:
    """Return a place of service code of two digits, from that, or from "11 - Office"."""
    told = plain(text)
    if told.upper() in _ABSENT:
        return ""
    if told.isascii() and told.isdigit() and len(told) == 1 and f"0{told}" in PLACES:
        return f"0{told}{MENDED}"
    found = _PLACE.fullmatch(told)
    return found[1] if found and found[1] in PLACES else FAULT + quoted(told)


def tooth(text: str) -> str:
    """Return a tooth, 1 to 32, 51 to 82 or A to T, with the surfaces that stand behind it ("14-MO")."""
    told = plain(text)
    if told.upper() in _ABSENT:
        return ""
    found = _TOOTH.fullmatch(told)
    return "-".join(filter(None, found.groups())).upper() if found else FAULT + quoted(told)


def details(text: str) -> str:
    """Return the details of a line in the notation of our own export; each is a number, a date or one of a few words."""
    if plain(text).upper() in _ABSENT:
        return ""
    facts, faults = read_text(text)
    return FAULT if faults else write_details(facts)


def plain(text: str) -> str:
    """Return a text with single blanks, without those around it."""
    return " ".join(text.split())


def mended_text(cell: str) -> str:
    """Return a cell whose bytes were no UTF-8 as the Windows-1252 that they are."""
    return cell if cell.isprintable() else cell.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def quoted(text: str) -> str:
    """Return a text that may be repeated in a message, short and shaped like a code; nothing for any other, which may be a person's."""
    return text if _QUOTABLE.fullmatch(text) and not _LONG_DIGITS.search(text) else ""


def _minutes_behind(line: str, token: str) -> int | None:
    """The minutes that a token tells of the code before it; a bare number that is a modifier too (23, 50, 53) stays one."""
    if not takes_minutes(line[:5]):
        return None
    return int(token) if _BARE_MINUTES.fullmatch(token) and token not in KNOWN else minutes_of(token)


def _joined(line: list[str], token: str) -> bool:
    """Add a token that belongs to the code before it: a modifier, a count or a tooth."""
    if found := _UNITS_BEHIND.fullmatch(token):
        line[1] = f"x{found[1]}"
    elif found := SITE.fullmatch(token):
        line[2] = "#" + "-".join(filter(None, found.groups()))
    elif _MODIFIER.fullmatch(token.lstrip("-")):
        line[0] += f"-{token.lstrip('-')}"
    else:
        return False
    return True


def _year(digits: str) -> str:
    """Two digits are of this century up to 79: what lies before is no day of a log, and refused as such."""
    return digits if len(digits) == 4 else f"{20 if int(digits) < 80 else 19}{digits}"


def _iso(year: str, month: str, day_of_month: str) -> str:
    try:
        return date(int(year), int(month), int(day_of_month)).isoformat()
    except ValueError:
        return FAULT
