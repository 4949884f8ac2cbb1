"""RVU Edge lets a clinician query the own report for some days, and keeps the thread with whoever answers."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.models import QueryMessage, ReportQuery, ReportSnapshot
from benchmarks.services_queries import MOST_MESSAGES, MOST_QUERIES
from benchmarks.tasks import mail_query_message
from rvuedge.accounts.models import AuditEntry, Organisation
from tests.benchmarks.agreed import agree, of, told
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, employ, paid_by_fee, publish
from tests.cast import Cast, Member

# The session, the person, the place (2), the shell (2), the report or the query, its thread, what restated it.
MOST_ASKED = 9
QUERIES, RAISE, REPORT = "/reports/2026-10/queries/", "/reports/2026-10/queries/raise/", "/reports/2026-10/"
ASKED = {"about": "code:45385", "text": "Two colonoscopies of 5 October are one here."}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def published(cast: Cast) -> Cast:
    employ(cast.clinician)
    agree(cast.clinician)
    did(cast.clinician, date(2026, 10, 5), "45385", "4.46")
    paid_by_fee(cast.clinician, date(2026, 10, 6), "D1553", "64.00")
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


def asked(cast: Cast, about: str = "code:45385", text: str = ASKED["text"]) -> ReportQuery:
    assert of(cast.clinician).post(RAISE, {"about": about, "text": text}).status_code == 302
    return ReportQuery.objects.latest("raised_at", "pk")


def page(member: Member, query: ReportQuery) -> str:
    return told(of(member).get(f"/reports/queries/{query.pk}/"))


def answer(member: Member, query: ReportQuery, text: str = "You are right, it is restated.") -> int:
    return of(member).post(f"/reports/queries/{query.pk}/reply/", {"text": text}).status_code


def address(cast: Cast, part: str = QUERIES) -> str:
    return f"{part}?clinician={clinician_of(cast.clinician).pk}"


def test_takes_a_query_about_each_line_of_the_report(published: Cast) -> None:
    form = of(published.clinician).get(QUERIES).context["form"]
    assert dict(form.fields["about"].choices) == {
        "": "The report as a whole",
        "month": "The month's total",
        "to_date": "The year to date",
        "position": "The position and its clinical time",
        "code:45385": "Code 45385",
        "fee:D1553": "Fees of D1553",
        "lane:dental": "Not counted: Dental",
        "pay": "The pay illustration",
    }
    query = asked(published)
    assert (query.about, query.state, query.messages.get().text) == ("code:45385", "open", ASKED["text"])
    assert "Code 45385" in told(of(published.clinician).get(QUERIES))
    assert "1 query about this report" in told(of(published.clinician).get(REPORT))
    assert "your query waits for an answer" in told(of(published.clinician).get("/reports/"))


def test_keeps_the_thread_until_it_is_closed(published: Cast) -> None:
    query = asked(published)
    assert answer(published.lead, query) == 302
    query.refresh_from_db()
    assert query.state == "answered"
    assert "your query is answered" in told(of(published.clinician).get("/reports/"))
    assert answer(published.clinician, query, "And the one of the 6th?") == 302
    query.refresh_from_db()
    assert query.state == "open"
    shown = page(published.administrator, query)
    assert shown.index("Two colonoscopies") < shown.index("You are right") < shown.index("the one of the 6th")
    assert "Dora Lead" in shown and "Ada Clinician" in shown
    assert of(published.clinician).post(f"/reports/queries/{query.pk}/close/").status_code == 302
    query.refresh_from_db()
    assert query.state == "closed" and query.closed_at is not None
    assert answer(published.lead, query, "One more word.") == 302
    assert query.messages.count() == 3
    assert "Closed on 23 November 2026" in page(published.clinician, query)


def test_records_who_did_what_and_never_the_words(published: Cast) -> None:
    query = asked(published)
    answer(published.lead, query)
    answer(published.clinician, query)
    of(published.administrator).post(f"/reports/queries/{query.pk}/close/")
    of(published.administrator).post(f"/reports/queries/{query.pk}/close/")
    trail = AuditEntry.objects.filter(action__startswith="query.").order_by("id")
    assert [(one.action, one.actor_name.partition(".")[0]) for one in trail] == [
        ("query.raised", "ada"),
        ("query.answered", "dora"),
        ("query.added_to", "ada"),
        ("query.closed", "fay"),
    ]
    assert {one.subject for one in trail} == {"Ada Clinician 2026-10"}
    assert all(one.detail == {"query": str(query.pk), "about": "code:45385"} for one in trail)


@pytest.mark.parametrize(("days", "last", "after"), [(10, "2026-12-03", "2026-12-04"), (1, "2026-11-24", "2026-11-25")])
def test_takes_queries_for_the_days_that_the_organisation_set(published: Cast, days: int, last: str, after: str) -> None:
    Organisation.objects.filter(pk=published.organisation.pk).update(query_days=days)
    # The clinic is in New York: 04:30 UTC of the day after is 23:30 of the last day.
    with time_machine.travel(f"{after}T04:30:00Z", tick=False):
        assert of(published.clinician).get(QUERIES).context["is_open"] is True
        asked(published)
    with time_machine.travel(f"{after}T05:30:00Z", tick=False):
        shown = of(published.clinician).get(QUERIES)
        assert shown.context["form"] is None and "could be queried until" in told(shown)
        assert of(published.clinician).post(RAISE, ASKED).status_code == 302
        assert ReportQuery.objects.count() == 1
        # What was raised in time goes on.
        assert answer(published.lead, ReportQuery.objects.get()) == 302
    assert date.fromisoformat(last) == shown.context["window"].last_day


def test_refuses_words_that_look_like_a_patient_and_lines_that_the_report_has_not(published: Cast) -> None:
    for sent in ({"about": "", "text": "MRN 12345678 is missing"}, {"about": "", "text": ""}, {"about": "code:99999", "text": "Where?"}):
        assert of(published.clinician).post(RAISE, sent).status_code == 422
    assert of(published.clinician).post(RAISE, {"about": "", "text": "x" * 1001}).status_code == 422
    assert not ReportQuery.objects.exists()
    query = asked(published)
    assert answer(published.lead, query, "Her phone is 612-555-0199") == 422
    assert query.messages.count() == 1


def test_shows_no_lead_a_query_about_pay(published: Cast) -> None:
    query = asked(published, about="pay", text="Is the threshold that of January?")
    assert of(published.lead).get(f"/reports/queries/{query.pk}/").status_code == 404
    assert answer(published.lead, query) == 404
    assert of(published.lead).get(address(published)).context["queries"] == ()
    assert of(published.lead).get("/department/").context["asked"] == ()
    assert "The pay illustration" in page(published.administrator, query)


def test_lets_nobody_else_raise_one(published: Cast) -> None:
    for member in (published.lead, published.administrator, published.colleague):
        assert of(member).post(address(published, RAISE), ASKED).status_code == 404
    assert of(published.lead).get(address(published)).context["form"] is None


def test_lists_what_waits_in_the_month_and_in_the_department(published: Cast) -> None:
    fay, dora = of(published.administrator), of(published.lead)
    assert "Reports can be queried until 3 December 2026. None waits for an answer." in told(fay.get("/manage/months/2026-10/"))
    query = asked(published)
    shown = told(fay.get("/manage/months/2026-10/"))
    assert "1 waits for an answer." in shown and f"/reports/queries/{query.pk}/" in shown
    assert f"/reports/queries/{query.pk}/" in dora.get("/department/").text
    assert of(published.lead_elsewhere).get("/department/").context["asked"] == ()
    answer(published.lead, query)
    assert "None waits for an answer." in told(fay.get("/manage/months/2026-10/"))
    with time_machine.travel("2026-12-05T17:00:00Z", tick=False):
        later = of(published.administrator).get("/manage/months/2026-10/")
        assert "The days to raise a query are over since 3 December 2026." in told(later)
    assert "None before a report is published." in told(fay.get("/manage/months/2026-11/"))


@pytest.fixture
def _with_mail(settings) -> None:
    settings.MAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("_with_mail")
def test_mails_a_link_and_nothing_that_was_written(published: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        query = asked(published)
    assert sorted(one.to[0] for one in mail.outbox) == ["dora.lead@clinic.example", "fay.administrator@clinic.example"]
    first = QueryMessage.objects.get()
    # The task comes a second time: nothing more is mailed.
    assert mail_query_message(first.pk, "http://testserver/") == 0
    with django_capture_on_commit_callbacks(execute=True):
        answer(published.lead, query)
    assert len(mail.outbox) == 3 and mail.outbox[-1].to == ["ada.clinician@clinic.example"]
    for one in mail.outbox:
        assert f"http://testserver/reports/queries/{query.pk}/" in one.body
        for word in ("colonoscopies", "restated", "45385", "4.46", "Ada", "October"):
            assert word not in f"{one.subject} {one.body}"


@pytest.mark.usefixtures("_with_mail")
def test_mails_neither_a_lead_of_pay_nor_people_who_are_made_up(published: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(published, about="pay", text="Is the threshold that of January?")
    assert [one.to for one in mail.outbox] == [["fay.administrator@clinic.example"]]
    Organisation.objects.update(is_demo=True)
    with django_capture_on_commit_callbacks(execute=True):
        asked(published)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("_with_mail")
def test_mails_nobody_who_wants_none_and_keeps_the_query_on_the_page(published: Cast, django_capture_on_commit_callbacks) -> None:
    said = {"name": "Dora Lead", "career_stage": "attending"}
    assert "Tell me by mail when a report of mine is out or a query about one waits for me" in of(published.lead).get("/settings/").text
    of(published.lead).post("/settings/profile/", said)
    of(published.clinician).post("/settings/profile/", said | {"name": "Ada Clinician"})
    with django_capture_on_commit_callbacks(execute=True):
        query = asked(published)
        answer(published.administrator, query)
    assert [one.to for one in mail.outbox] == [["fay.administrator@clinic.example"]]
    assert of(published.lead).get(f"/reports/queries/{query.pk}/").status_code == 200
    of(published.lead).post("/settings/profile/", said | {"gets_query_mail": "on"})
    with django_capture_on_commit_callbacks(execute=True):
        asked(published)
    assert sorted(one.to[0] for one in mail.outbox[1:]) == ["dora.lead@clinic.example", "fay.administrator@clinic.example"]


def test_mails_nothing_without_a_mail_server(published: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked(published)
    assert mail.outbox == [] and QueryMessage.objects.get().mailed_at is None


def test_a_restatement_names_the_query_on_its_own_report_alone(published: Cast, django_capture_on_commit_callbacks) -> None:
    query = asked(published)
    did(published.clinician, date(2026, 10, 7), "99214", "1.92")
    did(published.colleague, date(2026, 10, 7), "99214", "1.92")
    fay = of(published.administrator)
    assert "Ada Clinician: Code 45385" in told(fay.get("/manage/months/2026-10/restate/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert fay.post("/manage/months/2026-10/restate/confirm/", {"query": str(query.pk), "reason": ""}).status_code == 302
    own, other = (ReportSnapshot.objects.get(clinician=clinician_of(one), version=2) for one in (published.clinician, published.colleague))
    assert (own.restated_because, own.restated_for) == ("A query: Code 45385", query)
    assert (other.restated_because, other.restated_for) == ("A query: Code 45385", None)
    assert AuditEntry.objects.get(action="month.restate_asked").detail == {"reason": "A query: Code 45385", "query": str(query.pk)}
    assert f"/reports/queries/{query.pk}/" in of(published.clinician).get(REPORT).text
    assert "Read the query" not in of(published.colleague).get(REPORT).text
    assert "Version 2 of the report restates the month for this query." in page(published.clinician, query)
    # The later version has a window of its own, and both versions share the list.
    assert [one.pk for one in of(published.clinician).get(QUERIES).context["queries"]] == [query.pk]


def test_a_restatement_takes_no_query_of_another_month(published: Cast) -> None:
    sent = {"query": "00000000-0000-4000-8000-000000000000", "reason": "A reason"}
    assert of(published.administrator).post("/manage/months/2026-10/restate/confirm/", sent).status_code == 404


def test_bounds_queries_and_messages(published: Cast) -> None:
    snapshot = ReportSnapshot.objects.get(clinician=clinician_of(published.clinician))
    query = asked(published)
    QueryMessage.objects.bulk_create(QueryMessage(query=query, is_from_clinician=True, text="More") for _ in range(MOST_MESSAGES - 1))
    assert answer(published.lead, query) == 302
    query.refresh_from_db()
    assert (query.messages.count(), query.state) == (MOST_MESSAGES, "open")
    ReportQuery.objects.bulk_create(ReportQuery(snapshot=snapshot) for _ in range(MOST_QUERIES - 1))
    of(published.clinician).post(RAISE, ASKED)
    assert ReportQuery.objects.count() == MOST_QUERIES


def queries_for(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(path).status_code == 200
    return len(asked_for)


def test_asks_the_database_a_fixed_number_of_times(published: Cast) -> None:
    query = asked(published)
    ada, dora = of(published.clinician), of(published.lead)
    pages = ((ada, QUERIES), (ada, f"/reports/queries/{query.pk}/"), (dora, address(published)))
    assert all(queries_for(*page) for page in pages)
    few = [queries_for(*page) for page in pages]
    for _ in range(5):
        answer(published.lead, asked(published))
        answer(published.lead, query)
    assert [queries_for(*page) for page in pages] == few
    assert max(few) <= MOST_ASKED


def test_keeps_what_is_written_to_the_letter_and_no_longer_than_a_thousand_signs(published: Cast) -> None:
    text = "Two are one \U0001fa7a, \u05e9\u05dc\u05d5\u05dd, na\u00efve, <b>not bold</b> {{ 7 }}"
    asked(published, text=text)
    assert QueryMessage.objects.get().text == text
    for long in (1_001, 10_000):
        answered = of(published.clinician).post(RAISE, {"about": "", "text": "x" * long})
        assert answered.status_code == 422
    assert QueryMessage.objects.count() == 1
