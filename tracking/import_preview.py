"""What storing an extract would come to: counts, credit by month, unknown codes and the first cases."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from codes.lanes import Lane
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.bulk import Valuer
from tracking.entry import CaseContent, write_entry

SHOWN_CASES, SHOWN_CODES = 12, 20


@dataclass(slots=True)
class Preview:
    """What the new cases come to, and the first of them."""

    cases: int = 0
    lines: int = 0
    not_counted: int = 0
    credit: Decimal = Decimal(0)
    unknown: Counter[str] = field(default_factory=Counter)
    months: dict[int, tuple[int, Decimal]] = field(default_factory=dict)
    first: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, content: CaseContent, valuer: Valuer) -> None:
        """Count a case."""
        ready = valuer.lines_of(content)
        credit = sum((line.credit for line in ready), Decimal(0))
        self.cases += 1
        self.lines += len(ready)
        self.credit += credit
        index = Month.of(content.date_of_service).index
        lines, before = self.months.get(index, (0, Decimal(0)))
        self.months[index] = lines + len(ready), before + credit
        for line in ready:
            self.not_counted += not line.is_counted
            if line.lane == Lane.UNKNOWN:
                self.unknown[line.code] += 1
        if len(self.first) < SHOWN_CASES:
            self.first.append(
                (content.date_of_service.isoformat(), content.place_of_service, write_entry(content.lines), str(decimal_text(credit)))
            )

    def stored(self) -> dict[str, object]:
        """Return plain values, to be kept as JSON."""
        return {
            "cases": self.cases,
            "created": self.lines,
            "not_counted": self.not_counted,
            "credit": decimal_text(self.credit),
            "unknown_lines": self.unknown.total(),
            "unknown": self.unknown.most_common(SHOWN_CODES),
            "months": [
                [str(Month.from_index(index)), lines, decimal_text(credit)] for index, (lines, credit) in sorted(self.months.items())
            ],
            "first": self.first,
        }
