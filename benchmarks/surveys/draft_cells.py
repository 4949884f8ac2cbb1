"""Cells of a survey while its lines are being read, whatever the layout: each value goes to its cell, each fault to its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarks.stats.percentiles import CurvePoint
from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.amounts import read_amount, read_count
from benchmarks.surveys.columns import At
from benchmarks.surveys.cuts import Part, label_of, parts_of
from benchmarks.surveys.lines import Line
from benchmarks.surveys.survey_file import SurveyCell
from rvuedge.lib.issues import Issue, Severity

NAME_LIMIT, CUT_LIMIT = 160, 120
Key = tuple[str, str, str]


@dataclass(slots=True)
class Draft:
    """A cell while its lines are being read."""

    line: int
    name: str
    metric: str
    cut: str
    counts: dict[str, tuple[int | None, int]] = field(default_factory=dict)
    values: dict[At, tuple[Decimal | None, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Table:
    """The cells, the number of suppressed values and the issues of a table while it is being read; `place` names its sheet."""

    place: str = ""
    drafts: dict[Key, Draft] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    cuts: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    suppressed: int = 0

    def draft(self, line: Line, name: str, metric: str, cut: str) -> Draft:
        """The cell of a specialty, a metric and a cut: small and capital letters make no second one."""
        name, cut = self._spelt(name), self._spelt(cut)
        return self.drafts.setdefault((cut, name, metric), Draft(line.number, name, metric, cut))

    def error(self, line: Line, name: str, value: str, message: str) -> None:
        """Note a fault that refuses the file."""
        self.issues.append(Issue(line.number, name, value[:120], Severity.ERROR, self.place + message))

    def warn(self, line: Line, name: str, value: str, message: str) -> None:
        """Note what a person should know."""
        self.issues.append(Issue(line.number, name, value[:120], Severity.WARNING, self.place + message))

    def cells(self) -> tuple[SurveyCell, ...]:
        """Return the cells as they were read."""
        return tuple(_finished(self.drafts.values(), self.cuts))

    def name(self, line: Line, text: str) -> str:
        """Return the name of a specialty, "" beside a fault where it is none."""
        if not text:
            self.error(line, words.SPECIALTY, "", "The specialty is blank. Repeat it on every line.")
        elif len(text) > NAME_LIMIT:
            self.error(line, words.SPECIALTY, text, f"Shorten the specialty to {NAME_LIMIT} characters.")
            return ""
        return text

    def cut(self, line: Line, columns: Iterable[Part]) -> str:
        """Return the label of a cut from the headers and cells that describe it."""
        parts = parts_of(columns)
        cut = label_of(parts)
        if len(cut) > CUT_LIMIT:
            self.error(line, words.CUT, cut, f"Shorten the cut to {CUT_LIMIT} characters.")
        self.cuts.setdefault(self._spelt(cut[:CUT_LIMIT]), parts)
        return cut[:CUT_LIMIT]

    def metric(self, line: Line, text: str) -> str | None:
        """Return our name of a metric, None beside a fault where it is not known."""
        metric = words.metric_of(text)
        if metric is None:
            self.error(line, words.METRIC, text, f"This metric is not known. Known are {', '.join(words.METRICS)} and their usual names.")
        return metric

    def value(self, line: Line, text: str, column: str = words.VALUE) -> tuple[Decimal | None, bool]:
        """Return a value (None = suppressed, never 0), and whether the cell could be read."""
        if words.is_suppressed(text):
            return None, True
        value = read_amount(text)
        if value is None:
            self.error(line, column, text, "This is no number. Write it as 4700, 4,700 or $52.10, and a suppressed value as *.")
        elif value == 0:
            self.error(line, column, text, "A survey value is never 0. Write a suppressed value as * or leave it blank.")
        return value, bool(value)

    def count(self, line: Line, text: str, column: str) -> int | None:
        """Return how many answered; None where that is not told."""
        if words.is_suppressed(text):
            return None
        count = read_count(text)
        if count is None:
            self.error(line, column, text, "This is no whole number. Write it as 1200 or 1,200, or leave it blank.")
        return count

    def add(self, line: Line, draft: Draft, at: At, value: Decimal | None, column: str = words.VALUE) -> None:
        """Put a value into its cell; the same once more is told, another one refuses."""
        self.suppressed += value is None
        if at not in draft.values:
            draft.values[at] = (value, line.number)
            return
        former, where = draft.values[at]
        if former == value:
            self.warn(line, words.PERCENTILE, str(at), f"The same value stands in line {where} already. It counts once.")
            self.suppressed -= value is None
        else:
            message = f"Line {where} gives another value for the same specialty, metric and percentile. Keep the one that holds."
            self.error(line, column, "" if value is None else f"{value:f}", message)

    def add_counts(self, line: Line, draft: Draft, counts: dict[str, int | None]) -> None:
        """Put the counts into their cell, which has one of each."""
        for name, count in counts.items():
            former, where = draft.counts.get(name, (None, line.number))
            if former is None:
                draft.counts[name] = (count, line.number)
            elif count is not None and count != former:
                self.error(line, name, str(count), f"Line {where} gives {former} for the same cell. One cell has one count.")

    def _spelt(self, text: str) -> str:
        return self.spellings.setdefault(text.casefold(), text)


def _finished(drafts: Iterable[Draft], cuts: Mapping[str, tuple[Part, ...]]) -> Iterable[SurveyCell]:
    for draft in drafts:
        points = [(at, value) for at, (value, _) in draft.values.items() if isinstance(at, Decimal) and value is not None]
        yield SurveyCell(
            line=draft.line,
            raw_specialty=draft.name,
            metric=draft.metric,
            cut=draft.cut,
            provider_count=draft.counts.get(words.PROVIDERS, (None, 0))[0],
            group_count=draft.counts.get(words.GROUPS, (None, 0))[0],
            mean=draft.values.get(words.Moment.MEAN, (None, 0))[0],
            deviation=draft.values.get(words.Moment.DEVIATION, (None, 0))[0],
            points=tuple(CurvePoint(at, value) for at, value in sorted(points)),
            cut_parts=cuts.get(draft.cut, ()),
        )
