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


@dataclass(frozen=True, slots=True)
class _Sources:
    known: list[Source] = field(default_factory=list)


_sources = _Sources()


def register(source: Source) -> None:
    """Make a source known; apps do it when they are ready."""
    _sources.known.append(source)


def own_days(organisation: Organisation, month: Month) -> OwnDays:
    """Return the days of a month that are closed or open by the organisation's calendar; the last source that is known tells."""
    return _sources.known[-1](organisation, month) if _sources.known else OwnDays()
