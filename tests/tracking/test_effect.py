"""RVU Edge shows what a release does to logged lines, and counts them anew only when somebody says so."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from benchmarks.report_services import close_month
from codes.models import Release, ReleaseState
from codes.services import activate_release
from rvuedge.accounts.models import AuditEntry
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.effect import effect_of, last_year_of
from tracking.entry import CaseContent, EntryLine
from tracking.models import CaseLine, MonthTotal
from tracking.recount import days_of, recountable
from tracking.recount_terms import change_of_lines
from tracking.services import log_case
from tracking.services_policy import agree_contract
from tracking.wrvu.presets import PRESETS

TODAY = date(2026, 9, 15)
pytestmark = pytest.mark.usefixtures("_today")
Log = Callable[..., None]


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def january(db: None) -> Release:
    """The release of January 2026 with two codes."""
    release = ReleaseFactory.create(name="RVU26A", letter="A", title="January 2026", effective_from=date(2026, 1, 1))
    store_rows(release, fee_row("99213", "", "A", "1.30", "0"), fee_row("27447", "", "A", "20.00", "0"))
    return release


@pytest.fixture
def july(january: Release) -> Release:
    """A draft for July 2026 in which a knee falls from 20.00 to 19.00."""
    release = ReleaseFactory.create(state=ReleaseState.DRAFT)
    store_rows(release, fee_row("99213", "", "A", "1.30", "0"), fee_row("27447", "", "A", "19.00", "0"))
    return release


@pytest.fixture
def log(cast: Cast, january: Release) -> Log:
    """Logs a case of the clinician."""

    def store(day: date, *lines: EntryLine) -> None:
        member = cast.clinician
        assert member.clinician is not None
        log_case(clinician=member.clinician, case_id=uuid4(), content=CaseContent(day, "21", lines), actor=member.user)

    return store


def test_values_the_same_lines_under_both_releases(log: Log, january: Release, july: Release):
    log(date(2026, 7, 6), EntryLine("27447"), EntryLine("99213"))
    log(date(2026, 8, 3), EntryLine("27447"))
    log(date(2024, 8, 3), EntryLine("27447"))
    effect = effect_of(july, january, last_year_of(CaseLine.objects.all(), TODAY), PRESETS)
    # Before: 20.00 + 1.30 + 20.00 = 41.30; after: 19.00 + 1.30 + 19.00 = 39.30; -2.00 / 41.30 = -4.84%.
    assert (effect.lines, effect.before, effect.after) == (3, Decimal("41.3000"), Decimal("39.3000"))
    assert effect.percent == Decimal("-4.84")
    assert [(one.code, one.lines, one.change) for one in effect.largest] == [("27447", 2, Decimal("-2.0000"))]
    assert CaseLine.objects.filter(release=july).count() == 0


def test_counts_lines_that_would_lose_their_credit(log: Log, january: Release):
    log(date(2026, 7, 6), EntryLine("27447"), EntryLine("99213"))
    without = ReleaseFactory.create(state=ReleaseState.DRAFT)
    store_rows(without, fee_row("99213", "", "A", "1.30", "0"))
    effect = effect_of(without, january, last_year_of(CaseLine.objects.all(), TODAY), PRESETS)
    assert (effect.lost, effect.change) == (1, Decimal("-20.0000"))


def test_values_each_case_by_the_policy_that_counted_it_and_leaves_out_what_a_contract_freezes(
    log: Log, january: Release, july: Release, cast: Cast
):
    def agree(policy: str, frozen: Release | None) -> None:
        agree_contract(
            clinician=cast.clinician.log,
            effective_from=date(2026, 1, 1),
            policy=policy,
            frozen_release=frozen,
            places=[],
            by=cast.administrator.user,
        )

    halved = EntryLine("27447", ("52",))
    log(date(2026, 7, 6), halved)
    agree("raw", None)
    log(date(2026, 7, 7), halved)
    agree("", january)
    log(date(2026, 7, 8), halved)
    lines = last_year_of(CaseLine.objects.all(), TODAY)
    stored = sum(line.credit for line in lines.filter(ranked_on=None))
    effect = effect_of(july, january, lines, PRESETS)
    assert (effect.lines, effect.before) == (2, stored)
    assert len(set(lines.filter(ranked_on=None).values_list("credit", flat=True))) == 2


def test_shows_the_effect_on_the_page_of_the_import(log: Log, july: Release, cast: Cast, client: Client):
    log(date(2026, 7, 6), EntryLine("27447"), EntryLine("99213"))
    client.force_login(cast.operator)
    assert b"No line was logged" in client.get(reverse("schedule-effect", args=[july.pk])).content
    client.force_login(cast.administrator.user)
    # Two organisations: official releases are the operator's, and so is this part of their page.
    assert client.get(reverse("schedule-effect", args=[july.pk])).status_code == 404
    cast.elsewhere.delete()
    page = client.get(reverse("schedule-effect", args=[july.pk])).content.decode()
    # 21.30 to 20.30: -1.00 / 21.30 = -4.69%.
    assert "-4.69%" in page
    assert "on your 2 lines of the last 12 months" in page


def test_says_that_nothing_changes_where_nothing_does(log: Log, july: Release, cast: Cast, client: Client):
    log(date(2026, 7, 6), EntryLine("99213"))
    cast.elsewhere.delete()
    client.force_login(cast.administrator.user)
    page = client.get(reverse("schedule-effect", args=[july.pk])).content.decode()
    assert "No change" in page and "0.00%" not in page


def test_activation_leaves_logged_lines_alone(log: Log, july: Release):
    log(date(2026, 7, 6), EntryLine("27447"))
    activate_release(release=july, by=None)
    line = CaseLine.objects.get()
    assert (line.credit, line.release.name if line.release else "") == (Decimal("20.0000"), "RVU26A")


def test_knows_the_days_on_which_a_release_holds(july: Release, january: Release):
    activate_release(release=july, by=None)
    held, before = days_of(july, TODAY), days_of(january, TODAY)
    assert held is not None
    assert before is not None
    assert (held.first, held.last) == (date(2026, 7, 1), TODAY)
    assert (before.first, before.last) == (date(2026, 1, 1), date(2026, 6, 30))
    assert days_of(july, date(2026, 6, 1)) is None


def test_shows_what_a_recount_changes_before_it_does(log: Log, july: Release, cast: Cast, client: Client):
    log(date(2026, 7, 6), EntryLine("27447"), EntryLine("99213"))
    log(date(2026, 6, 30), EntryLine("27447"))
    activate_release(release=july, by=None)
    lines = recountable(july, cast.organisation, TODAY, ())
    change = change_of_lines(cast.organisation, lines).change
    assert (change.lines, change.cases, change.before, change.after) == (2, 1, Decimal("21.3000"), Decimal("20.3000"))
    client.force_login(cast.administrator.user)
    page = client.get(reverse("recount", args=[july.pk])).content.decode()
    assert "Count these lines with July 2026" in page
    assert CaseLine.objects.filter(release=july).count() == 0


def test_recounts_open_months_only_when_it_is_confirmed(
    log: Log, july: Release, cast: Cast, client: Client, django_capture_on_commit_callbacks
):
    log(date(2026, 7, 6), EntryLine("27447"))
    log(date(2026, 8, 3), EntryLine("27447"))
    close_month(organisation=cast.organisation, month=Month(2026, 7), today_month=Month.of(TODAY), by=cast.administrator.user)
    activate_release(release=july, by=None)
    client.force_login(cast.administrator.user)
    with django_capture_on_commit_callbacks(execute=True):
        refused = client.post(reverse("recount-confirm", args=[july.pk]), {"reason": " "}, follow=True)
    assert "Say why the lines are counted anew" in refused.content.decode()
    assert not CaseLine.objects.filter(release=july).exists()
    reason = {"reason": "The values of July came late"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recount-confirm", args=[july.pk]), reason)
    credits = dict(CaseLine.objects.values_list("date_of_service", "credit"))
    assert credits == {date(2026, 7, 6): Decimal("20.0000"), date(2026, 8, 3): Decimal("19.0000")}
    assert MonthTotal.objects.get(month_index=Month(2026, 8).index).credit == Decimal("19.0000")
    entry = AuditEntry.objects.get(action="case.recredited")
    assert (entry.detail["change"], entry.detail["reason"]) == ("-1.0000", "The values of July came late")
    assert AuditEntry.objects.get(action="lines.recount_asked").detail == reason
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recount-confirm", args=[july.pk]), reason)
    assert AuditEntry.objects.filter(action="case.recredited").count() == 1


def test_a_recount_is_the_administrators(july: Release, cast: Cast, client: Client):
    activate_release(release=july, by=None)
    for part in ("clinician", "lead", "trainee"):
        client.force_login(cast.members[part])
        assert client.get(reverse("recount", args=[july.pk])).status_code == 404
        assert client.post(reverse("recount-confirm", args=[july.pk])).status_code == 404
