"""Worked plans judged: each printed figure is computed again and compared to the decimals that are printed."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.pay.example_formulas import Outcome, outcomes_of
from benchmarks.pay.example_inputs import Unusable
from benchmarks.pay.examples import PayExample
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.worked import ADVISORY, FAIL, INPUT, PASS, UNSUPPORTED, Printed, Report, Result, digits


def check_plans(rows: Sequence[PayExample]) -> Report:
    """Return the results of all rows that state an outcome."""
    return Report(tuple(_judged(row) for row in rows if row.expected and row.status not in (INPUT, ADVISORY)))


def _judged(row: PayExample) -> Result:
    try:
        computed = outcomes_of(row.plan_type, row.inputs)
    except Unusable as problem:
        return Result(row, UNSUPPORTED, row.expected, {}, str(problem))
    unknown = [name for name in row.expected if name not in computed]
    if unknown:
        return Result(row, UNSUPPORTED, row.expected, {}, f"unknown outcome {', '.join(unknown)}")
    told = {name: _text(computed[name]) for name in row.expected}
    missed = [f"{name} differs" for name, printed in row.expected.items() if not _agrees(printed, computed[name])]
    return Result(row, FAIL if missed else PASS, row.expected, told, "; ".join(missed))


def _agrees(printed: Printed, computed: Outcome) -> bool:
    if isinstance(printed, str) or isinstance(computed, Decimal):
        return isinstance(printed, str) and isinstance(computed, Decimal) and _same(printed, computed)
    return len(printed) == len(computed) and all(_same(one, other) for one, other in zip(printed, computed, strict=True))


def _same(printed: str, computed: Decimal) -> bool:
    value = Decimal(printed)
    return round_half_up(computed, max(0, -int(value.as_tuple().exponent))) == value


def _text(value: Outcome) -> Printed:
    return digits(value) if isinstance(value, Decimal) else tuple(digits(one) for one in value)
