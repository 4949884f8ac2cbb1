"""The rules of the fee schedule as a plain script has them, without steps, flags or policies: what the engine is measured against.

It knows what the measured cases need: rows, units, both sides with 50, families, rank by role, diagnostic pools, 54, 62, 80.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from codes.fees import FeeRow
from tracking.wrvu.types import Line

Rows = Mapping[tuple[str, str], FeeRow]
_FACILITIES = {"19", "21", "22", "23", "24"}
_BOTH_SIDES = {"0": Decimal(1), "1": Decimal("1.5"), "2": Decimal(1), "3": Decimal(2)}
_FULL, _HALF, _NOTHING = Decimal(1), Decimal("0.5"), Decimal(0)
_ASSISTANT, _CO_SURGEON, _SECOND_READING = Decimal("0.16"), Decimal("0.625"), Decimal("0.05")
_HEART, _EYE = Decimal("0.25"), Decimal("0.20")
_WORK, _FEE, _BASE_WORK, _BASE_FEE = range(4)
# A line on its way: work and fee, and both of its endoscopic base.
Part = list[Decimal]


def plain_values(lines: Sequence[Line], rows: Rows) -> list[tuple[Decimal, Decimal]]:
    """Return credit and payment of each line."""
    found = [_row_of(line, rows) for line in lines]
    parts = [_part(line, row, rows) for line, row in zip(lines, found, strict=True)]
    for role in ("", "80", "62"):
        places = [place for place, line in enumerate(lines) if _role(line) == role and found[place].multiple_procedure in "23"]
        _rank(places, lines, found, parts)
    _cut_readings([place for place, row in enumerate(found) if row.multiple_procedure == "4"], parts)
    for indicator, cut in (("6", _HEART), ("7", _EYE)):
        _cut_tests([place for place, row in enumerate(found) if row.multiple_procedure == indicator], cut, rows, found, parts)
    _cut_therapy([place for place, row in enumerate(found) if row.multiple_procedure == "5"], lines, found, parts)
    return [_rounded(part, line, row) for part, line, row in zip(parts, lines, found, strict=True)]


def _row_of(line: Line, rows: Rows) -> FeeRow:
    component = next((modifier for modifier in ("26", "TC", "53") if modifier in line.modifiers), "")
    return rows.get((line.code, component)) or rows[line.code, ""]


def _role(line: Line) -> str:
    return "80" if "80" in line.modifiers else "62" if "62" in line.modifiers else ""


def _part(line: Line, row: FeeRow, rows: Rows) -> Part:
    factor = _BOTH_SIDES.get(row.bilateral, _FULL) if "50" in line.modifiers else Decimal(line.units)
    base = rows.get((row.endoscopic_base, ""))
    of_base = [base.work_rvu, _fee(line, base)] if base else [_NOTHING, _NOTHING]
    return [row.work_rvu * factor, _fee(line, row) * factor, *of_base]


def _fee(line: Line, row: FeeRow) -> Decimal:
    total = row.facility_total if line.place_of_service in _FACILITIES else row.non_facility_total
    return total * row.conversion_factor


def _rank(places: Sequence[int], lines: Sequence[Line], found: Sequence[FeeRow], parts: Sequence[Part]) -> None:
    """Fold the families, then halve all but the first by fee; of equal fees the first code, then the first modifiers."""
    bases = {found[place].endoscopic_base for place in places} - {""}
    families: dict[str, list[int]] = defaultdict(list)
    for place in places:
        row = found[place]
        families[row.endoscopic_base or (row.code if row.code in bases else f"line {place}")].append(place)
    for family in families.values():
        _fold(family, lines, found, parts)

    def order(family: list[int]) -> tuple[Decimal, tuple[object, ...]]:
        return -sum((parts[place][_FEE] for place in family), _NOTHING), min(lines[place].order for place in family)

    for family in sorted(families.values(), key=order)[1:]:
        for place in family:
            parts[place][_WORK] *= _HALF
            parts[place][_FEE] *= _HALF


def _fold(family: Sequence[int], lines: Sequence[Line], found: Sequence[FeeRow], parts: Sequence[Part]) -> None:
    if len(family) < 2:
        return
    for value, base in ((_WORK, _BASE_WORK), (_FEE, _BASE_FEE)):
        members = [place for place in family if found[place].endoscopic_base]
        highest = min(members, key=lambda place: (-parts[place][value], -parts[place][_FEE], lines[place].order))
        for place in family:
            if place != highest:
                below = parts[place][base] if found[place].endoscopic_base else parts[place][value]
                parts[place][value] = max(_NOTHING, parts[place][value] - below)


def _cut_readings(places: Iterable[int], parts: Sequence[Part]) -> None:
    for place in sorted(places, key=lambda place: -parts[place][_FEE])[1:]:
        parts[place][_FEE] -= parts[place][_FEE] * _SECOND_READING


def _cut_tests(places: Iterable[int], cut: Decimal, rows: Rows, found: Sequence[FeeRow], parts: Sequence[Part]) -> None:
    technical = {place: _technical(found[place], rows) for place in places if found[place].modifier != "26"}
    for place in sorted(technical, key=lambda place: -technical[place])[1:]:
        parts[place][_FEE] -= technical[place] * cut


def _technical(row: FeeRow, rows: Rows) -> Decimal:
    """The technical part: the row of TC, or what is not work of a test that is only sold whole."""
    part = rows.get((row.code, "TC"))
    return (part.non_facility_total if part else row.non_facility_total - row.work_rvu) * row.conversion_factor


def _cut_therapy(places: Sequence[int], lines: Sequence[Line], found: Sequence[FeeRow], parts: Sequence[Part]) -> None:
    units = [(place, unit) for place in places for unit in range(lines[place].units)]
    ranked = sorted(units, key=lambda one: (-found[one[0]].non_facility_pe_rvu, lines[one[0]].order))
    for place, _ in ranked[1:]:
        row = found[place]
        parts[place][_FEE] -= row.non_facility_pe_rvu * row.conversion_factor * _HALF


def _rounded(part: Part, line: Line, row: FeeRow) -> tuple[Decimal, Decimal]:
    share = _FULL
    if "80" in line.modifiers:
        share = _ASSISTANT if row.assistant == "2" else _NOTHING
    if "62" in line.modifiers:
        share = _CO_SURGEON if row.co_surgeon == "2" else _NOTHING
    if "54" in line.modifiers:
        share *= row.pre_operative + row.intra_operative
    credit, payment = part[_WORK] * share, part[_FEE] * share
    return credit.quantize(Decimal("0.0001"), ROUND_HALF_UP), payment.quantize(Decimal("0.01"), ROUND_HALF_UP)
