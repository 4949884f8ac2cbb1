"""`leave_demo` removes all that is fictional, says what it was, and touches nothing else."""

from datetime import date
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from benchmarks.models import Edition, ReportSnapshot
from benchmarks.report_services import pdf_bytes
from codes.models import FeeScheduleRow, OtherSchedule, Release, Specialty
from rvuedge.accounts.models import AuditEntry, Membership, Organisation, Role, User
from rvuedge.demo.leave import leave_demo
from rvuedge.demo.people import PEOPLE
from rvuedge.embedded.folders import demo_is_off
from rvuedge.imports.models import ImportRun
from tests.benchmarks.work import OCTOBER, close, did, edition_in_force, employ, publish
from tests.cast import Cast, make_cast
from tracking.models import Case, CaseLine, Clinician

# What stays: the catalogue is the installation's, and the audit trail keeps its entries.
CATALOGUE = (Specialty, Release, FeeScheduleRow)


@pytest.fixture
def cast() -> Cast:
    """A real organisation beside the demo, with work, an edition and a published report."""
    cast = make_cast()
    employ(cast.clinician, target="6000", specialty=Specialty.objects.get(code="gastroenterology"))
    did(cast.clinician, date(2026, 10, 5), "45385", "4.46")
    edition_in_force(cast)
    close(cast, OCTOBER)
    publish(cast, OCTOBER)
    return cast


@pytest.fixture
def data_folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    return tmp_path


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model is not AuditEntry}


def test_says_what_it_removed(demo: Organisation) -> None:
    cases, lines = Case.objects.count(), CaseLine.objects.count()
    assert leave_demo() == {
        "people": len(PEOPLE),
        "cases": cases,
        "lines": lines,
        "reports": 108,  # 12 months of 9 logs
        "benchmark editions": 1,
        "fee schedules": 1,
        "imported files": 0,
        "organisations": 1,
    }


def test_leaves_nothing_but_the_catalogue_and_the_trail(demo: Organisation) -> None:
    kept = {model: model.objects.count() for model in CATALOGUE}
    trail = AuditEntry.objects.count()
    leave_demo()
    assert {model: model.objects.count() for model in CATALOGUE} == kept
    assert AuditEntry.objects.count() == trail + 1
    assert AuditEntry.objects.latest("pk").action == "demo.left"
    for model in (User, Organisation, Membership, Clinician, Case, CaseLine, ReportSnapshot, Edition):
        assert not model.objects.exists(), model
    assert not OtherSchedule.objects.filter(organisation__isnull=False).exists()


def test_removes_nothing_else(demo: Organisation) -> None:
    Organisation.objects.filter(pk=demo.pk).delete()
    User.objects.filter(email__endswith="@lakeside.example").delete()
    make_cast()
    alone = counts()
    assert leave_demo()["organisations"] == 0
    assert counts() == alone


def test_keeps_a_real_organisation_whole(demo: Organisation, cast: Cast) -> None:
    def theirs() -> list[object]:
        own = {"clinician__organisation": cast.organisation}
        return [
            sorted(CaseLine.objects.filter(**own).values_list("pk", "credit")),
            sorted(ReportSnapshot.objects.filter(**own).values_list("pk", "inputs_hash")),
            sorted(Edition.objects.filter(survey__organisation=cast.organisation).values_list("pk", "state")),
            sorted(Membership.objects.exclude(organisation=demo).values_list("pk", "role")),
            sorted(User.objects.exclude(email__endswith="@lakeside.example").values_list("pk", flat=True)),
        ]

    before = theirs()
    leave_demo()
    assert theirs() == before


def test_keeps_a_person_who_is_somewhere_else_too_and_the_operator(demo: Organisation, cast: Cast) -> None:
    nadia = User.objects.get(email="nadia.osei@lakeside.example")
    Membership.objects.create(user=nadia, organisation=cast.organisation, role=Role.CLINICIAN)
    Membership.objects.create(user=cast.operator, organisation=demo, role=Role.ADMINISTRATOR)
    assert leave_demo()["people"] == len(PEOPLE) - 1
    assert set(User.objects.filter(pk__in=(nadia.pk, cast.operator.pk))) == {nadia, cast.operator}
    assert not Clinician.objects.filter(user=nadia).exists()


def test_removes_the_files_too(demo: Organisation, data_folder: Path, django_capture_on_commit_callbacks) -> None:
    pdf_bytes(snapshot=ReportSnapshot.objects.published().first() or ReportSnapshot())
    run = ImportRun(id=uuid4(), organisation=demo, file_name="fees.csv", sha256="0" * 64, size=3)
    run.file.save("fees.csv", ContentFile(b"a,b"))
    kept = ImportRun(id=uuid4(), file_name="PPRRVU.csv", sha256="1" * 64, size=3)
    kept.file.save("PPRRVU.csv", ContentFile(b"c,d"))
    assert len([path for path in data_folder.rglob("*") if path.is_file()]) == 3
    with django_capture_on_commit_callbacks(execute=True):
        assert leave_demo()["imported files"] == 1
    assert [path.name for path in data_folder.rglob("*") if path.is_file()] == [Path(kept.file.name or "").name]


def test_prints_a_line_for_each_kind_and_brings_no_demo_back(demo: Organisation, data_folder: Path) -> None:
    out = StringIO()
    cases = Case.objects.count()
    call_command("leave_demo", stdout=out)
    printed = out.getvalue()
    assert f"{9:>8,}  people removed\n" in printed and f"{cases:>8,}  cases removed\n" in printed
    assert printed.endswith("The audit trail keeps its entries. The next start shows the set-up page if nobody else is there.\n")
    assert demo_is_off(data_folder)
    again = StringIO()
    call_command("leave_demo", stdout=again)
    assert again.getvalue() == "There is no demo in this installation. Nothing was removed.\n"


def test_names_whom_somebody_invited_before_it_removes_them(demo: Organisation, data_folder: Path) -> None:
    guest = User.objects.create_user("guest@clinic.test", None)
    Membership.objects.create(user=guest, organisation=demo, role=Role.CLINICIAN)
    with pytest.raises(CommandError, match=r"guest@clinic\.test joined the demo by invitation .* Nothing was removed"):
        call_command("leave_demo")
    assert User.objects.filter(pk=guest.pk).exists() and Case.objects.exists()
    out = StringIO()
    call_command("leave_demo", "--yes", stdout=out)
    assert f"{10:>8,}  people removed\n" in out.getvalue() and f"{1:>8,}  organisation removed\n" in out.getvalue()
    assert not User.objects.filter(pk=guest.pk).exists()
