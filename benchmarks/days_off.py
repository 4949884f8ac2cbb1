"""What the organisation's calendar says of the days of a month, for the calendar of a log."""

from benchmarks.calendar_page import named_days
from benchmarks.stats.holidays import SATURDAY
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.days_off import OwnDays


def days_off_of(organisation: Organisation, month: Month) -> OwnDays:
    """Return the weekdays of a month that are closed, federal holidays among them, and the days of weekends that are open. One query."""
    named = named_days(organisation, month)
    return OwnDays(
        closed={one.day: one.name for one in named if not one.is_open and one.day.weekday() < SATURDAY},
        opened=frozenset(one.day for one in named if one.is_open and one.day.weekday() >= SATURDAY),
    )
