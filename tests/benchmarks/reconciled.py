"""Lines and findings in the notation of the golden cases: "5 99213-25x2 1.30" is a day of October 2026, a code, and what it counts."""

import re
from datetime import date
from decimal import Decimal

from benchmarks.reconcile.lines import Alternative, CountedLine, Finding, Reason, Terms

TERMS = Terms(date(2026, 10, 1), date(2026, 10, 31))
_LINE = re.compile(r"(\d+)(?:/(\d+))? (\w{5})((?:-\w{2})*)(?:x(-?\d+))? (-?[\d.]+)")


def lines(text: str) -> list[CountedLine]:
    """Return the lines of a text, numbered from 1."""
    return [line(one, number) for number, one in enumerate(filter(None, (part.strip() for part in text.split("|"))), start=1)]


def line(text: str, number: int = 0) -> CountedLine:
    """Return one line."""
    found = _LINE.fullmatch(text)
    assert found is not None, text
    day, month, code, modifiers, units, value = found.groups()
    told = tuple(sorted(filter(None, modifiers.split("-"))))
    return CountedLine(date(2026, int(month or 10), int(day)), code, told, int(units or 1), Decimal(value), number=number)


def ways(text: str) -> dict[int, list[Alternative]]:
    """Return what lines would count under other releases and policies: "1 release RVU26C 4.46" is that of the first line."""
    found: dict[int, list[Alternative]] = {}
    for one in filter(None, text.split(" | ")):
        number, reason, name, value = one.split()
        found.setdefault(int(number), []).append(Alternative(Reason(reason), name.replace("_", " "), Decimal(value)))
    return found


def told(finding: Finding) -> str:
    """Return a finding as the golden cases write it: kind, day, code and reasons; a day of October is only its number."""
    first = (finding.own or finding.theirs)[0]
    why = [
        f"{one.reason}{':' + one.name.removeprefix('2026-').removeprefix('10-').replace(' ', '_') if one.name else ''}"
        for one in finding.why
    ]
    return " ".join([finding.kind, str(first.day.day), first.code, *why])
