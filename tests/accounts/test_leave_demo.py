"""RVU Edge leaves the demo by one command: everything fictional goes, everything else stays, and it says what went."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from benchmarks.models import ReportSnapshot
from benchmarks.report_services import pdf_bytes, publish_report, queue_reports
from codes.sample import load_sample
from rvuedge.accounts.models import AuditEntry, Membership, Organisation, Role, User
from rvuedge.accounts.scope import demo_people, today_in
from rvuedge.accounts.services import invite, make_token
from rvuedge.imports.services import receive_file
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import UserFactory
from tracking.models import Case

# Entries of the audit trail stay, and Django forgets sessions by itself.
KEPT = {"auditentry", "session"}


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.model_name not in KEPT}


def files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture
def real(db: None) -> User:
    """The administrator of a real organisation, which has something of its own."""
    founder = UserFactory.create(name="Real Person")
    clinic = Organisation.objects.create(name="Real Clinic", slug="real")
    Membership.objects.create(user=founder, organisation=clinic, role=Role.ADMINISTRATOR)
    receive_file(content=b"real", file_name="real.csv", kind="dental", by=founder, organisation=clinic)
    return founder


def use(client: Client) -> None:
    """Somebody plays in the demo: signs in, makes a token, an invitation, an import, a report as PDF."""
    administrator = demo_people().get(role=Role.ADMINISTRATOR)
    client.post("/demo/sign-in/", {"email": administrator.user.email})
    make_token(user=administrator.user, name="Script", days=30, may_write=True)
    invite(organisation=administrator.organisation, email="x@y.example", role=Role.LEAD, department=None, by=administrator.user)
    receive_file(content=b"demo", file_name="demo.csv", kind="dental", by=administrator.user, organisation=administrator.organisation)
    last = Month.of(today_in(administrator.organisation)).plus(-1)
    waiting = queue_reports(organisation=administrator.organisation, month=last, by=administrator.user)
    publish_report(snapshot=waiting[0])
    pdf_bytes(snapshot=ReportSnapshot.objects.get(pk=waiting[0].pk))


def leave() -> str:
    told = StringIO()
    call_command("leave_demo", stdout=told)
    return told.getvalue()


@pytest.mark.slow
def test_removes_everything_fictional_and_nothing_else(real: User, client: Client, django_capture_on_commit_callbacks: Any) -> None:
    load_sample()
    before, kept_files = counts(), files()
    call_command("seed_demo", verbosity=0)
    use(client)
    Membership.objects.create(user=real, organisation=Organisation.objects.get(is_demo=True), role=Role.CLINICIAN)
    assert len(files()) == len(kept_files) + 2
    trail, cases, people = AuditEntry.objects.count(), Case.objects.count(), demo_people().count()
    assert cases > 500
    with django_capture_on_commit_callbacks(execute=True):
        said = leave().splitlines()
    assert counts() == before
    assert files() == kept_files
    assert AuditEntry.objects.count() == trail + 1
    assert {f"{people:>8,}  people removed", f"{cases:>8,}  cases removed", "       1  organisations removed"} <= set(said)
    assert said[-1].startswith("The audit trail keeps its entries.")
    assert AuditEntry.objects.get(action="demo.left").detail["people"] == people
    assert "fictional people" not in Client().get("/accounts/login/").text


def test_shows_the_set_up_page_where_nobody_is_left(cast: Cast, client: Client) -> None:
    Organisation.objects.update(is_demo=True)
    cast.operator.delete()
    leave()
    assert not User.objects.exists()
    assert Client().post("/demo/sign-in/", {"email": cast.clinician.user.email})["Location"] == "/setup/"


def test_keeps_the_operator_of_a_demo(cast: Cast) -> None:
    Organisation.objects.update(is_demo=True)
    Membership.objects.create(user=cast.operator, organisation=cast.organisation, role=Role.ADMINISTRATOR)
    leave()
    assert list(User.objects.all()) == [cast.operator]


def test_says_that_there_is_no_demo(cast: Cast) -> None:
    before = counts()
    assert "Nothing was removed." in leave()
    assert counts() == before
