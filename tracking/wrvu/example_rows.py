"""The fields of worked examples as rows of a fee schedule: they stand in for the rows of a release."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from codes.fees import FeeRow, FeeSchedule, Status, schedule_of
from tracking.wrvu.examples import ExampleRow
from tracking.wrvu.modifiers import PACKAGE
from tracking.wrvu.resolve import COMPONENTS, PROFESSIONAL, STOPPED, TECHNICAL

Key = tuple[str, str]
Texts = dict[str, str]
Numbers = dict[str, Decimal]
Value = TypeVar("Value", str, Decimal)
ANESTHESIA, WITHOUT_FEE = "anesthesia", "none"
_NONE = Decimal(0)
_EPOCH = date(2000, 1, 1)
# An indicator that is not given: the rule does not apply; second surgeons are not held back by what is not known.
_NOT_GIVEN = {"mult_ind": "9", "bilat_ind": "9", "asst_ind": "2", "cosurg_ind": "2"}
_SPLITS = "1"

# A row without anything: team surgery is by report, nothing is capped.
_BLANK = FeeRow(
    code="", modifier="", descriptor="", status="", not_used_for_medicare=False, work_rvu=_NONE, non_facility_pe_rvu=_NONE,
    non_facility_na=False, facility_pe_rvu=_NONE, facility_na=False, mp_rvu=_NONE, non_facility_total=_NONE, facility_total=_NONE,
    pctc_indicator="", global_days="", pre_operative=_NONE, intra_operative=_NONE, post_operative=_NONE, multiple_procedure="",
    bilateral="", assistant="", co_surgeon="", team_surgeon="2", pricing_indicator="9", endoscopic_base="", conversion_factor=_NONE,
    supervision="09", calculation_flag="0", imaging_family="99", opps_non_facility_pe=_NONE, opps_facility_pe=_NONE, opps_mp=_NONE,
)  # fmt: skip


class Unusable(Exception):
    """The lines of a claim disagree, or lack what the rule needs; the message says what."""


def pay_schedule(rows: Iterable[ExampleRow]) -> FeeSchedule:
    """Return the schedule that the lines of a claim are paid by; raise Unusable where they disagree."""
    amounts: dict[Key, Numbers] = {}
    texts: dict[Key, Texts] = {}
    for row in rows:
        factor = {"cf": row.number_of("cf") or Decimal(1)}
        for key, numbers in _amounts(row).items():
            _merge(amounts, key, numbers | factor)
        for key in _keys(row):
            _merge(texts, key, _indicators(row))
    return _schedule("payment", amounts, texts)


def credit_schedule(rows: Iterable[ExampleRow]) -> FeeSchedule:
    """Return the schedule that the lines of a claim are credited by: the work of the schedule year that they name."""
    amounts: dict[Key, Numbers] = {}
    texts: dict[Key, Texts] = {}
    for row in rows:
        for key, work in _works(row).items():
            _merge(amounts, key, {"total": work, "work": work})
        for key in _keys(row):
            _merge(texts, key, _indicators(row))
    return _schedule("credit", amounts, texts)


def component_of(row: ExampleRow) -> str:
    """Return the component whose own row a line gives: 26, TC, or none."""
    return next((modifier for modifier in COMPONENTS if modifier in row.modifiers), "")


def work_of(row: ExampleRow) -> Decimal | None:
    """Return the work RVU of a line in the schedule that credits it; None where the file has none."""
    of_year = row.number_of(f"work_{row.keys.get('schedule_year', '')}")
    return row.number_of("work_rvu") if of_year is None else of_year


def _keys(row: ExampleRow) -> tuple[Key, ...]:
    """Return the keys of the rows that carry the indicators of a line."""
    code = row.cells["code"]
    stopped = [STOPPED] if row.number_of("row53_value") is not None or row.number_of("row53_work") is not None else []
    parts = [PROFESSIONAL, TECHNICAL] if row.number_of("pc") is not None or row.number_of("tc") is not None else []
    return tuple((code, modifier) for modifier in dict.fromkeys([component_of(row), *parts, *stopped]))


def _amounts(row: ExampleRow) -> dict[Key, Numbers]:
    code, amounts = row.cells["code"], {}
    total = row.number_of("fee_or_total_rvu")
    if total is not None:
        parts = {name: row.number_of(name) for name in ("work", "pe", "mp")}
        amounts[code, component_of(row)] = {"total": total} | {name: part for name, part in parts.items() if part is not None}
    others = {
        (code, PROFESSIONAL): row.number_of("pc"),
        (code, TECHNICAL): row.number_of("tc"),
        (code, STOPPED): row.number_of("row53_value"),
        (row.cells["endo_base"], ""): row.number_of("base_value"),
    }
    for key, amount in others.items():
        if amount is not None and key[0]:
            amounts[key] = {"total": amount}
    return amounts


def _works(row: ExampleRow) -> dict[Key, Decimal]:
    code, component = row.cells["code"], component_of(row)
    works = {
        (code, component): None if component == TECHNICAL else work_of(row),
        (code, STOPPED): row.number_of("row53_work"),
        (row.cells["endo_base"], ""): row.number_of("base_work"),
    }
    return {key: work for key, work in works.items() if key[0] and work is not None}


def _indicators(row: ExampleRow) -> Texts:
    given = {name: row.cells.get(name) or row.keys.get(name, "") or usual for name, usual in _NOT_GIVEN.items()}
    shares = {name: row.keys[name] for name in ("pre", "intra", "post") if name in row.keys}
    days = row.whole_of("global_days")
    family = row.keys.get("imaging_family", "88" if given["mult_ind"] == "4" else "99")
    is_split = component_of(row) or "pc" in row.keys or "tc" in row.keys
    return given | shares | {
        "endo_base": row.cells["endo_base"],
        "status": Status.ANESTHESIA if row.keys.get("basis") == ANESTHESIA else Status.ACTIVE,
        "global_days": _period(row) if days is None else f"{days:03}",
        "family": family,
        "pctc": _SPLITS if is_split else "0",
    }  # fmt: skip


def _period(row: ExampleRow) -> str:
    """Return the global days of a row that gives none: the long ones where it shares a package, else nothing is known of it."""
    return "090" if set(PACKAGE) & set(row.modifiers) else ""


def _merge(into: dict[Key, dict[str, Value]], key: Key, fields: dict[str, Value]) -> None:
    """Add what one line says of a row to what others said."""
    known = into.setdefault(key, {})
    differing = [name for name, value in fields.items() if known.get(name, value) != value]
    if differing:
        raise Unusable(f"lines of one claim differ in {', '.join(differing)} of {' '.join(key).strip()}")
    known.update(fields)


def _schedule(name: str, amounts: dict[Key, Numbers], texts: dict[Key, Texts]) -> FeeSchedule:
    keys = dict.fromkeys([*amounts, *texts])
    rows = (_fee_row(key, amounts.get(key, {}), texts.get(key, {})) for key in keys)
    return schedule_of(name, _EPOCH, Decimal(1), rows)


def _fee_row(key: Key, amounts: Numbers, texts: Texts) -> FeeRow:
    work, mp = amounts.get("work", _NONE), amounts.get("mp", _NONE)
    total = amounts.get("total", _NONE)
    if "pe" in amounts and "work" not in amounts:
        work = total - amounts["pe"] - mp
    expense = amounts.get("pe", total - work - mp)
    if work + expense + mp != total:
        raise Unusable(f"work, pe and mp of {' '.join(key).strip()} do not add up to {total}")
    return replace(
        _BLANK,
        code=key[0],
        modifier=key[1],
        status=texts.get("status", Status.ACTIVE),
        work_rvu=work,
        non_facility_pe_rvu=expense,
        facility_pe_rvu=expense,
        mp_rvu=mp,
        non_facility_total=total,
        facility_total=total,
        pctc_indicator=texts.get("pctc", "0"),
        global_days=texts.get("global_days", "XXX"),
        pre_operative=Decimal(texts.get("pre", "0")),
        intra_operative=Decimal(texts.get("intra", "0")),
        post_operative=Decimal(texts.get("post", "0")),
        multiple_procedure=texts.get("mult_ind", "9"),
        bilateral=texts.get("bilat_ind", "9"),
        assistant=texts.get("asst_ind", "9"),
        co_surgeon=texts.get("cosurg_ind", "9"),
        endoscopic_base=texts.get("endo_base", ""),
        conversion_factor=amounts.get("cf", Decimal(1)),
        imaging_family=texts.get("family", "99"),
    )
