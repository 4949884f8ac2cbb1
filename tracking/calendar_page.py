"""A month of a log as weeks of days: credit and cases of each day, leave, closed days, and working days on which nothing was logged."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from rvuedge.accounts.models import User
from rvuedge.lib.decimals import credit_of
from rvuedge.lib.months import Month
from tracking.days_off import OwnDays, own_days
from tracking.models import CaseLine, Clinician, Leave
from tracking.wrvu.types import Outcome

_FIRST_WEEKDAY = 6  # Sunday, as calendars of the United States begin.
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day of the calendar; `credit` is None where nothing was counted."""

    day: date
    is_in_month: bool
    is_open: bool
    cases: int
    credit: Decimal | None
    leave: str
    is_closed: bool
    closed_for: str
    is_unlogged: bool


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month of the calendar."""

    month: Month
    weeks: tuple[tuple[ShownDay, ...], ...]
    credit: Decimal
    cases: int
    days: int
    unlogged: tuple[date, ...]


def calendar_of(user: User, clinician: Clinician, month: Month, today: date) -> ShownMonth:
    """Return a month of a log, in three queries."""
    logged = _logged(user, clinician, month)
    leaves = list(clinician.leaves.filter(first_day__lte=month.last_day, last_day__gte=month.first_day))
    own = own_days(clinician.organisation, month)
    weeks = [
        tuple(_shown(day, month, clinician, today, logged, leaves, own) for day in week)
        for week in Calendar(_FIRST_WEEKDAY).monthdatescalendar(month.year, month.number)
    ]
    days = [shown for week in weeks for shown in week if shown.is_in_month]
    return ShownMonth(
        month=month,
        weeks=tuple(weeks),
        credit=sum((shown.credit or Decimal(0) for shown in days), Decimal(0)),
        cases=sum(shown.cases for shown in days),
        days=sum(shown.cases > 0 for shown in days),
        unlogged=tuple(shown.day for shown in days if shown.is_unlogged),
    )


def _logged(user: User, clinician: Clinician, month: Month) -> dict[date, tuple[int, Decimal | None]]:
    """Cases and credit of each day with cases."""
    lines = CaseLine.objects.visible_to(user).kept().filter(clinician=clinician, month_index=month.index).order_by()
    counted = Count("id", filter=Q(outcome=Outcome.CREDITED.value))
    by_day = lines.values("date_of_service").annotate(cases=Count("case_id", distinct=True), total=Sum("credit"), counted=counted)
    return {row["date_of_service"]: (row["cases"], credit_of(row["total"]) if row["counted"] else None) for row in by_day}


def _shown(
    day: date,
    month: Month,
    clinician: Clinician,
    today: date,
    logged: Mapping[date, tuple[int, Decimal | None]],
    leaves: Sequence[Leave],
    own: OwnDays,
) -> ShownDay:
    cases, credit = logged.get(day, (0, None))
    leave = next((one.get_kind_display() for one in leaves if one.first_day <= day <= one.last_day), "")
    is_open = clinician.started_on <= day <= min(today, clinician.ended_on or today)
    is_usual = (day.weekday() < _SATURDAY and day not in own.closed) or day in own.opened
    is_workday = is_open and day < today and is_usual and not leave
    return ShownDay(
        day=day,
        is_in_month=Month.of(day) == month,
        is_open=is_open,
        cases=cases,
        credit=credit,
        leave=leave,
        is_closed=day in own.closed,
        closed_for=own.closed.get(day, ""),
        is_unlogged=is_workday and not cases and Month.of(day) == month,
    )
