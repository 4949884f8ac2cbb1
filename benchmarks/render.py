"""The same report as PDF and csv."""

import csv
import io

from django.template.loader import render_to_string

from benchmarks.report.charts import fan
from benchmarks.report.codec import as_json
from benchmarks.report.report import Report
from benchmarks.report.words import facts_of
from benchmarks.shown import shape_of
from codes.lanes import Lane
from codes.words import LANE_NAMES
from rvuedge.lib.csv_cells import safe_cell
from rvuedge.lib.decimals import decimal_text
from rvuedge.web.pdf import pdf_of as typeset

FAN_WIDTH, FAN_HEIGHT = 470, 250


def pdf_of(report: Report) -> bytes:
    """Return the report as a tagged PDF; the same report gives the same bytes."""
    shape = {
        "report": as_json(report),
        "facts": as_json(facts_of(report)),
        "lanes": {str(lane): name for lane, name in LANE_NAMES.items()},
        "leave_days": report.leave_days,
        "is_paid_by_fees": report.is_paid_by_fees,
        "fan": _fan_of(report),
    }
    return typeset("report.typ", shape)


def _fan_of(report: Report) -> str:
    """The pace chart as SVG, empty where there is nothing to draw; its words stand in the PDF's alternative text."""
    if report.is_paid_by_fees:
        return ""
    shape = shape_of(report, is_own=False, wide=FAN_WIDTH)
    return str(render_to_string("svg/fan.svg.html", shape | {"fan": fan(report, FAN_WIDTH, FAN_HEIGHT), "id": "fan"}))


def csv_of(report: Report) -> str:
    """Return the report's table, codes and lines not counted as csv (RFC 4180), decimals unrounded."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(["report", safe_cell(report.clinician), str(report.month), f"method {report.method_version}", f"policy {report.policy}"])
    heads = ("window", "first_day", "last_day", "wrvu", "cases", "lines", "not_counted", "fee_dollars", "cfte_years", "wrvu_per_cfte_year")
    sheet.writerow(heads)
    for row in report.periods:
        counts = [decimal_text(row.credit), row.cases, row.lines, row.not_counted, decimal_text(row.fee_amount)]
        rate = "" if report.is_trainee else decimal_text(row.per_cfte) or ""
        sheet.writerow([row.label, row.first_day, row.last_day, *counts, decimal_text(row.effective_cfte), rate])
    sheet.writerow(["code", "name", "units", "wrvu", "mean_of_3_months_before"])
    for code in report.top_codes:
        mean = decimal_text(code.mean_before) or ""
        sheet.writerow([safe_cell(code.code), safe_cell(code.name), code.units, decimal_text(code.credit), mean])
    sheet.writerow(["code_paid_by_fees", "name", "units", "fee_dollars"])
    for fee in report.top_fees:
        sheet.writerow([safe_cell(fee.code), safe_cell(fee.name), fee.units, decimal_text(fee.fee_amount)])
    sheet.writerow(["not_counted_lane", "lines", "fee_dollars", "lines_without_known_fee", "codes"])
    for lane in report.not_counted:
        words = LANE_NAMES[Lane(lane.lane)]
        sheet.writerow([words, lane.lines, decimal_text(lane.fee_amount), lane.lines_without_fee, safe_cell(" ".join(lane.codes))])
    return out.getvalue()
