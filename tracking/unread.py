"""What a typed word that is no code was meant as: a tooth, units or minutes, so that the log can say what is wrong with it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from tracking.entry import takes_minutes

_CODE = r"(?:[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})(?:-[0-9A-Z]{2})*"
_TOOTH = re.compile(r"#.*")
# "x2.5" and "45385x2.5"; a word of letters such as "XRAY" is searched for.
_UNITS = re.compile(rf"[X*×][-.0-9].*|{_CODE}[X*×].*")
_TIME = re.compile(r"[0-9]+(?:[.:][0-9]+)?(?:M|MIN[A-Z]*|H[0-9]*M?)|[0-9]+:[0-9]+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Meant(StrEnum):
    """What a word was meant as."""

    TOOTH = "tooth"
    UNITS = "units"
    MINUTES = "minutes"


def meant_by(word: str, codes: Iterable[str]) -> Meant | None:
    """Return what a word was meant as beside the codes of its case; None where it may be a name or a part of a code."""
    told = word.upper()
    if _TOOTH.fullmatch(told):
        return Meant.TOOTH
    if _UNITS.fullmatch(told):
        return Meant.UNITS
    is_time = _TIME.fullmatch(told) or (_NUMBER.fullmatch(told) and any(takes_minutes(code) for code in codes))
    return Meant.MINUTES if is_time else None
