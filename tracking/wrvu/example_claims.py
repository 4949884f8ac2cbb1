"""Lines of worked examples as claims: valued by the engine under what their rows say of locality, participation and payer."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tracking.wrvu.credit import value_claim
from tracking.wrvu.example_rows import ANESTHESIA, Unusable, credit_schedule, pay_schedule
from tracking.wrvu.examples import ExampleRow
from tracking.wrvu.facts import AnesthesiaCare, Facts, Provider
from tracking.wrvu.policy import Policy, TimeRounding
from tracking.wrvu.presets import CMS_PARALLEL, MEDICARE
from tracking.wrvu.technical import THERAPY
from tracking.wrvu.terms import Locality, Participation, Terms
from tracking.wrvu.types import Item, Line

# Half of the practice expense: the cut of therapy where the row names none.
_THERAPY_CUT = Decimal("0.50")
_GPCI = ("gpci_work", "gpci_pe", "gpci_mp")
_PARTS = ("work", "pe", "mp")
_SHARES = {"54": ("pre", "intra"), "55": ("post",), "56": ("pre",)}


@dataclass(frozen=True, slots=True)
class Valued:
    """A line of an example with what the engine made of it, and the terms it was valued under."""

    row: ExampleRow
    item: Item
    terms: Terms


def value_rows(rows: Iterable[ExampleRow]) -> tuple[Valued, ...]:
    """Return the lines of one claim valued, each date of service for itself; raise Unusable where they cannot be."""
    by_day: dict[str, list[ExampleRow]] = defaultdict(list)
    for row in rows:
        by_day[row.keys.get("dos", "")].append(row)
    valued: list[Valued] = []
    for day in by_day.values():
        terms = _terms(day)
        items = value_claim([_line(row) for row in day], terms)
        valued += [Valued(row, item, terms) for row, item in zip(day, items, strict=True)]
    return tuple(valued)


def _terms(rows: Sequence[ExampleRow]) -> Terms:
    for row in rows:
        _check(row, rows)
    share = _number(rows, "asst_factor") or MEDICARE.assistant
    pays = replace(
        _with_anesthesia(MEDICARE, rows),
        assistant=share,
        minimum_assistant=share,
        assistant_without_resident=share,
        assistant_nonphysician=share * (_number(rows, "app_factor") or MEDICARE.nonphysician),
    )
    cut = _number(rows, "pe_reduction")
    return Terms(
        schedule=pay_schedule(rows),
        policy=_with_anesthesia(CMS_PARALLEL, rows),
        frozen=(credit_schedule(rows),),
        pays=pays,
        on=_day(rows[0]),
        locality=Locality(*(_number(rows, name) or Decimal(1) for name in _GPCI)),
        participation=_participation(rows),
        therapy_cut=_THERAPY_CUT if cut is None else cut,
        anesthesia_factor=_number(rows, "anes_cf"),
    )


def _check(row: ExampleRow, rows: Sequence[ExampleRow]) -> None:
    """Raise Unusable where a line lacks what its rule needs."""
    wanted = [name for modifier, names in _SHARES.items() if modifier in row.modifiers for name in names]
    if any(name in row.keys for name in _GPCI):
        wanted += _PARTS
    if row.cells["mult_ind"] == THERAPY and sum(other.cells["mult_ind"] == THERAPY for other in rows) > 1:
        wanted.append("pe")
    missing = [name for name in wanted if name not in row.keys]
    if missing:
        raise Unusable(f"{', '.join(missing)} of line {row.line} missing")


def _with_anesthesia(policy: Policy, rows: Sequence[ExampleRow]) -> Policy:
    rounding = _agreed(rows, "time_rounding") or TimeRounding.ONE_DECIMAL
    return replace(policy, time_rounding=TimeRounding(rounding), counts_risk_units=_agreed(rows, "policy") == "asa_commercial")


def _participation(rows: Sequence[ExampleRow]) -> Participation:
    if _agreed(rows, "amount_kind") == Participation.LIMITING_CHARGE:
        return Participation.LIMITING_CHARGE
    return Participation(_agreed(rows, "participation") or Participation.PARTICIPATING)


def _day(row: ExampleRow) -> date | None:
    """Return the date of service, else the first day of the year of service or of the fees; None where the file names none."""
    if "dos" in row.keys:
        return date.fromisoformat(row.keys["dos"])
    year = row.keys.get("dos_year") or row.cells["year"]
    return date(int(year), 1, 1) if re.fullmatch("[12][0-9]{3}", year) else None


def _number(rows: Sequence[ExampleRow], name: str) -> Decimal | None:
    text = _agreed(rows, name)
    return Decimal(text) if text else None


def _agreed(rows: Sequence[ExampleRow], name: str) -> str:
    """Return what the lines say of a key; raise Unusable where they differ."""
    said = {row.keys[name] for row in rows if name in row.keys}
    if len(said) > 1:
        raise Unusable(f"lines of one claim differ in {name}")
    return said.pop() if said else ""


def _line(row: ExampleRow) -> Line:
    portion = row.keys.get("substantive_portion")
    facts = Facts(
        charge=row.number_of("charge"),
        provider=Provider(row.keys.get("provider", Provider.PHYSICIAN)),
        substantive_portion=Provider(portion) if portion else None,
        is_documented=row.keys.get("documentation") == "yes",
        days_of_care=row.whole_of("days"),
        anesthesia=_care(row) if row.keys.get("basis") == ANESTHESIA else None,
    )
    return Line(row.cells["code"], row.modifiers, int(row.cells["units"] or 1), row.cells["pos"] or "11", facts)


def _care(row: ExampleRow) -> AnesthesiaCare:
    return AnesthesiaCare(
        minutes=row.whole_of("minutes"),
        base_units=row.number_of("base_units"),
        concurrent=row.whole_of("concurrent"),
        is_present_at_induction=row.keys.get("present_at_induction") == "yes",
        physical_status=row.keys.get("physical_status", ""),
        physical_status_units=_sum_of(row, "physical_status_units"),
        qualifying=tuple(row.keys.get("qualifying", "").split()),
        qualifying_units=_sum_of(row, "qualifying_units"),
    )


def _sum_of(row: ExampleRow, name: str) -> Decimal | None:
    return sum((Decimal(part) for part in row.keys[name].split()), Decimal(0)) if name in row.keys else None
