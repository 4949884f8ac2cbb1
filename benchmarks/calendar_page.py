"""The shape of the calendar's page: the days of a year that are off or said to be open, and the working days of its months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.models import CalendarDay
from benchmarks.stats.effective_cfte import Window
from benchmarks.stats.holidays import SATURDAY, holiday_on
from benchmarks.stats.working_days import SaidOfDay, is_working, what_holds, working_days
from rvuedge.accounts.models import Organisation, User
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is no usual one: a federal holiday, or one of which something is said, be it of an earlier year."""

    day: date
    name: str
    is_open: bool
    is_federal: bool
    said: CalendarDay | None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A year of an organisation."""

    year: int
    days: tuple[NamedDay, ...]
    months: tuple[tuple[Month, int], ...]

    @property
    def working_days(self) -> int:
        return sum(days for _month, days in self.months)


def calendar_of(organisation: Organisation) -> tuple[SaidOfDay, ...]:
    """Return what an organisation says of its days. One query."""
    rows = CalendarDay.objects.filter(organisation=organisation).values_list("day", "is_open", "is_yearly")
    return tuple(SaidOfDay(*row) for row in rows)


def calendar_page(user: User, organisation: Organisation, year: int) -> CalendarPage:
    """Return the page of a year. One query."""
    rows = list(CalendarDay.objects.visible_to(user).filter(organisation=organisation))
    calendar = _said(rows)
    months = [Month(year, number) for number in range(1, 13)]
    named = (day for month in months for day in _named_of(month, rows))
    counted = ((month, working_days(Window(month.first_day, month.last_day), (), calendar)) for month in months)
    return CalendarPage(year, tuple(named), tuple(counted))


def named_days(organisation: Organisation, month: Month) -> list[NamedDay]:
    """Return the days of a month that are no usual ones in an organisation. One query."""
    return _named_of(month, list(CalendarDay.objects.filter(organisation=organisation)))


def _said(rows: Sequence[CalendarDay]) -> list[SaidOfDay]:
    return [SaidOfDay(row.day, row.is_open, row.is_yearly) for row in rows]


def _named_of(month: Month, rows: Sequence[CalendarDay]) -> list[NamedDay]:
    calendar, by_day = _said(rows), {row.day: row for row in rows}
    return [found for day in month.days() if (found := _named(day, calendar, by_day)) is not None]


def _named(day: date, calendar: Sequence[SaidOfDay], by_day: dict[date, CalendarDay]) -> NamedDay | None:
    holds, holiday = what_holds(day, calendar), holiday_on(day)
    if holds is None and (holiday is None or day.weekday() >= SATURDAY):
        return None
    said = by_day[holds.day] if holds is not None else None
    name = (said.name if said else "") or (holiday.value if holiday else "")
    return NamedDay(day, name, is_working(day, calendar), holiday is not None, said)
