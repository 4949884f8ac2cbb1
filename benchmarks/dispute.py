"""The dispute file of a comparison, to print or as csv: the lines that the log and the report count differently, without a patient."""

from collections.abc import Sequence
from datetime import date

from benchmarks.models import ReconciledLine, Reconciliation, ReviewState
from benchmarks.reconcile.lines import CountedLine, Kind
from benchmarks.reconcile.sums import at_stake
from benchmarks.reconcile_result import finding_of
from rvuedge.lib.csv_cells import csv_text
from rvuedge.lib.decimals import decimal_text
from rvuedge.web.pdf import pdf_of

MOST_PRINTED = 2_000
COLUMNS = (
    "difference", "reasons", "log_date", "log_code", "log_modifiers", "log_units", "log_wrvu", "report_date", "report_code",
    "report_modifiers", "report_units", "report_wrvu", "report_row", "wrvu_difference", "dollars", "review", "note",
)  # fmt: skip


def disputed_lines(run: Reconciliation) -> list[ReconciledLine]:
    """Return the lines marked to dispute; where none is, every difference that is neither accepted nor settled."""
    marked = run.lines.filter(state=ReviewState.DISPUTED)
    differences = run.lines.filter(state=ReviewState.OPEN).exclude(kind=Kind.MATCHED)
    return list(marked.order_by("position")) or list(differences.order_by("position"))


def csv_of(run: Reconciliation, lines: Sequence[ReconciledLine]) -> str:
    """Return the lines as csv (RFC 4180); no text cell is a formula."""
    return csv_text((COLUMNS, *(_row(run, line) for line in lines)))


def _row(run: Reconciliation, line: ReconciledLine) -> list[object]:
    found = finding_of(line)
    reasons = "; ".join(f"{why.reason} {why.name}".strip() for why in found.why)
    money = decimal_text(at_stake(line.difference, run.rate)) or ""
    row = sum(one.number for one in found.theirs[:1]) or ""
    beside = [row, decimal_text(line.difference), money, line.state, line.note]
    return [line.kind, reasons, *_side(found.own), *_side(found.theirs), *beside]


def pdf_bytes(run: Reconciliation, lines: Sequence[ReconciledLine], on: date) -> bytes:
    """Return the dispute file as a tagged PDF; the same lines give the same bytes."""
    printed = lines[:MOST_PRINTED]
    total = sum((line.difference for line in lines), start=run.difference * 0)
    shape = {
        "clinician": run.clinician.name,
        "organisation": run.clinician.organisation.name,
        "is_demo": run.clinician.organisation.is_demo,
        "month": run.month.name,
        "file": run.file_name,
        "version": run.version,
        "kind": run.kind,
        "on": [on.year, on.month, on.day],
        "own": decimal_text(run.own_total),
        "theirs": decimal_text(run.their_total),
        "difference": decimal_text(run.difference),
        "rate": decimal_text(run.rate),
        "rate_plan": str(run.facts.get("rate_plan", "")),
        "money": decimal_text(at_stake(run.difference, run.rate)),
        "total": decimal_text(total),
        "total_money": decimal_text(at_stake(total, run.rate)),
        "count": len(lines),
        "sign": run.inputs_hash[:12],
        "lines": [_printed(line, run) for line in printed],
    }
    return pdf_of("dispute.typ", shape)


def _side(lines: Sequence[CountedLine]) -> list[object]:
    if not lines:
        return [""] * 5
    value = decimal_text(sum((one.value for one in lines), start=lines[0].value * 0))
    modifiers = " + ".join(" ".join(one.modifiers) for one in lines) if len(lines) > 1 else " ".join(lines[0].modifiers)
    return [lines[0].day.isoformat(), lines[0].code, modifiers, sum(one.units for one in lines), value]


def _printed(line: ReconciledLine, run: Reconciliation) -> dict[str, object]:
    found = finding_of(line)
    return {
        "kind": line.kind,
        "reasons": [[str(why.reason), why.name] for why in found.why],
        "own": [_as_text(one) for one in found.own],
        "theirs": [_as_text(one) for one in found.theirs],
        "day": line.day.isoformat(),
        "own_value": decimal_text(found.own_value) if found.own else None,
        "their_value": decimal_text(found.their_value) if found.theirs else None,
        "difference": decimal_text(line.difference),
        "money": decimal_text(at_stake(line.difference, run.rate)),
        "note": line.note,
    }


def _as_text(line: CountedLine) -> str:
    """A line as people write it: "45380-59", with units where there are several."""
    return "-".join((line.code, *line.modifiers)) + (f" x{line.units}" if line.units != 1 else "")
