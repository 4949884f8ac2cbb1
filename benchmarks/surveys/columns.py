"""What each column of a survey table holds, from its header or from what a person chose: a field, or a metric at a percentile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.surveys import vocabulary as words

# What a person may choose for a column beside a field: not read, or "metric@percentile", the metric blank where the line names it.
NOT_READ = "-"
FIELDS = (words.SPECIALTY, words.METRIC, words.PERCENTILE, words.VALUE, words.PROVIDERS, words.GROUPS, words.CUT)
_COUNTS = (words.PROVIDERS, words.GROUPS)
At = Decimal | words.Moment


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, and the field that it holds or the percentile whose values stand in it.

    `metric` is "" where the lines name it. A column with neither field nor percentile is not read.
    """

    header: str
    field: str = ""
    metric: str = ""
    at: At | None = None
    is_left_out: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether a header stands over a column that nothing is known of."""
        return bool(self.header) and not self.field and self.at is None and not self.is_left_out


def columns_of(headers: Sequence[str], above: Sequence[str] = (), chosen: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Return the columns under a header, or under two: `above` then names the metric over each column."""
    found = []
    for place, header in enumerate(headers):
        over = above[place] if place < len(above) else ""
        text = words.tidy(f"{over} {header}")
        choice = (chosen or {}).get(words.plain(text))
        found.append(_named(text) if choice is None else _chosen(text, choice))
    return tuple(found)


def role_of(column: Column) -> str:
    """Return a column as a person chooses it: a field, metric@percentile, or not read."""
    if column.at is not None:
        return f"{column.metric}@{column.at:f}" if isinstance(column.at, Decimal) else f"{column.metric}@{column.at}"
    if not column.field:
        return NOT_READ
    return f"{column.metric}@{column.field}" if column.metric else column.field


def is_role(text: str) -> bool:
    """Whether a text is one that `role_of` could have made."""
    return text == NOT_READ or role_of(_chosen("x", text)) == text


def _named(text: str) -> Column:
    field, at = words.column_of(text), words.percentile_of(text)
    if field is not None:
        return Column(text, field)
    if at is not None:
        return Column(text, at=at)
    parts = words.plain(text).split()
    for place in range(1, len(parts)):
        for named, rest in ((parts[:place], parts[place:]), (parts[place:], parts[:place])):
            metric = words.metric_of(" ".join(named))
            if metric is None:
                continue
            if (at := words.percentile_of(" ".join(rest))) is not None:
                return Column(text, metric=metric, at=at)
            if (field := words.column_of(" ".join(rest))) in _COUNTS:
                return Column(text, field, metric)
    return Column(text)


def _chosen(text: str, choice: str) -> Column:
    metric, sign, rest = choice.partition("@")
    if not sign:
        return Column(text, choice) if choice in FIELDS else Column(text, is_left_out=True)
    if metric and metric not in words.METRICS:
        return Column(text, is_left_out=True)
    if rest in _COUNTS:
        return Column(text, rest, metric)
    at = words.percentile_of(rest)
    return Column(text, metric=metric, at=at) if at is not None else Column(text, is_left_out=True)
