"""The arithmetic of a plan as csv: one row a line, every figure named."""

from collections.abc import Iterator

from benchmarks.pay.printed import amount_text, figure_text
from benchmarks.pay_page import PayYear
from rvuedge.lib.csv_cells import csv_text

HEAD = ("plan", "from", "to", "quarter", "rule", "name", "figures", "unit", "amount", "is_added")
NOTICE = "Illustration, not payroll, not an opinion on fair market value."


def csv_of_year(year: PayYear) -> str:
    """Return the lines of each part of a contract year, with the notice in the last row."""
    return csv_text((HEAD, *_rows(year), (NOTICE,)))


def _rows(year: PayYear) -> Iterator[tuple[object, ...]]:
    for part in year.parts:
        if part.so_far is None:
            continue
        days = part.so_far.work.first_day.isoformat(), part.so_far.work.last_day.isoformat()
        for line in part.so_far.lines:
            figures = " ".join(f"{name}={figure_text(value)}" for name, value in line.figures)
            told = (
                line.part or "",
                line.rule.value,
                line.name,
                figures,
                line.unit.value,
                amount_text(line.amount, line.unit) or "waits",
            )
            yield (part.plan.title, *days, *told, "yes" if line.adds else "no")
        yield (part.plan.title, *days, "", "total", "", "", "dollars", amount_text(part.so_far.total), "no")
