"""A survey table as values: one cell per cut, specialty and metric, with the points that its publisher gave."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.stats.percentiles import CurvePoint
from rvuedge.lib.issues import Issue, Severity


@dataclass(frozen=True, slots=True)
class SurveyCell:
    """One metric of one specialty in one cut ("" = everybody); `line` is the first that speaks of it."""

    line: int
    raw_specialty: str
    metric: str
    cut: str
    provider_count: int | None
    group_count: int | None
    mean: Decimal | None
    deviation: Decimal | None
    points: tuple[CurvePoint, ...]
    # What each column of the cut says: its dimension, such as "region", and the label.
    cut_parts: tuple[tuple[str, str], ...] = ()

    @property
    def is_suppressed(self) -> bool:
        """Whether the publisher gave no percentile of this cell: too few answered."""
        return not self.points


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """What a file holds: its layout ("" = none that is read), its cells, how many values were suppressed, its issues, its hash."""

    layout: str
    cells: tuple[SurveyCell, ...]
    suppressed: int
    issues: tuple[Issue, ...]
    sha256: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether an error keeps the file out."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    @property
    def point_count(self) -> int:
        """The number of published points over all cells."""
        return sum(len(cell.points) for cell in self.cells)

    @property
    def raw_specialties(self) -> tuple[str, ...]:
        """The specialties as the survey calls them, each once, in the order of the file."""
        return tuple(dict.fromkeys(cell.raw_specialty for cell in self.cells))


def refused(message: str, *, line: int | None = None, field: str = "file", value: str = "", layout: str = "") -> SurveyFile:
    """Return a file of which nothing is read, with the one reason."""
    return SurveyFile(layout, (), 0, (Issue(line, field, value[:120], Severity.ERROR, message),))
