"""What the pages of clinical time read: the rows of each kind with their forms, and the clinical FTE-years that they make."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from benchmarks.calendar_page import calendar_of
from benchmarks.models import ComparisonPolicy
from benchmarks.report_services import closed_months
from benchmarks.stats.basis import Basis, clinical_years
from benchmarks.stats.effective_cfte import Absence, EffortFrom, Window
from benchmarks.stats.fiscal_year import fiscal_year
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.in_force import in_force
from rvuedge.lib.months import Month
from tracking.forms_effort import EffortForm, HeldForm, LeaveForm, TargetForm, initial_of
from tracking.models import Clinician, Effort, Leave, Target
from tracking.services_effort import Held, keep_effort, keep_leave, keep_target


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of what holds for a clinician: its rows, its form, and the service that keeps one."""

    name: str
    model: type[Effort] | type[Leave] | type[Target]
    form: type[HeldForm]
    keep: Callable[..., Held]

    def rows(self, user: User, clinician: Clinician) -> QuerySet[Any]:
        """Return a clinician's rows of this kind, oldest first, where the user may see them."""
        return self.model.objects.visible_to(user).filter(clinician=clinician)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("effort", Effort, EffortForm, keep_effort),
        Kind("leave", Leave, LeaveForm, keep_leave),
        Kind("target", Target, TargetForm, keep_target),
    )
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent and is shown again with its faults: for one row, or for a new one."""

    kind: str
    row: int | None
    form: HeldForm


@dataclass(frozen=True, slots=True)
class Row:
    """One row, whether it holds today, and the form that changes it where somebody may."""

    held: Held
    holds: bool
    form: HeldForm | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one kind, newest first, and the form for another where somebody may add one."""

    rows: tuple[Row, ...]
    form: HeldForm | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class ToDate:
    """The clinical FTE-years of a year so far, and the days of leave that are left out of them."""

    first_day: date
    last_day: date
    years: Decimal
    leave_days: int
    basis: Basis = Basis.CALENDAR_DAYS


def sections_of(user: User, clinician: Clinician, today: date, *, may_change: bool, sent: Sent | None = None) -> dict[str, Section]:
    """Return the rows of each kind by its name, and with forms for whoever may change them. Three queries."""
    return {kind.name: _section(kind, user, clinician, today, may_change, sent) for kind in KINDS.values()}


def form_of(kind: Kind, row: Held | None, today: date, data: object = None) -> HeldForm:
    """Return the form for a row or a new one, under ids of its own: a page holds many."""
    name = f"{kind.name}{row.pk}" if row else f"{kind.name}_new"
    return kind.form(data, today=today, initial=initial_of(row) if row else None, auto_id=f"{name}_%s")


def to_date(sections: dict[str, Section], organisation: Organisation, today: date) -> ToDate:
    """Return the clinical FTE-years from the first day of the organisation's year to a day, as the dashboard counts them.

    One query, and one for the calendar where working days are counted.
    """
    held = [row.held for section in sections.values() for row in section.rows]
    efforts = [EffortFrom(row.effective_from, row.clinical_fte) for row in held if isinstance(row, Effort)]
    absences = [Absence(row.first_day, row.last_day, row.counts) for row in held if isinstance(row, Leave)]
    window = Window(fiscal_year(organisation.year_starts_in, today).window.first_day, today)
    away = [(max(one.first_day, window.first_day), min(one.last_day, today)) for one in absences if not one.counts]
    days = sum((last - first).days + 1 for first, last in away if first <= last)
    policy = in_force(ComparisonPolicy.objects.filter(organisation=organisation), today)
    basis = Basis(policy.basis) if policy else Basis.CALENDAR_DAYS
    calendar = calendar_of(organisation) if basis is Basis.WORKING_DAYS else ()
    return ToDate(window.first_day, today, clinical_years(basis, window, efforts, absences, calendar), days, basis)


def closed_within(clinician: Clinician, *rows: Held) -> list[Month]:
    """Return the closed months that the days of these rows reach into, newest first."""
    reach = [(row.first_day, row.last_day) if isinstance(row, Leave) else (row.effective_from, date.max) for row in rows]
    return [
        month
        for month in closed_months(clinician.organisation)
        if any(first <= month.last_day and month.first_day <= last for first, last in reach)
    ]


def _section(kind: Kind, user: User, clinician: Clinician, today: date, may_change: bool, sent: Sent | None) -> Section:
    own: list[Held] = list(kind.rows(user, clinician))
    holding = _holding(own, today)
    at = sent if sent is not None and sent.kind == kind.name else None

    def form(row: Held | None) -> HeldForm | None:
        if not may_change:
            return None
        return at.form if at is not None and at.row == (row.pk if row else None) else form_of(kind, row, today)

    rows = (Row(row, row in holding, form(row), at is not None and at.row == row.pk) for row in reversed(own))
    return Section(tuple(rows), form(None), at is not None and at.row is None)


def _holding(rows: list[Held], today: date) -> list[Held]:
    dated = in_force((row for row in rows if not isinstance(row, Leave)), today)
    away = [row for row in rows if isinstance(row, Leave) and row.first_day <= today <= row.last_day]
    return [*([dated] if dated else []), *away]
