"""Works out every figure that the texts of the site name, from the stored schedule and by the engine."""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from codes.models import FeeScheduleRow, Release
from codes.payment import payment_of
from rvuedge.lib.decimals import round_half_up
from rvuedge.site.tags import Tag
from tracking.entry import read_entry
from tracking.schedules import with_release
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.credit import total_credit, total_payment
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, MEDICARE, NO_RANK, RAW

_OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
POLICIES = {"credit": CMS_PARALLEL, "raw": RAW, "norank": NO_RANK}


def worked_out(tag: Tag, year: str) -> str:
    """Return the figure as the product has it, with as many decimals as the text prints."""
    release = Release.objects.get(name=f"SAMPLE{(tag.year or year)[2:]}")
    words = tag.of.split()
    if tag.kind == "field":
        return str(getattr(_row(release, words[0]), words[1]))
    return _as_printed(_number(tag.kind, tag.of, words, release), tag.printed)


def _number(kind: str, of: str, words: list[str], release: Release) -> Decimal:
    if kind == "sum":
        return calculated(of)
    if kind == "factor":
        return release.conversion_factor
    if kind == "policy":
        return Decimal(getattr(MEDICARE, words[0]))
    if kind in POLICIES:
        return total_credit(one.item for one in _valued(of, release, POLICIES[kind]))
    if kind == "line":
        code, _, case = of.partition(" of ")
        return next(one.item.credit for one in _valued(case, release, CMS_PARALLEL) if one.line.text == code)
    if kind == "allowed":
        return total_payment(one.item for one in _valued(of, release, CMS_PARALLEL))
    return _of_row(kind, _row(release, words[0]), in_facility=words[-1] == "facility")


def _of_row(kind: str, row: FeeScheduleRow, *, in_facility: bool) -> Decimal:
    if kind == "payment":
        paid = payment_of(row.as_fee_row(), in_facility=in_facility)
        assert paid is not None
        return paid.amount
    names = {
        "work": "work_rvu",
        "malpractice": "mp_rvu",
        "expense": "facility_pe_rvu" if in_facility else "non_facility_pe_rvu",
        "total": "facility_total" if in_facility else "non_facility_total",
    }
    return Decimal(getattr(row, names[kind]))


def _row(release: Release, code: str) -> FeeScheduleRow:
    plain, _, modifier = code.partition("-")
    return FeeScheduleRow.objects.get(release=release, code=plain, modifier=modifier)


def _valued(text: str, release: Release, policy: Policy) -> tuple[ValuedLine, ...]:
    """The lines of a case; @22 in front is its place of service."""
    place = re.match(r"@(\d\d) ", text)
    entry = read_entry(text[4:] if place else text)
    assert not entry.words and not entry.faults
    schedules = with_release([line.code for line in entry.lines], date(release.year, 6, 1), None, release)
    return value_lines(entry.lines, place[1] if place else "11", schedules, policy)


def calculated(expression: str) -> Decimal:
    """Return what an arithmetic of +, -, x, / and brackets comes to."""
    return _evaluated(ast.parse(re.sub(r"(?<=\d),(?=\d)", "", expression).replace(" x ", " * "), mode="eval").body)


def _evaluated(node: ast.expr) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_evaluated(node.left), _evaluated(node.right))
    if isinstance(node, ast.UnaryOp):
        return -_evaluated(node.operand)
    assert isinstance(node, ast.Constant)
    return Decimal(str(node.value))


def _as_printed(value: Decimal, printed: str) -> str:
    places = len(printed.partition(".")[2])
    rounded = round_half_up(value, places)
    return f"{rounded:,}" if "," in printed else str(rounded)
