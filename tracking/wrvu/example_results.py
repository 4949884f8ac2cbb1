"""Worked examples judged: each printed outcome is computed again by the engine and compared as the file says."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal

from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.worked import ADVISORY, FAIL, INPUT, PASS, UNSUPPORTED, Report, Result, digits
from tracking.wrvu.amounts import adjusted_rvu
from tracking.wrvu.anesthesia import time_units
from tracking.wrvu.example_claims import Valued, value_rows
from tracking.wrvu.example_rows import ANESTHESIA, WITHOUT_FEE, Unusable, work_of
from tracking.wrvu.examples import SUBTOTAL, ExampleRow
from tracking.wrvu.types import NOTHING, Reason

_MEDICARE_SHARE = Decimal("0.80")
_PREFIX = "expected_"
_PLACES = {"expected_factor": 4, "expected_wrvu": 2, "expected_payment": 2}


def check_rows(rows: Sequence[ExampleRow]) -> Report:
    """Return the results of all rows that state an outcome."""
    claims: dict[tuple[str, str], list[ExampleRow]] = defaultdict(list)
    for row in rows:
        if not row.is_sum and row.status != ADVISORY:
            claims[row.claim].append(row)
    valued: dict[tuple[str, str], Sequence[Valued] | str] = {claim: _valued(lines) for claim, lines in claims.items()}
    judged = [row for row in rows if row.expected and row.status not in (INPUT, ADVISORY)]
    return Report(tuple(_judged(row, valued.get(row.claim, "the claim has no lines")) for row in judged))


def _valued(lines: Sequence[ExampleRow]) -> Sequence[Valued] | str:
    """Return the lines of a claim valued, or why they cannot be."""
    unsupported = next((f"line {row.line}: {row.unsupported}" for row in lines if row.unsupported), "")
    if unsupported:
        return unsupported
    try:
        return value_rows(lines)
    except Unusable as problem:
        return str(problem)


def _judged(row: ExampleRow, claim: Sequence[Valued] | str) -> Result:
    expected = {name.removeprefix(_PREFIX): text for name, text in row.expected.items()}
    if row.unsupported or isinstance(claim, str):
        return Result(row, UNSUPPORTED, expected, {}, row.unsupported or str(claim))
    lines = _lines_of(row, claim)
    if not lines:
        return Result(row, UNSUPPORTED, expected, {}, "the lines it names are not in the claim")
    if any(_lacks_base(row, one) for one in lines):
        return Result(row, UNSUPPORTED, expected, {}, "the value of the endoscopic base is missing")
    computed = {name: _OUTCOMES[name](lines) for name in row.expected}
    told = {name.removeprefix(_PREFIX): None if value is None else digits(value) for name, value in computed.items()}
    missed = [name for name, value in computed.items() if not _agrees(row, name, value)]
    reason = "; ".join(f"{name.removeprefix(_PREFIX)} differs" for name in missed)
    if missed and any(computed[name] is None for name in missed):
        reason += ": " + (" ".join(sorted({str(flag) for one in lines for flag in one.item.payment_flags})) or "nothing computed")
    return Result(row, FAIL if missed else PASS, expected, told, reason)


def _lines_of(row: ExampleRow, claim: Sequence[Valued]) -> Sequence[Valued]:
    if not row.is_sum:
        return [one for one in claim if one.row.number == row.number]
    named = row.keys.get("of", "").split()
    return [one for one in claim if row.line != SUBTOTAL or one.row.line in named]


def _lacks_base(row: ExampleRow, one: Valued) -> bool:
    """Whether a printed outcome depends on the value of an endoscopic base that the file does not have."""
    item = one.item
    flags = (item.flags if "expected_wrvu" in row.expected else ()) + (
        item.payment_flags if row.expected.keys() - {"expected_wrvu"} else ()
    )
    return Reason.BASE_NOT_IN_SCHEDULE in flags


def _agrees(row: ExampleRow, name: str, computed: Decimal | None) -> bool:
    if computed is None:
        return False
    printed = Decimal(row.expected[name])
    places = _PLACES.get(name, max(0, -int(printed.as_tuple().exponent)))
    if round_half_up(computed, places) == round_half_up(printed, places):
        return True
    tolerance = row.number_of("tolerance")
    return tolerance is not None and abs(computed - printed) <= tolerance


def _factor(lines: Sequence[Valued]) -> Decimal | None:
    """Return the result before rounding over the value of the unmodified rows."""
    whole = sum((_whole(one) for one in lines), NOTHING)
    results = [_exact(one) for one in lines]
    known = [result for result in results if result is not None]
    return sum(known, NOTHING) / whole if whole and len(known) == len(results) else None


def _exact(one: Valued) -> Decimal | None:
    item = one.item
    if one.row.keys.get("basis") == WITHOUT_FEE:
        return item.steps[-1].after
    return None if item.payment is None else item.payment_steps[-1].after


def _whole(one: Valued) -> Decimal:
    """Return the value of the unmodified row: dollars or RVUs, work alone without a fee, or all units of an anesthetic."""
    row, basis = one.row, one.row.keys.get("basis")
    if basis == WITHOUT_FEE:
        return work_of(row) or NOTHING
    if basis == ANESTHESIA:
        units = (row.number_of("base_units") or NOTHING) + time_units(row.whole_of("minutes") or 0, one.terms.policy.time_rounding)
        return units * (row.number_of("anes_cf") or NOTHING)
    return (row.number_of("fee_or_total_rvu") or NOTHING) * (row.number_of("cf") or Decimal(1))


def _sum_of(value_of: Callable[[Valued], Decimal | None]) -> Callable[[Sequence[Valued]], Decimal | None]:
    def summed(lines: Sequence[Valued]) -> Decimal | None:
        values = [value_of(one) for one in lines]
        known = [value for value in values if value is not None]
        return sum(known, NOTHING) if len(known) == len(values) else None

    return summed


def _geographic(one: Valued) -> Decimal | None:
    row = one.item.pay.row
    return None if row is None else adjusted_rvu(row, one.item.line, one.terms)


def _medicare_share(lines: Sequence[Valued]) -> Decimal | None:
    payment = _OUTCOMES["expected_payment"](lines)
    return None if payment is None else payment * _MEDICARE_SHARE


_OUTCOMES: dict[str, Callable[[Sequence[Valued]], Decimal | None]] = {
    "expected_factor": _factor,
    "expected_wrvu": _sum_of(lambda one: one.item.credit),
    "expected_payment": _sum_of(lambda one: one.item.payment),
    "expected_time_units": _sum_of(lambda one: one.item.anesthesia.time if one.item.anesthesia else None),
    "expected_total_units": _sum_of(lambda one: one.item.anesthesia.total if one.item.anesthesia else None),
    "expected_geo_rvu": _sum_of(_geographic),
    "expected_tc_total": _sum_of(lambda one: one.item.technical.amount if one.item.technical else NOTHING),
    "expected_unreduced": _sum_of(_whole),
    "expected_medicare_80pct": _medicare_share,
}
