"""What the text of a cell means, read strictly: what a spreadsheet or a parser would forgive is a fault here."""

import re
from collections.abc import Callable
from decimal import Decimal

from codes.fees import Status

Value = str | bool | Decimal
_AMOUNT = re.compile(r"[0-9]{0,3}\.[0-9]{1,2}|[0-9]{1,3}")
_SHARE = re.compile(r"[01]?\.[0-9]{1,2}|[01]")
_FACTOR = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
# The last character is a digit or F, T, U, M, A and the like; the letters O and I stand for a mistyped 0 and 1.
CODE = re.compile(r"[0-9]{4}[0-9A-HJ-NP-Z]|[A-Z][0-9]{4}")
PLACEHOLDER = re.compile(r"[A-Z]X{3}[0-9]")
SHORT_CODE = re.compile(r"[0-9]{3,4}")
_STATUSES = frozenset(str(status) for status in Status)
_MODIFIERS = frozenset({"", "26", "TC", "53"})
_GLOBAL = frozenset({"", "000", "010", "090", "MMM", "XXX", "YYY", "ZZZ"})
_CENT, _FACTOR_UNIT = Decimal("0.01"), Decimal("0.0001")


class Known(dict[str, Value | None]):
    """The meaning of texts, worked out once for each; None where a text needs a second look."""

    def __init__(self, meaning: Callable[[str], Value | None]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, text: str) -> Value | None:
        value = self[text] = self._meaning(text)
        return value


def tidy(text: str) -> str:
    """Return a cell without surrounding blanks, no-break spaces included, in capitals: codes and indicators."""
    return text.replace("\xa0", " ").strip().upper()


def amount(text: str) -> Decimal | None:
    """Return an RVU from 0 to 999.99 with at most two decimals in plain digits; None for any other text."""
    return _exact(text, _AMOUNT, _CENT)


def share(text: str) -> Decimal | None:
    """Return a share of the global package, 0 to 1.99; None for any other text."""
    return _exact(text, _SHARE, _CENT)


def factor(text: str) -> Decimal | None:
    """Return a conversion factor with at most four decimals; None for any other text."""
    return _exact(text, _FACTOR, _FACTOR_UNIT)


def code(text: str) -> str | None:
    """Return a code of five characters exactly as it stands; None where it needs a second look."""
    return text if CODE.fullmatch(text) else None


def modifier(text: str) -> str | None:
    """Return one of the modifiers that the layout knows; None where it needs a second look."""
    return text if text in _MODIFIERS else None


def descriptor(text: str) -> str | None:
    """Return a short descriptor without surrounding blanks, control and direction marks made visible; None beyond 60 characters."""
    stripped = text.strip()
    if not stripped.isprintable():
        stripped = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in stripped)
    return stripped if len(stripped) <= 60 else None


def status(text: str) -> str | None:
    """Return a status code of the record layout; None for any other text."""
    return tidied if (tidied := tidy(text)) in _STATUSES else None


def mark(sign: str) -> Callable[[str], bool | None]:
    """Return a meaning for cells that hold `sign` or nothing."""
    return lambda text: tidied == sign if (tidied := tidy(text)) in {"", sign} else None


def indicator(length: int) -> Callable[[str], str | None]:
    """Return a meaning for indicators of at most so many letters and digits."""
    return lambda text: tidied if len(tidied := tidy(text)) <= length and tidied.isascii() and (tidied.isalnum() or not tidied) else None


def global_days(text: str) -> str | None:
    """Return the global period as CMS writes it: 000, 010, 090, MMM, XXX, YYY, ZZZ; None for any other text."""
    return tidied if (tidied := tidy(text)) in _GLOBAL else None


def endoscopic_base(text: str) -> str | None:
    """Return the base code of an endoscopy family, or nothing; None where it needs a second look."""
    return tidied if not (tidied := tidy(text)) or CODE.fullmatch(tidied) else None


def supervision(text: str) -> str | None:
    """Return the supervision indicator of two characters, such as 09 or 6A; None for any other text."""
    tidied = tidy(text)
    return tidied if not tidied or (len(tidied) == 2 and tidied.isascii() and tidied.isalnum()) else None


def _exact(text: str, pattern: re.Pattern[str], unit: Decimal) -> Decimal | None:
    stripped = text.strip()
    # The patterns hold ASCII digits only: NaN, 1e5, 1_000 and digits of other scripts, which Decimal takes, stay out.
    return Decimal(stripped).quantize(unit) if pattern.fullmatch(stripped) else None
