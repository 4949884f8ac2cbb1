"""On which days an organisation is closed: told by the app that keeps its calendar, shown in the calendar of a log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The days of a month that are no usual ones: weekdays that are closed, by the name of the day, and days of weekends that are open."""

    closed: Mapping[date, str] = field(default_factory=dict)
    opened: frozenset[date] = frozenset()


Source = Callable[[Organisation, Month], OwnDays]


# Of the one app that keeps the calendar, once it is ready.
_known: list[Source] = []


def register(source: Source) -> None:
    """Make the source known."""
    _known.append(source)


def own_days(organisation: Organisation, month: Month) -> OwnDays:
    """Return the days of a month that are closed or open by the organisation's calendar."""
    return _known[-1](organisation, month) if _known else OwnDays()
