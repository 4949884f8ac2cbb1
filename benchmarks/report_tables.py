"""The tables of a report as rows of typed values: the csv writes them one below the other, the workbook a sheet each."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from benchmarks.pay.printed import figure_text
from benchmarks.pay_export import NOTICE
from benchmarks.report.pay_kept import Pay
from benchmarks.report.report import Report
from codes.lanes import Lane
from codes.words import LANE_NAMES

Cell = str | int | Decimal | date | None
WINDOWS = ("window", "first_day", "last_day", "wrvu", "cases", "lines", "not_counted", "fee_dollars", "cfte_years", "wrvu_per_cfte_year")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the name of its sheet; a cell is None where there is no value."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(report: Report) -> tuple[Table, ...]:
    """Return windows, codes, codes paid by fees, what is not counted and, where a plan holds, the arithmetic of its pay."""
    return (
        _windows(report),
        Table(
            "Codes",
            ("code", "name", "units", "wrvu", "mean_of_3_months_before"),
            tuple((row.code, row.name, row.units, row.credit, row.mean_before) for row in report.top_codes),
        ),
        Table(
            "Fees",
            ("code_paid_by_fees", "name", "units", "fee_dollars"),
            tuple((row.code, row.name, row.units, row.fee_amount) for row in report.top_fees),
        ),
        Table(
            "Not counted",
            ("not_counted_lane", "lines", "fee_dollars", "lines_without_known_fee", "codes"),
            tuple(
                (LANE_NAMES[Lane(row.lane)], row.lines, row.fee_amount, row.lines_without_fee, " ".join(row.codes))
                for row in report.not_counted
            ),
        ),
        *((_pay(report.pay),) if report.pay else ()),
    )


def _windows(report: Report) -> Table:
    """ASA units stand in a column of their own: they are never added to wRVU, nor are dollars."""
    rows = (
        (
            *(row.label, row.first_day, row.last_day, row.credit, row.cases, row.lines, row.not_counted, row.fee_amount),
            row.effective_cfte,
            None if report.is_trainee else row.per_cfte,
            row.asa_units,
        )
        for row in report.periods
    )
    return Table("Windows", (*WINDOWS, "asa_units"), tuple(rows))


def _pay(pay: Pay) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for part in pay.parts:
        days = part.title, part.first_day, part.last_day
        for line in part.lines:
            figures = " ".join(f"{name}={figure_text(value)}" for name, value in line.figures)
            rows.append((*days, line.part or None, line.rule.value, line.name, figures, line.unit.value, line.amount, _yes(line.adds)))
        rows.append((*days, None, "total", "", "", "dollars", part.total, _yes(False)))
    rows.append((NOTICE, *[None] * 9))
    return Table("Pay", ("plan", "from", "to", "quarter", "rule", "name", "figures", "unit", "amount", "is_added"), tuple(rows))


def _yes(value: bool) -> str:
    return "yes" if value else "no"
