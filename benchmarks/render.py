"""The same report as PDF and csv."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string

from benchmarks.pay.arithmetic import Rule
from benchmarks.report.charts import fan
from benchmarks.report.codec import as_json
from benchmarks.report.pace import is_on_edition, own_line
from benchmarks.report.report import Report
from benchmarks.report.words import facts_of, two_places
from benchmarks.report_tables import Cell, tables_of
from benchmarks.shown import shape_of
from codes.words import LANE_NAMES
from rvuedge.lib.csv_cells import csv_text
from rvuedge.lib.decimals import decimal_text
from rvuedge.web.pdf import pdf_of as typeset
from tracking.policy_names import policy_in_english

FAN_WIDTH, FAN_HEIGHT = 470, 250
RULE_NAMES = {
    Rule.BASE: "Base",
    Rule.WITHHELD: "Kept back of the base",
    Rule.STIPEND: "Stipends",
    Rule.PER_DIEM: "Per diems",
    Rule.BONUS: "Production",
    Rule.TIER: "Tiers",
    Rule.ENCOUNTERS: "Encounters",
    Rule.DENTAL: "Dental production",
    Rule.ASA: "Anesthesia",
    Rule.PAYOUT: "Not paid out",
    Rule.CAP_PRODUCTION: "Cap on pay for work",
    Rule.QUALITY: "Quality",
    Rule.RELEASED: "Released by the score",
    Rule.GUARANTEE: "Up to the guarantee",
    Rule.CAP_TOTAL: "Cap on all cash",
}


def pdf_of(report: Report, query_by: date, *, is_demo: bool = False) -> bytes:
    """Return the report as a tagged PDF, with the last day on which it can be queried; the same report gives the same bytes.

    One of a demo says in its first line that it is fictional.
    """
    shape = {
        "report": as_json(replace(report, pay_beside=None)),
        "is_demo": is_demo,
        "facts": as_json(facts_of(report)),
        "lanes": {str(lane): name for lane, name in LANE_NAMES.items()},
        "leave_days": report.leave_days,
        "is_paid_by_fees": report.is_paid_by_fees,
        "fan": _fan_of(report),
        "pay": _pay_rows(report),
        "has_asa_units": report.has_asa_units,
        "year": report.year_name,
        "to_date": f"{report.fiscal_year} to date" if report.fiscal_year else "Year to date",
        "pace_note": _pace_note(report),
        "policy": policy_in_english(report.policy),
        "query_by": as_json(query_by),
    }
    return typeset("report.typ", shape)


def _fan_of(report: Report) -> str:
    """The pace chart as SVG, empty where there is nothing to draw; its words stand in the PDF's alternative text."""
    if report.is_paid_by_fees:
        return ""
    shape = shape_of(report, is_own=False, wide=FAN_WIDTH)
    return str(render_to_string("svg/fan.svg.html", shape | {"fan": fan(report, FAN_WIDTH, FAN_HEIGHT), "id": "fan"}))


def _pace_note(report: Report) -> dict[str, object] | None:
    """On which year's values the chart's line counts, and to what; None where it counts on those of each day."""
    if not is_on_edition(report) or report.source is None:
        return None
    return {"year": report.source.schedule_year, "credit": two_places(list(own_line(report).values())[-1])}


def csv_of(report: Report) -> str:
    """Return the report's tables one below the other as csv (RFC 4180), decimals unrounded."""
    about = ("report", report.clinician, str(report.month), f"method {report.method_version}", f"policy {report.policy}")
    rows = (row for one in tables_of(report) for row in (one.heads, *one.rows))
    return csv_text((about, *(map(_csv_cell, row) for row in rows)))


def _csv_cell(cell: Cell) -> object:
    return decimal_text(cell) if isinstance(cell, Decimal) else cell


def _pay_rows(report: Report) -> list[dict[str, object]]:
    """What each rule adds, in the order of the arithmetic, or that it waits; the figures stand on the page and in the csv."""
    known: dict[str, list[Decimal | None]] = {}
    for part in report.pay.parts if report.pay else ():
        for line in part.lines:
            if line.adds:
                known.setdefault(line.name or RULE_NAMES[line.rule], []).append(line.amount)
    return [_pay_row(name, amounts) for name, amounts in known.items()]


def _pay_row(name: str, amounts: list[Decimal | None]) -> dict[str, object]:
    there = [amount for amount in amounts if amount is not None]
    amount = decimal_text(sum(there, Decimal(0))) if there else None
    return {"name": name, "amount": amount, "waits": len(there) < len(amounts)}
