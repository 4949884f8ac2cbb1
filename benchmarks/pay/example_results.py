"""Worked plans judged: each printed figure is computed again and compared to the decimals that are printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.pay.example_formulas import Outcome, outcomes_of
from benchmarks.pay.example_inputs import Unusable
from benchmarks.pay.examples import ADVISORY, INPUT, VERIFIED, PayExample
from rvuedge.lib.decimals import round_half_up

PASS, FAIL, UNSUPPORTED = "pass", "fail", "unsupported"
_MOST_PLACES = 8
Printed = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: its printed figures, those computed, and why it did not pass."""

    row: PayExample
    outcome: str
    expected: Mapping[str, Printed]
    computed: Mapping[str, Printed]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a file, row by row, and the outcome of each example."""

    results: tuple[Result, ...]

    @property
    def examples(self) -> dict[str, str]:
        """The outcome of each example: that of its verified rows, else that of its rows of the first status it has."""
        by_id: dict[str, list[Result]] = defaultdict(list)
        for result in self.results:
            by_id[result.row.id].append(result)
        return {name: _outcome_of(results) for name, results in by_id.items()}

    @property
    def holds(self) -> bool:
        """Whether every verified row passes."""
        return all(result.outcome == PASS for result in self.results if result.row.status == VERIFIED)


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
    return _digits(value) if isinstance(value, Decimal) else tuple(_digits(one) for one in value)


def _digits(value: Decimal) -> str:
    """Return a figure as text, a quotient without end to eight decimals."""
    return format(value if -int(value.as_tuple().exponent) <= _MOST_PLACES else round_half_up(value, _MOST_PLACES), "f")


def _outcome_of(results: Iterable[Result]) -> str:
    by_status: dict[str, list[str]] = defaultdict(list)
    for result in results:
        by_status[result.row.status].append(result.outcome)
    deciding = by_status.get(VERIFIED) or next(iter(by_status.values()))
    return next((outcome for outcome in (FAIL, UNSUPPORTED) if outcome in deciding), PASS)
