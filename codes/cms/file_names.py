"""The day from which a table holds, where only its file name tells."""

import re
from datetime import date

from codes.cms.tables import MONTHS

_NUMBERS = {month[:3].upper(): number for number, month in enumerate(MONTHS, start=1)}
_MONTH = f"({'|'.join(_NUMBERS)})(?:{'|'.join(month[3:].upper() for month in MONTHS if month[3:])}|T)?(?![A-Z])"
_YEAR = "(20[0-9]{2})(?![0-9])"
_ISO_DAY = re.compile(r"(?<![0-9])(20[0-9]{2}) ([0-9]{2}) ([0-9]{2})(?![0-9])")
# "January 2026", "JAN2026"; "2025 October"; "DMEPOS26 JAN".
_MONTH_YEAR = re.compile(rf"{_MONTH} ?{_YEAR}")
_YEAR_MONTH = re.compile(rf"(?<![0-9])(20[0-9]{{2}}|[0-9]{{2}}) ?{_MONTH}")
# "CLFS 2025 Q2V1", "25CLABQ2".
_QUARTER = re.compile(r"(?<![0-9])(20[0-9]{2}|[0-9]{2})[A-Z]{0,4} ?Q([1-4])(?![0-9])")


def day_in_name(file_name: str) -> date | None:
    """Return the first day of the month or quarter that a file's name holds; None where it holds none."""
    name = re.sub(r"[_\-.,\s]+", " ", file_name.upper())
    if found := _ISO_DAY.search(name):
        return _date(found[1], int(found[2]), int(found[3]))
    if found := _MONTH_YEAR.search(name):
        return _date(found[2], _NUMBERS[found[1]])
    if found := _YEAR_MONTH.search(name):
        return _date(found[1], _NUMBERS[found[2]])
    if found := _QUARTER.search(name):
        return _date(found[1], 3 * int(found[2]) - 2)
    return None


def _date(year: str, month: int, day: int = 1) -> date | None:
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    except ValueError:
        return None
