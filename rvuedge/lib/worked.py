"""Worked examples of any kind judged: printed figures beside those computed again, and what became of each example of a file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rvuedge.lib.decimals import round_half_up

VERIFIED, INPUT, ADVISORY = "verified", "input", "advisory"
STATUSES = (VERIFIED, "derived", "disputed", "recalled", INPUT, ADVISORY)
PASS, FAIL, UNSUPPORTED = "pass", "fail", "unsupported"
_MOST_PLACES = 8
# A figure, or several that were printed together.
Printed = str | tuple[str, ...]


class WorkedRow(Protocol):
    """One row of a file of worked examples: the example it belongs to, its line in it, and how sure its figures are."""

    @property
    def id(self) -> str: ...
    @property
    def line(self) -> str: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one row: its printed figures, those computed, and why it did not pass."""

    row: WorkedRow
    outcome: str
    expected: Mapping[str, Printed]
    computed: Mapping[str, Printed | None]
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

    def as_json(self) -> dict[str, object]:
        """Return the report as the commands print it for programs."""
        examples = Counter(self.examples.values())
        return {
            "examples": examples.total(),
            "passed": examples[PASS],
            "failed": examples[FAIL],
            "unsupported": examples[UNSUPPORTED],
            "results": [_plain(result) for result in self.results],
        }

    def as_text(self) -> list[str]:
        """Return the report in words: the rows that did not pass, the rows by status, the examples."""
        examples = Counter(self.examples.values())
        rows = Counter((result.row.status, result.outcome) for result in self.results)
        missed = [result for result in self.results if result.outcome != PASS]
        return [
            *(f"{one.row.id} {one.row.line}  {one.row.status}  {one.outcome}  {_told(one)}  {one.reason}" for one in missed),
            *(f"{status}: {count} rows {outcome}" for (status, outcome), count in sorted(rows.items())),
            f"{examples.total()} examples: {examples[PASS]} passed, {examples[FAIL]} failed, {examples[UNSUPPORTED]} unsupported",
        ]


def digits(value: Decimal) -> str:
    """Return a figure as text, a quotient without end to eight decimals."""
    return format(value if -int(value.as_tuple().exponent) <= _MOST_PLACES else round_half_up(value, _MOST_PLACES), "f")


def _plain(result: Result) -> dict[str, object]:
    return {
        "id": result.row.id,
        "line": result.row.line,
        "status": result.row.status,
        "outcome": result.outcome,
        "expected": dict(result.expected),
        "computed": dict(result.computed),
        "reason": result.reason,
    }


def _told(result: Result) -> str:
    pairs = ((name, printed, result.computed.get(name)) for name, printed in result.expected.items())
    return ", ".join(f"{name} {_words(printed)} printed, {_words(computed)} computed" for name, printed, computed in pairs)


def _words(value: Printed | None) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _outcome_of(results: Iterable[Result]) -> str:
    """Return the outcome of an example: the worst of the rows that decide it."""
    by_status: dict[str, list[str]] = defaultdict(list)
    for result in results:
        by_status[result.row.status].append(result.outcome)
    deciding = by_status.get(VERIFIED) or next(iter(by_status.values()))
    return next((outcome for outcome in (FAIL, UNSUPPORTED) if outcome in deciding), PASS)
