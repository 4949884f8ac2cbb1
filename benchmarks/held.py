"""What holds for a clinician from a day on: effort, leave, target, specialties, contract, comparison, calendar; read together."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, DateField, DecimalField, Expression, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from benchmarks.models import CalendarDay, ComparisonPolicy, SpecialtyShare
from benchmarks.report.inputs import TargetFrom
from benchmarks.stats.basis import Basis
from benchmarks.stats.blend import SharesFrom
from benchmarks.stats.effective_cfte import Absence, EffortFrom
from benchmarks.stats.working_days import SaidOfDay
from rvuedge.lib.in_force import in_force
from rvuedge.web.statements import Values
from tracking.models import Clinician, Effort, Leave, Target
from tracking.models.policy import Contract

_EFFORT, _LEAVE, _TARGET, _SHARE, _POLICY, _CONTRACT = "effort", "leave", "target", "share", "policy", "contract"
_CALENDAR = "calendar"
_PLACES = {_EFFORT: Decimal("0.001"), _TARGET: Decimal("0.01"), _SHARE: Decimal("0.0001"), _POLICY: Decimal("0.01")}
_TEXTS = ("method", "cut", "weights", "ramp", "basis", "policy", "places")
_NAMES = ("table", "begins", "ends", "amount", "is_in", "about", *(f"of_{name}" for name in _TEXTS))


class Row(NamedTuple):
    """A row of one of the tables; what its table does not have is None."""

    table: str
    begins: date
    ends: date | None
    amount: Decimal | None
    is_in: bool | None
    about: int | None
    method: str | None
    cut: str | None
    weights: str | None
    ramp: str | None
    basis: str | None
    policy: str | None
    places: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """Everything of one clinician that has a date, in order, and how the organisation compares from each day on."""

    efforts: tuple[EffortFrom, ...]
    absences: tuple[Absence, ...]
    targets: tuple[TargetFrom, ...]
    assignments: tuple[SharesFrom, ...]
    policies: tuple[ComparisonPolicy, ...]
    contracts: tuple[Contract, ...]
    calendar: tuple[SaidOfDay, ...] = ()

    def basis_on(self, day: date) -> Basis:
        """Return the days by which the organisation counts clinical FTE-years from a day on."""
        policy = in_force(self.policies, day)
        return Basis(policy.basis) if policy else Basis.CALENDAR_DAYS


def held_by(clinician: Clinician) -> Held:
    """Return what holds for a clinician; one query for the seven tables."""
    rows = [Row(*row) for row in _HELD.rows(clinician.pk, clinician.organisation_id)]
    found = sorted(rows, key=lambda row: (row.begins, -(row.amount or 0)))
    return Held(
        efforts=tuple(EffortFrom(row.begins, _amount(row)) for row in found if row.table == _EFFORT),
        absences=tuple(Absence(row.begins, row.ends or row.begins, counts=bool(row.is_in)) for row in found if row.table == _LEAVE),
        targets=tuple(TargetFrom(row.begins, _amount(row)) for row in found if row.table == _TARGET),
        assignments=_assignments(row for row in found if row.table == _SHARE),
        policies=tuple(_policy(row) for row in found if row.table == _POLICY),
        contracts=tuple(_contract(row) for row in found if row.table == _CONTRACT),
        calendar=tuple(SaidOfDay(row.begins, bool(row.is_in), bool(row.about)) for row in found if row.table == _CALENDAR),
    )


def _all_held(clinician: int, organisation: int) -> "QuerySet[Any, Any]":
    efforts = _rows(Effort.objects.filter(clinician=clinician), _EFFORT, amount="clinical_fte")
    leaves = _rows(Leave.objects.filter(clinician=clinician), _LEAVE, begins="first_day", ends="last_day", is_in="counts")
    targets = _rows(Target.objects.filter(clinician=clinician), _TARGET, amount="annual_wrvu")
    shares = _rows(SpecialtyShare.objects.filter(clinician=clinician), _SHARE, amount="weight", about="specialty_id")
    policies = ComparisonPolicy.objects.filter(organisation=organisation)
    compared = _rows(policies, _POLICY, amount="target_percentile", texts=_TEXTS[:5])
    contracts = _rows(Contract.objects.filter(clinician=clinician), _CONTRACT, about="frozen_release_id", texts=_TEXTS[5:])
    days = _rows(CalendarDay.objects.filter(organisation=organisation), _CALENDAR, begins="day", is_in="is_open", about="is_yearly")
    return efforts.union(leaves, targets, shares, compared, contracts, days, all=True)


# Building seven tables into one statement takes longer than all else of it: it is built once for a process.
_HELD = Values(_all_held, takes=2)


def _assignments(rows: Iterable[Row]) -> tuple[SharesFrom, ...]:
    by_day: dict[date, list[tuple[str, Decimal]]] = {}
    for row in rows:
        by_day.setdefault(row.begins, []).append((str(row.about), _amount(row)))
    return tuple(SharesFrom(day, tuple(shares)) for day, shares in by_day.items())


def _policy(row: Row) -> ComparisonPolicy:
    return ComparisonPolicy(
        effective_from=row.begins,
        method=row.method or "",
        cut=row.cut or "",
        weights=json.loads(row.weights or "{}"),
        ramp=json.loads(row.ramp or "[]"),
        basis=row.basis or Basis.CALENDAR_DAYS,
        target_percentile=None if row.amount is None else _amount(row),
    )


def _contract(row: Row) -> Contract:
    """The contract as far as it decides; a release that it froze is read where somebody asks for it."""
    places = json.loads(row.places or "[]")
    return Contract(effective_from=row.begins, policy=row.policy or "", frozen_release_id=row.about, places=places)


def _amount(row: Row) -> Decimal:
    """The number as its column stores it: SQLite gives what is read through several tables as a float."""
    return (row.amount or Decimal(0)).quantize(_PLACES[row.table])


def _rows(
    found: "QuerySet[Any, Any]",
    table: str,
    *,
    begins: str = "effective_from",
    ends: str = "",
    amount: str = "",
    is_in: str = "",
    about: str = "",
    texts: Sequence[str] = (),
) -> "QuerySet[Any, Any]":
    """One table in the shape that all have."""
    columns: dict[str, Expression | F] = {
        "table": Value(table, CharField()),
        "begins": F(begins),
        "ends": Cast(F(ends) if ends else Value(None), DateField()),
        "amount": Cast(F(amount) if amount else Value(None), DecimalField(max_digits=13, decimal_places=4)),
        "is_in": Cast(F(is_in) if is_in else Value(None), BooleanField()),
        "about": Cast(F(about) if about else Value(None), IntegerField()),
    }
    for name in _TEXTS:
        columns[f"of_{name}"] = Cast(F(name) if name in texts else Value(None), TextField())
    shaped: QuerySet[Any, Any] = found.order_by().annotate(**columns).values_list(*_NAMES)
    return shaped
