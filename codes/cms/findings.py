"""Collects the faults of one file: the first of each weight are kept, all are counted."""

from rvuedge.lib.issues import Issue, Severity

MOST_SHOWN = 50
_ORDER = (Severity.ERROR, Severity.REPAIR, Severity.WARNING)


class Findings:
    """The issues of a file under reading, the heaviest first."""

    def __init__(self) -> None:
        self._kept: dict[Severity, list[Issue]] = {severity: [] for severity in _ORDER}
        self._counts = dict.fromkeys(_ORDER, 0)

    def add(self, *issues: Issue) -> None:
        """Keep issues; beyond the first fifty of a weight only their number."""
        for issue in issues:
            self._counts[issue.severity] += 1
            if self._counts[issue.severity] <= MOST_SHOWN:
                self._kept[issue.severity].append(issue)

    def error(self, line: int | None, field: str, value: str, message: str) -> None:
        """Keep a fault that refuses the file."""
        self.add(Issue(line, field, value, Severity.ERROR, message))

    def warning(self, line: int | None, field: str, value: str, message: str) -> None:
        """Keep a remark that refuses nothing."""
        self.add(Issue(line, field, value, Severity.WARNING, message))

    def repair(self, line: int | None, field: str, value: str, message: str) -> None:
        """Keep a proposed mend."""
        self.add(Issue(line, field, value, Severity.REPAIR, message))

    @property
    def count(self) -> int:
        return sum(self._counts.values())

    @property
    def has_errors(self) -> bool:
        return self._counts[Severity.ERROR] > 0

    @property
    def has_repairs(self) -> bool:
        return self._counts[Severity.REPAIR] > 0

    def shown(self) -> tuple[Issue, ...]:
        """Return the first fifty: errors, then mends, then warnings, each in the order of the lines."""
        return tuple(issue for severity in _ORDER for issue in sorted(self._kept[severity], key=_line))[:MOST_SHOWN]


def _line(issue: Issue) -> int:
    return issue.line or 0
