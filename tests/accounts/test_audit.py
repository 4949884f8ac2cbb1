"""RVU Edge records who did what, and the database itself refuses to change or remove a line of it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from benchmarks.models import ReportSnapshot
from benchmarks.report_services import close_month, publish_report, queue_reports
from codes.models import Release, ReleaseState
from codes.services import activate_release
from rvuedge.accounts.audit import record
from rvuedge.accounts.chain import seal
from rvuedge.accounts.models import AuditEntry
from rvuedge.accounts.services import make_token, revoke_token
from rvuedge.imports.services import receive_file
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import PASSWORD, ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case
from tracking.services import amend_case, log_case, remove_case, restore_case

OCTOBER = Month(2026, 10)
FORBIDDEN = (
    "UPDATE accounts_auditentry SET actor_name = 'nobody'",
    "UPDATE accounts_auditentry SET detail = '{}' WHERE id > 0",
    "DELETE FROM accounts_auditentry",
)


@pytest.fixture
def release(db: None) -> Release:
    release = ReleaseFactory.create()
    store_rows(release, *RVU26C.rows)
    return release


def actions(**known: object) -> list[str]:
    return list(AuditEntry.objects.filter(**known).order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_refuses_to_change_or_remove_an_entry_in_the_database(cast: Cast, statement: str) -> None:
    record(action="sign_in.done", actor=cast.clinician.user)
    with pytest.raises(DatabaseError, match="never (changed|removed)"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert actions() == ["sign_in.done"]


@pytest.mark.parametrize("table", ["accounts_auditentry", "accounts_auditseal"])
def test_refuses_to_empty_the_trail_as_a_whole(cast: Cast, table: str) -> None:
    """SQLite knows no TRUNCATE: there the triggers of the rows refuse what empties a table."""
    record(action="sign_in.done", actor=cast.clinician.user)
    seal(everything=True)
    connection.check_constraints()
    emptying = f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="never (changed|removed|changed or removed)"), transaction.atomic():
        connection.cursor().execute(emptying)
    assert actions() == ["sign_in.done"]


def test_refuses_to_change_or_remove_an_entry_by_the_model(cast: Cast) -> None:
    entry = record(action="sign_in.done", actor=cast.clinician.user)
    entry.action = "nothing"
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(action="nothing")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert actions() == ["sign_in.done"]


def test_keeps_the_entries_of_people_and_organisations_that_are_gone(cast: Cast) -> None:
    record(action="sign_in.done", actor=cast.stranger.user, organisation=cast.elsewhere, subject="x")
    number = cast.elsewhere.pk
    cast.elsewhere.delete()
    cast.stranger.user.delete()
    entry = AuditEntry.objects.get(action="sign_in.done")
    assert (entry.organisation_id, entry.actor_name) == (number, "hal.stranger@clinic.example")


def test_records_sign_ins_sign_outs_and_refused_tries(client: Client, cast: Cast) -> None:
    email = cast.clinician.user.email
    client.post("/accounts/login/", {"login": email, "password": "wrong wrong wrong"})
    client.post("/accounts/login/", {"login": "nobody@clinic.example", "password": "wrong wrong wrong"})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/logout/")
    assert actions(subject=email) == ["sign_in.refused", "sign_in.done", "sign_in.ended"]
    assert actions(subject="nobody@clinic.example") == ["sign_in.refused"]
    assert AuditEntry.objects.get(action="sign_in.done").organisation_id == cast.organisation.pk
    assert not AuditEntry.objects.filter(detail__icontains="wrong wrong").exists()


def test_records_cases_with_their_codes_before_and_after(cast: Cast, release: Release) -> None:
    user, clinician = cast.clinician.user, cast.clinician.clinician
    assert clinician is not None
    first, second = (CaseContent(OCTOBER.first_day, "11", (EntryLine(code, (), 1),)) for code in ("99214", "45385"))
    case = log_case(clinician=clinician, case_id=uuid4(), content=first, actor=user)
    amend_case(case=case, content=second, actor=user)
    amend_case(case=case, content=second, actor=user)
    remove_case(case=case, actor=user, at=timezone.now())
    remove_case(case=case, actor=user, at=timezone.now())
    restore_case(case=case, actor=user)
    assert actions(subject=str(case.pk)) == ["case.logged", "case.amended", "case.removed", "case.restored"]
    amended = AuditEntry.objects.get(action="case.amended")
    assert (amended.detail["before"]["lines"], amended.detail["after"]["lines"]) == ("99214", "45385")
    assert (amended.organisation_id, amended.actor_name) == (cast.organisation.pk, user.email)


def test_records_nothing_of_a_case_that_was_not_stored(ada: Client, cast: Cast, release: Release) -> None:
    said = {"case_id": str(uuid4()), "date_of_service": "2026-10-15", "place_of_service": "11", "entry": "99214x10000"}
    assert ada.post("/log/save/", said).status_code == 422
    assert not Case.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="case.").exists()


def test_records_imports_and_activations(cast: Cast) -> None:
    receive_file(content=b"one", file_name="PPRRVU.csv", kind="PPRRVU", by=cast.operator)
    draft = ReleaseFactory.create(letter="D", name="RVU26D", state=ReleaseState.DRAFT)
    activate_release(release=draft, by=cast.operator)
    assert actions(actor_id=cast.operator.pk) == ["import.received", "release.activated"]


def test_records_closed_months_published_and_exported_reports(ada: Client, cast: Cast, release: Release) -> None:
    by = cast.administrator.user
    close_month(organisation=cast.organisation, month=OCTOBER, today_month=Month(2026, 11), by=by)
    queue_reports(organisation=cast.organisation, month=OCTOBER, by=by)
    publish_report(snapshot=ReportSnapshot.objects.get(clinician=cast.clinician.clinician))
    assert ada.get("/reports/2026-10/").status_code == 200
    for ending in ("csv", "pdf"):
        assert ada.get(f"/reports/2026-10.{ending}").status_code == 200
    assert actions(organisation_id=cast.organisation.pk)[-5:] == [
        "month.closed",
        "reports.queued",
        "report.published",
        "report.exported",
        "report.exported",
    ]
    exported = AuditEntry.objects.filter(action="report.exported").order_by("id")
    assert [(one.actor_name, one.subject, one.detail) for one in exported] == [
        ("ada.clinician@clinic.example", "Ada Clinician 2026-10", {"as": kind}) for kind in ("csv", "pdf")
    ]


def test_records_tokens_without_their_secret(cast: Cast) -> None:
    token, secret = make_token(user=cast.clinician.user, name="Script", days=30, may_write=True)
    revoke_token(token=token)
    revoke_token(token=token)
    assert actions(subject="Script") == ["token.made", "token.revoked"]
    assert not AuditEntry.objects.filter(detail__icontains=secret).exists()


def test_shows_the_newest_entries_of_the_own_organisation_first(fay: Client, cast: Cast) -> None:
    for organisation, action in ((cast.organisation, "a.first"), (cast.elsewhere, "a.foreign"), (cast.organisation, "a.last")):
        record(action=action, organisation=organisation, subject="<script>")
    page = fay.get("/manage/audit/").text
    assert page.index("A: last") < page.index("A: first")
    assert "foreign" not in page
    assert "&lt;script&gt;" in page


def test_tells_what_was_done_in_words() -> None:
    assert AuditEntry(action="sign_in.done").words == "Sign in: done"
    assert AuditEntry(action="person.role_changed").words == "Person: role changed"
    assert AuditEntry(action="nothing").words == "Nothing"


def test_shows_a_long_trail_in_pages_of_few_queries(fay: Client, cast: Cast, django_assert_max_num_queries) -> None:
    for number in range(120):
        record(action=f"n.{number}", organisation=cast.organisation)
    with django_assert_max_num_queries(9):
        assert "N: 119" in fay.get("/manage/audit/").text
    assert "N: 0" in fay.get("/manage/audit/?page=3").text
