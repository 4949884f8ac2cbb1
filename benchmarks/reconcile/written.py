"""Findings as plain values, to be kept as they were, and read back."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import chain

from benchmarks.reconcile.lines import CountedLine, Finding, Kind, Terms
from benchmarks.reconcile.sums import KindSum, Sums

Plain = list[object]


def plain_line(line: CountedLine) -> Plain:
    """Return a line as plain values."""
    return [line.day.isoformat(), line.code, list(line.modifiers), line.units, format(line.value, "f"), line.case, line.number, line.place]


def line_of(plain: Sequence[object]) -> CountedLine:
    """Return the line that `plain_line` wrote."""
    day, code, modifiers, units, value, case, number, place = plain
    told = tuple(str(one) for one in modifiers) if isinstance(modifiers, list) else ()
    return CountedLine(
        date.fromisoformat(str(day)), str(code), told, _whole(units), Decimal(str(value)), str(case), str(place), _whole(number)
    )


def plain_sums(sums: Sums) -> dict[str, list[object]]:
    """Return sums as plain values by kind."""
    return {str(one.kind): [one.count, format(one.own, "f"), format(one.theirs, "f")] for one in sums.kinds}


def sums_from(plain: dict[str, list[object]]) -> Sums:
    """Return the sums that `plain_sums` wrote, in the order of the kinds: a database may keep another."""
    kinds = ((kind, plain[kind]) for kind in Kind if kind in plain)
    return Sums(tuple(KindSum(kind, _whole(values[0]), Decimal(str(values[1])), Decimal(str(values[2]))) for kind, values in kinds))


def inputs_hash(findings: Iterable[Finding], terms: Terms) -> str:
    """Return a sign of everything that was compared: lines of both sides, and the terms."""
    lines = sorted(
        (side, plain_line(line._replace(number=0)))
        for one in findings
        for side, line in chain((("own", line) for line in one.own), (("theirs", line) for line in one.theirs))
    )
    told = [str(terms.first_day), str(terms.last_day), str(terms.tolerance), terms.shift, lines]
    return sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def _whole(value: object) -> int:
    return int(str(value))
