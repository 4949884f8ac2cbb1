"""RVU Edge ends days and months in the organisation's time zone: across the United States, around clock changes, on leap days."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from benchmarks.models import PeriodClose
from rvuedge.accounts.models import Organisation
from rvuedge.accounts.scope import today_in
from rvuedge.lib.months import Month
from tests.cast import Cast
from tracking.models import Case, MonthTotal

NEW_YORK, CHICAGO, DENVER, PHOENIX = "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix"
LOS_ANGELES, ANCHORAGE, HONOLULU = "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu"
# The first day of a month, and the hour of UTC at which it begins in each zone, by hand: standard time is 5, 6, 7, 8, 9 hours behind
# UTC from New York to Anchorage and 10 in Honolulu; daylight time, 8 March to 1 November 2026, one hour less; Phoenix and Honolulu
# keep standard time.
WINTER = {NEW_YORK: 5, CHICAGO: 6, DENVER: 7, PHOENIX: 7, LOS_ANGELES: 8, ANCHORAGE: 9, HONOLULU: 10}
SUMMER = {NEW_YORK: 4, CHICAGO: 5, DENVER: 6, PHOENIX: 7, LOS_ANGELES: 7, ANCHORAGE: 8, HONOLULU: 10}
BEGINNINGS = [
    *((date(2026, 12, 1), zone, hour) for zone, hour in WINTER.items()),
    *((date(2027, 1, 1), zone, hour) for zone, hour in WINTER.items()),
    # March begins in standard time and ends in daylight time.
    *((date(2026, 3, 1), zone, hour) for zone, hour in WINTER.items()),
    *((date(2026, 4, 1), zone, hour) for zone, hour in SUMMER.items()),
    # The clocks go back at two in the morning of 1 November 2026: its midnight is still one of daylight time.
    *((date(2026, 11, 1), zone, hour) for zone, hour in SUMMER.items()),
    # February 2028 has 29 days.
    *((date(2028, 3, 1), zone, hour) for zone, hour in WINTER.items()),
]
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("first", "zone", "hour"), BEGINNINGS)
def test_begins_a_month_at_midnight_of_the_zone(first: date, zone: str, hour: int) -> None:
    organisation = Organisation(time_zone=zone)
    midnight = datetime(first.year, first.month, first.day, hour, tzinfo=UTC)
    with time_machine.travel(midnight - SECOND, tick=False):
        assert today_in(organisation) == first - timedelta(days=1)
    with time_machine.travel(midnight, tick=False):
        assert today_in(organisation) == first


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)])
def test_has_days_of_23_and_25_hours_where_the_clocks_change(day: date, hours: int) -> None:
    organisation, found = Organisation(time_zone=CHICAGO), 0
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    for half_hour in range(96):
        with time_machine.travel(start + timedelta(minutes=30 * half_hour), tick=False):
            found += today_in(organisation) == day
    assert found == hours * 2


def in_zone(cast: Cast, zone: str) -> None:
    Organisation.objects.filter(pk=cast.organisation.pk).update(time_zone=zone)


def save(client: Client, cast: Cast, day: date) -> int:
    client.force_login(cast.clinician.user)
    body = {"case_id": str(uuid4()), "date_of_service": day.isoformat(), "place_of_service": "11", "entry": "99214"}
    return client.post("/log/save/", body).status_code


def close(client: Client, cast: Cast, month: Month) -> bool:
    client.force_login(cast.administrator.user)
    assert client.post(f"/manage/months/{month}/close/").status_code == 302
    return PeriodClose.objects.filter(organisation=cast.organisation, month_index=month.index).exists()


AT_MONTH_ENDS = [
    pytest.param(first, zone, hour, id=f"{first} {zone}")
    for first, zone, hour in BEGINNINGS
    if zone in (NEW_YORK, CHICAGO, DENVER, LOS_ANGELES, HONOLULU) and first in (date(2026, 11, 1), date(2028, 3, 1))
]


@pytest.mark.parametrize(("first", "zone", "hour"), AT_MONTH_ENDS)
@pytest.mark.usefixtures("release")
def test_closes_a_month_and_opens_the_next_at_midnight_of_the_zone(client: Client, cast: Cast, first: date, zone: str, hour: int) -> None:
    in_zone(cast, zone)
    last, month = first - timedelta(days=1), Month.of(first)
    midnight = datetime(first.year, first.month, first.day, hour, tzinfo=UTC)
    with time_machine.travel(midnight - SECOND, tick=False):
        assert save(client, cast, first) == 422
        assert save(client, cast, last) == 302
        assert not close(client, cast, month.plus(-1))
    with time_machine.travel(midnight, tick=False):
        assert save(client, cast, first) == 302
        assert close(client, cast, month.plus(-1))
        assert not close(client, cast, month)
    # Each case is in the month of its day, wherever UTC was.
    assert sorted(Case.objects.values_list("date_of_service", flat=True)) == [last, first]
    assert dict(MonthTotal.objects.values_list("month_index", "lines")) == {month.index - 1: 1, month.index: 1}


def test_keeps_the_days_of_two_organisations_apart(client: Client, cast: Cast) -> None:
    in_zone(cast, NEW_YORK)
    Organisation.objects.filter(pk=cast.elsewhere.pk).update(time_zone=HONOLULU)
    # Midnight in New York is seven in the evening in Honolulu, the hour of daylight time counted.
    with time_machine.travel(datetime(2026, 11, 1, 4, tzinfo=UTC), tick=False):
        client.force_login(cast.clinician.user)
        assert client.get("/log/").context["sheet"].day == date(2026, 11, 1)
        client.force_login(cast.stranger.user)
        assert client.get("/log/").context["sheet"].day == date(2026, 10, 31)


def test_takes_a_leap_day_as_any_other(client: Client, cast: Cast) -> None:
    in_zone(cast, CHICAGO)
    with time_machine.travel(datetime(2028, 2, 29, 18, tzinfo=UTC), tick=False):
        assert save(client, cast, date(2028, 2, 29)) == 302
        assert client.get("/log/calendar/2028-02/").text.count('<span class="n">29</span>') == 1
        assert client.get("/log/2028-02-29/").status_code == 200
    assert MonthTotal.objects.get().month_index == Month(2028, 2).index
