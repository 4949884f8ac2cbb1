"""/manage/people/NUMBER/time/: an administrator enters effort, leave, target and specialty; whom they are of reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from benchmarks.models import ReportSnapshot
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.work import OCTOBER, SEPTEMBER, clinician_of, close, did, publish
from tests.cast import Cast, Member
from tracking.models import Clinician, Effort, Leave, Target

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
OWN = "/settings/clinical-time/"
EFFORT = {"effective_from": "2026-01-01", "total_fte": "1", "clinical_fte": "0.8", "note": ""}
LEAVE = {"first_day": "2026-06-01", "last_day": "2026-06-30", "kind": "parental", "counts": ""}
TARGET = {"effective_from": "2026-01-01", "annual_wrvu": "5000"}
# Session, user, the place for each who asks, the shell, the member, the log, the three kinds, the specialties.
QUERIES = 15


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(cast: Cast) -> str:
    return address(cast.clinician)


def address(member: Member) -> str:
    return f"/manage/people/{member.membership.pk}/time/"


def trail() -> Any:
    """The lines of the audit trail that these pages write; signing in writes others."""
    return AuditEntry.objects.filter(action__regex=r"^(effort|leave|target|log)\.").order_by("pk")


def told(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_makes_the_clinical_years_of_the_dashboard(fay: Client, cast: Cast, place: str) -> None:
    did(cast.clinician, date(2026, 11, 5), "99214", "1.92")
    assert fay.post(f"{place}effort/", EFFORT).status_code == 302
    assert fay.post(f"{place}leave/", LEAVE).status_code == 302
    # 1 January to 23 November 2026 is day 327; 1 to 30 June are 30 days: (327 - 30) x 0.8 / 365 = 237.6 / 365 = 0.650959.
    shown = told(fay.get(place))
    assert 'data-total="clinical-time">0.651<' in shown
    assert "30 days of leave are left out." in shown
    client = Client()
    client.force_login(cast.clinician.user)
    dashboard = client.get("/dashboard/")
    assert dashboard.context["report"].year_to_date.effective_cfte == Decimal("0.650959")
    assert "1 January 2026 to 23 November 2026, 0.651 clinical FTE-years." in told(dashboard)
    assert f'href="{OWN}"' in dashboard.text


def test_measures_the_year_by_the_target(fay: Client, cast: Cast, place: str) -> None:
    did(cast.clinician, date(2026, 11, 5), "99214", "1.92")
    fay.post(f"{place}effort/", EFFORT)
    fay.post(f"{place}targets/", TARGET)
    client = Client()
    client.force_login(cast.clinician.user)
    # 5,000 x 327 / 365 = 4,479.45.
    assert "Year to date against 4,479.45 at your target:" in told(client.get("/dashboard/"))


def test_keeps_changes_and_removes_each_kind_with_a_line_of_the_trail(fay: Client, cast: Cast, place: str) -> None:
    for kind, model, body, change in (
        ("effort", Effort, EFFORT, {"clinical_fte": "0.6", "note": "Research on Fridays"}),
        ("leave", Leave, LEAVE, {"last_day": "2026-06-14", "counts": "stays"}),
        ("targets", Target, TARGET, {"annual_wrvu": "5500.5"}),
    ):
        assert "Saved." in told(fay.post(f"{place}{kind}/", body, follow=True))
        row = model.objects.get(clinician=clinician_of(cast.clinician))
        assert fay.post(f"{place}{kind}/{row.pk}/", body | change).status_code == 302
        row.refresh_from_db()
        assert "Removed." in told(fay.post(f"{place}{kind}/{row.pk}/remove/", follow=True))
        assert not model.objects.exists()
        assert fay.post(f"{place}{kind}/{row.pk}/remove/").status_code == 404
    lines = list(trail().values_list("action", "actor_name", "subject", "detail"))
    done = [f"{kind}.{what}" for kind in ("effort", "leave", "target") for what in ("added", "changed", "removed")]
    assert [entry[0] for entry in lines] == done
    assert {entry[1:3] for entry in lines} == {(cast.administrator.user.email, "Ada Clinician")}
    assert lines[1][3] == {
        "before": {"from": "2026-01-01", "total_fte": "1.000", "clinical_fte": "0.800"},
        "after": {"from": "2026-01-01", "total_fte": "1.000", "clinical_fte": "0.600"},
    }
    assert lines[4][3]["after"] == {"first_day": "2026-06-01", "last_day": "2026-06-14", "counts": "yes"}
    assert lines[8][3] == {"before": {"from": "2026-01-01", "annual_wrvu": "5500.50"}, "after": None}
    # Why somebody was away, and notes, stay out of a trail that never forgets.
    assert "parental" not in str(lines) and "Research" not in str(lines)


@pytest.mark.parametrize(
    ("kind", "counts", "stays"),
    [
        ("holiday", "", True),
        ("education", "", True),
        ("parental", "", False),
        ("medical", "", False),
        ("military", "", False),
        ("holiday", "left_out", False),
        ("medical", "stays", True),
    ],
)
def test_leaves_days_out_by_the_kind_unless_it_is_told_otherwise(fay: Client, place: str, kind: str, counts: str, stays: bool) -> None:
    fay.post(f"{place}leave/", LEAVE | {"kind": kind, "counts": counts})
    assert Leave.objects.get().counts is stays


@pytest.mark.parametrize(
    ("kind", "said", "fault"),
    [
        ("effort", {"clinical_fte": "1.1"}, "enter at most 1, or a higher total"),
        ("effort", {"clinical_fte": "-0.1"}, "greater than or equal to 0"),
        ("effort", {"total_fte": "10"}, "less than or equal to 9.999"),
        ("effort", {"clinical_fte": "0.8125"}, "no more than 3 decimal places"),
        ("effort", {"clinical_fte": "most"}, "This is not a number."),
        ("effort", {"clinical_fte": "NaN"}, "This is not a number."),
        ("effort", {"total_fte": ""}, "Enter a number."),
        ("effort", {"effective_from": "2026-02-30"}, "not a date of the calendar"),
        ("effort", {"effective_from": ""}, "Choose a day."),
        ("effort", {"effective_from": "1999-12-31"}, "Choose a day from 1 January 2000 to 31 December 2031."),
        ("effort", {"effective_from": "2032-01-01"}, "Choose a day from 1 January 2000 to 31 December 2031."),
        ("effort", {"note": "MRN 1234567"}, "patient"),
        ("leave", {"last_day": "2026-05-31"}, "The last day lies before the first."),
        ("leave", {"first_day": "2024-05-01"}, "more than two years"),
        ("leave", {"kind": "sabbatical"}, "valid choice"),
        ("leave", {"counts": "perhaps"}, "valid choice"),
        ("targets", {"annual_wrvu": "0"}, "greater than or equal to 0.01"),
        ("targets", {"annual_wrvu": "10000000"}, "less than or equal to 9999999.99"),
    ],
)
def test_says_what_is_wrong_and_keeps_nothing(fay: Client, place: str, kind: str, said: dict[str, str], fault: str) -> None:
    body = {"effort": EFFORT, "leave": LEAVE, "targets": TARGET}[kind]
    answer = fay.post(f"{place}{kind}/", body | said)
    assert (answer.status_code, fault in told(answer)) == (422, True)
    assert '<details class="more mt3" open>' in answer.text
    assert not any(model.objects.exists() for model in (Effort, Leave, Target))
    assert not trail().exists()


@pytest.mark.parametrize(("first", "last"), [("2026-06-30", "2026-07-04"), ("2026-05-01", "2026-06-01"), ("2026-06-10", "2026-06-11")])
def test_refuses_leave_that_overlaps(fay: Client, place: str, first: str, last: str) -> None:
    fay.post(f"{place}leave/", LEAVE)
    answer = fay.post(f"{place}leave/", LEAVE | {"first_day": first, "last_day": last})
    assert answer.status_code == 422
    assert "These days overlap the leave of 2026-06-01 to 2026-06-30." in told(answer)
    assert Leave.objects.count() == 1


def test_lets_leave_follow_leave_and_a_colleague_be_away_at_once(fay: Client, cast: Cast, place: str) -> None:
    fay.post(f"{place}leave/", LEAVE)
    assert fay.post(f"{place}leave/", LEAVE | {"first_day": "2026-07-01", "last_day": "2026-07-01"}).status_code == 302
    assert fay.post(f"{address(cast.colleague)}leave/", LEAVE).status_code == 302
    kept = Leave.objects.filter(clinician=clinician_of(cast.clinician)).earliest("first_day")
    # A leave does not overlap itself, and does overlap its neighbour.
    assert fay.post(f"{place}leave/{kept.pk}/", LEAVE | {"first_day": "2026-06-02"}).status_code == 302
    assert fay.post(f"{place}leave/{kept.pk}/", LEAVE | {"last_day": "2026-07-01"}).status_code == 422


@pytest.mark.parametrize(("kind", "body"), [("effort", EFFORT), ("targets", TARGET)])
def test_keeps_one_entry_a_day(fay: Client, place: str, kind: str, body: dict[str, str]) -> None:
    fay.post(f"{place}{kind}/", body)
    answer = fay.post(f"{place}{kind}/", body)
    assert (answer.status_code, "There is an entry from this day already." in told(answer)) == (422, True)
    fay.post(f"{place}{kind}/", body | {"effective_from": "2026-07-01"})
    later = (Effort if kind == "effort" else Target).objects.latest("effective_from")
    answer = fay.post(f"{place}{kind}/{later.pk}/", body)
    assert (answer.status_code, "There is an entry from this day already." in told(answer)) == (422, True)


def test_leaves_published_reports_as_they_are_and_says_so(fay: Client, cast: Cast, place: str) -> None:
    did(cast.clinician, date(2026, 9, 5), "99214", "1.92")
    close(cast, SEPTEMBER, OCTOBER)
    publish(cast, SEPTEMBER)
    before = list(ReportSnapshot.objects.order_by("pk").values())
    shown = told(fay.post(f"{place}effort/", EFFORT, follow=True))
    assert "Saved. Closed months stay as they were published: October 2026, September 2026." in shown
    assert "Closed months stay" not in told(fay.post(f"{place}leave/", LEAVE, follow=True)).partition("<h1")[0]
    september = LEAVE | {"first_day": "2026-09-30", "last_day": "2026-09-30"}
    assert "Closed months stay as they were published: September 2026." in told(fay.post(f"{place}leave/", september, follow=True))
    # From November on: nothing closed is touched, unless the entry stood there before.
    row = Effort.objects.get()
    moved = fay.post(f"{place}effort/{row.pk}/", EFFORT | {"effective_from": "2026-11-01"}, follow=True)
    assert "Closed months stay as they were published: October 2026, September 2026." in told(moved)
    assert "published: " not in told(fay.post(f"{place}effort/{row.pk}/remove/", follow=True))
    assert list(ReportSnapshot.objects.order_by("pk").values()) == before


def test_sets_the_specialty(fay: Client, cast: Cast, place: str, specialties: dict[str, Specialty]) -> None:
    shown = told(fay.post(f"{place}specialty/", {"specialty": "gastroenterology"}, follow=True))
    assert "is compared in Gastroenterology from now on." in shown
    assert '<option value="gastroenterology" selected>' in shown
    fay.post(f"{place}specialty/", {"specialty": "gastroenterology"})
    assert fay.post(f"{place}specialty/", {"specialty": "nothing"}).status_code == 422
    fay.post(f"{place}specialty/", {"specialty": ""})
    assert Clinician.objects.get(pk=clinician_of(cast.clinician).pk).specialty is None
    assert list(trail().values_list("action", "detail")) == [
        ("log.specialty_changed", {"before": "", "after": "gastroenterology"}),
        ("log.specialty_changed", {"before": "gastroenterology", "after": ""}),
    ]


def test_is_reached_from_people_and_from_the_months(fay: Client, cast: Cast, place: str) -> None:
    assert f'href="{place}"' in fay.get("/manage/people/").text
    assert f'<a href="{place}">Ada Clinician</a>' in fay.get("/manage/months/").text
    fay.post(f"{place}effort/", EFFORT | {"effective_from": "2024-01-01"})
    assert f'href="{place}"' not in fay.get("/manage/months/").text


def test_says_that_somebody_keeps_no_log(fay: Client, cast: Cast) -> None:
    own = address(cast.administrator)
    assert "This person keeps no log here." in told(fay.get(own))
    assert fay.post(f"{own}effort/", EFFORT).status_code == 404
    assert "You keep no log here." in told(fay.get(OWN))


def test_shows_somebody_the_own_values_without_a_form(fay: Client, cast: Cast, place: str) -> None:
    for kind, body in (("effort", EFFORT), ("leave", LEAVE), ("targets", TARGET)):
        fay.post(f"{place}{kind}/", body)
        fay.post(f"{address(cast.colleague)}{kind}/", body | ({"annual_wrvu": "7777"} if kind == "targets" else {}))
    client = Client()
    client.force_login(cast.clinician.user)
    shown = told(client.get(OWN))
    for words in (
        "<b>0.800 clinical</b> of 1.000 FTE from 1 January 2026",
        "<b>Parental</b>, 1 June 2026 to 30 June 2026",
        "5,000.00 wRVU",
    ):
        assert words in shown
    assert "7,777" not in shown and "time/effort" not in shown
    assert f'href="{OWN}"' in client.get("/settings/").text


def test_changes_no_row_of_another_log(fay: Client, cast: Cast, place: str) -> None:
    fay.post(f"{address(cast.colleague)}effort/", EFFORT)
    row = Effort.objects.get()
    assert fay.post(f"{place}effort/{row.pk}/", EFFORT | {"clinical_fte": "0.1"}).status_code == 404
    assert fay.post(f"{place}effort/{row.pk}/remove/").status_code == 404
    row.refresh_from_db()
    assert row.clinical_fte == Decimal("0.8")


def test_asks_the_database_a_fixed_number_of_times(fay: Client, cast: Cast, place: str, django_assert_max_num_queries: Any) -> None:
    for year in range(2001, 2026):
        Effort.objects.create(clinician=clinician_of(cast.clinician), effective_from=date(year, 1, 1), total_fte=1, clinical_fte=1)
        Leave.objects.create(clinician=clinician_of(cast.clinician), first_day=date(year, 3, 1), last_day=date(year, 3, 2), kind="holiday")
    with django_assert_max_num_queries(QUERIES):
        assert fay.get(place).status_code == 200
