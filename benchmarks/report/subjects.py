"""What a query about a report can be about: the report as a whole, or one of its lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.report.report import Report

WHOLE, MONTH, TO_DATE, POSITION, PAY = "", "month", "to_date", "position", "pay"
CODE, FEE, LANE = "code", "fee", "lane"


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of line, and which of its kind: the code, or the lane."""

    kind: str
    which: str = ""

    @property
    def key(self) -> str:
        """The subject as it is stored."""
        return f"{self.kind}:{self.which}" if self.which else self.kind


def subject_of(key: str) -> Subject:
    """Return the subject that a key stands for."""
    kind, _colon, which = key.partition(":")
    return Subject(kind, which)


def subjects_of(report: Report) -> tuple[Subject, ...]:
    """Return what the report shows, in its order: the whole first, then the sums, the position, each code and lane, and pay."""
    return tuple(_subjects(report))


def _subjects(report: Report) -> Iterator[Subject]:
    yield from (Subject(WHOLE), Subject(MONTH), Subject(TO_DATE))
    if not report.is_trainee:
        yield Subject(POSITION)
    yield from (Subject(CODE, row.code) for row in report.top_codes)
    yield from (Subject(FEE, row.code) for row in report.top_fees)
    yield from (Subject(LANE, row.lane) for row in report.not_counted)
    if report.pay is not None:
        yield Subject(PAY)
