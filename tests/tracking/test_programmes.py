"""RVU Edge lets directors make programmes, put trainees in, bring minimums in, and see paces of their own trainees."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.tracking.trained import SET, enrolled, log, programme, tell
from tracking.models import CaseSet, Programme, Training
from tracking.models.training import CaseSetState

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
PAGE = "/training/programmes/"
QUERIES = 16
DAYS = {"started_on": "2026-07-01", "graduates_on": "2031-06-30", "first_year": "1"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def dora(cast: Cast, client: Client) -> Client:
    """The lead of Medicine, who directs its programmes."""
    client.force_login(cast.lead.user)
    return client


def upload(client: Client, made: Programme, text: str = SET, **other: Any) -> Any:
    body = {"name": "Minimums of 2026", "effective_from": "2026-07-01", "source": "Handbook, 1 July 2026", "file": named(text)}
    return client.post(f"{PAGE}{made.pk}/check/", body | other)


def named(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("set.csv", text.encode(), "text/csv")


def test_makes_a_programme_of_the_own_department(dora: Client, cast: Cast) -> None:
    assert "No programme yet." in dora.get(PAGE).text
    assert dora.post(f"{PAGE}new/", {"name": "Medicine", "department": cast.surgery.pk}).status_code == 422
    assert dora.post(f"{PAGE}new/", {"name": "Medicine", "department": cast.medicine.pk}).status_code == 302
    made = Programme.objects.get()
    assert (made.organisation, made.department) == (cast.organisation, cast.medicine)
    assert AuditEntry.objects.filter(action="programme.added", organisation_id=cast.organisation.pk).count() == 1


@pytest.mark.parametrize("name", ["", "MRN 1234567", "x" * 121])
def test_refuses_a_name(dora: Client, cast: Cast, name: str) -> None:
    assert dora.post(f"{PAGE}new/", {"name": name, "department": cast.medicine.pk}).status_code == 422
    assert not Programme.objects.exists()


def test_says_that_another_department_has_the_name(dora: Client, cast: Cast) -> None:
    programme(cast, department=cast.surgery)
    page = dora.post(f"{PAGE}new/", {"name": "General surgery", "department": cast.medicine.pk})
    assert page.status_code == 422
    assert "Another department has a programme of this name." in page.text


def test_lets_an_administrator_take_any_department(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator.user)
    assert client.post(f"{PAGE}new/", {"name": "Surgery", "department": cast.surgery.pk}).status_code == 302


def test_shows_a_director_the_own_programmes(client: Client, cast: Cast) -> None:
    programme(cast)
    for part, sees in (("lead", 1), ("lead_elsewhere", 0), ("administrator", 1), ("strange_administrator", 0)):
        client.force_login(cast.members[part])
        assert len(client.get(PAGE).context["programmes"]) == sees, part


def test_puts_a_trainee_in_and_changes_the_days(dora: Client, cast: Cast) -> None:
    made = programme(cast)
    address = f"{PAGE}{made.pk}/enrol/"
    assert dora.post(address, DAYS | {"clinician": cast.trainee.log.pk}).status_code == 302
    assert dora.post(address, DAYS | {"clinician": cast.trainee.log.pk, "first_year": "3"}).status_code == 302
    training = Training.objects.get()
    assert (training.clinician, training.graduates_on, training.first_year) == (cast.trainee.log, date(2031, 6, 30), 3)


@pytest.mark.parametrize(
    "other",
    [
        {"started_on": "2031-07-01"},
        {"graduates_on": "2026-07-01"},
        {"graduates_on": "2060-07-01"},
        {"started_on": "July"},
        {"first_year": "0"},
        {"first_year": "13"},
        {"clinician": "999999"},
    ],
)
def test_refuses_days_that_are_none(dora: Client, cast: Cast, other: dict[str, str]) -> None:
    made = programme(cast)
    page = dora.post(f"{PAGE}{made.pk}/enrol/", DAYS | {"clinician": str(cast.trainee.log.pk)} | other)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert not Training.objects.exists()


@pytest.mark.parametrize("part", ["clinician", "stranger"])
def test_puts_in_trainees_of_the_own_organisation_alone(dora: Client, cast: Cast, part: str) -> None:
    made = programme(cast)
    clinician = getattr(cast, part).log
    assert dora.post(f"{PAGE}{made.pk}/enrol/", DAYS | {"clinician": clinician.pk}).status_code == 422


def test_shows_counts_and_paces_and_no_case(dora: Client, cast: Cast, release: Any) -> None:
    training = enrolled(cast)
    for _ in range(2):
        tell(cast, log(cast, "45385"))
    page = dora.get(f"{PAGE}{training.programme_id}/")
    (one,) = page.context["standings"]
    assert (one.head.row.counted, one.head.pace.due, one.reached, one.unsigned) == (2, 8, 0, 2)
    alone = dora.get(f"/training/trainees/{training.pk}/")
    assert 'data-total="cases">2</b>' in alone.text
    for text in (page.text, alone.text):
        assert "Gus Trainee" in text
        assert "4.46" not in text and "/cases/" not in text and "20 November" not in text


def test_takes_a_trainee_out_and_keeps_the_cases(dora: Client, cast: Cast, release: Any) -> None:
    training, told = enrolled(cast), tell(cast)
    assert dora.post(f"/training/trainees/{training.pk}/leave/").status_code == 302
    assert not Training.objects.exists()
    told.refresh_from_db()


def test_brings_a_case_set_in_and_activates_it(dora: Client, cast: Cast) -> None:
    made = programme(cast, "key,name,minimum\nall,Everything,7\n")
    page = upload(dora, made)
    draft = CaseSet.objects.get(name="Minimums of 2026")
    assert page["Location"] == f"/training/case-sets/{draft.pk}/"
    assert (draft.state, draft.source, draft.source_name, draft.imported_by) == (
        "draft",
        "Handbook, 1 July 2026",
        "set.csv",
        cast.lead.user,
    )
    shown = dora.get(page["Location"]).text
    assert "45378-45385" in shown and "observed 5" in shown
    # The same file again is the same set.
    assert upload(dora, made)["Location"] == page["Location"]
    dora.post(f"/training/case-sets/{draft.pk}/activate/")
    # Of two sets from one day the activated one counts; the other stays readable, and may come back.
    assert [(one.name, one.state) for one in CaseSet.objects.order_by("pk")] == [("Minimums", "retired"), ("Minimums of 2026", "active")]
    dora.post(f"/training/case-sets/{CaseSet.objects.earliest('pk').pk}/activate/")
    assert [one.state for one in CaseSet.objects.order_by("pk")] == ["active", "retired"]
    dora.post(f"/training/case-sets/{CaseSet.objects.earliest('pk').pk}/retire/")
    assert not CaseSet.objects.active().exists()


def test_stores_nothing_of_a_faulty_file_and_names_every_fault(dora: Client, cast: Cast) -> None:
    made = programme(cast)
    page = upload(dora, made, "key,name,minimum,codes\nA b,x,1.5,4756\nok,MRN 1234567,3,\n")
    assert page.status_code == 422
    assert "4 things to mend" in page.text and "may identify a patient" in page.text and "1234567" not in page.text
    assert CaseSet.objects.count() == 1


@pytest.mark.parametrize("other", [{"name": ""}, {"effective_from": "x"}, {"source": "SSN 123-45-6789"}, {"file": ""}])
def test_refuses_terms_that_are_none(dora: Client, cast: Cast, other: dict[str, str]) -> None:
    assert upload(dora, programme(cast), **other).status_code == 422
    assert CaseSet.objects.count() == 1


def test_refuses_a_file_that_is_too_large(dora: Client, cast: Cast) -> None:
    page = upload(dora, programme(cast), "x" * 1_000_001)
    assert page.status_code == 422
    assert "larger than 1 MB" in page.text


def test_asks_the_database_as_often_for_many_cases_as_for_one(
    dora: Client, cast: Cast, release: Any, django_assert_max_num_queries: Any
) -> None:
    training = enrolled(cast)
    for _ in range(8):
        tell(cast)
    for address in (f"{PAGE}{training.programme_id}/", f"/training/trainees/{training.pk}/"):
        with django_assert_max_num_queries(QUERIES):
            assert dora.get(address).status_code == 200


def brought(path: Path, *words: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("import_case_set", str(path), *words, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, out.getvalue(), f"{err.getvalue()}{error}"
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "minimums_2026.csv"
    path.write_text(SET, encoding="utf-8")
    return path


TERMS = ("--programme", "general surgery", "--effective-from", "2026-07-01")


def test_is_brought_in_by_a_command(cast: Cast, path: Path) -> None:
    programme(cast, "key,name,minimum\nall,Everything,7\n")
    assert brought(path, *TERMS, "--dry-run")[1] == "minimums 2026, for graduates from 2026-07-01 on: checked, 3 categories.\n"
    assert CaseSet.objects.count() == 1
    assert brought(path, *TERMS)[1] == "minimums 2026, for graduates from 2026-07-01 on: draft, 3 categories.\n"
    assert "unchanged" in brought(path, *TERMS)[1]
    told = json.loads(brought(path, *TERMS, "--activate", "--signed-only", "--json")[1])
    assert told == {
        "programme": "General surgery",
        "name": "minimums 2026",
        "effective_from": "2026-07-01",
        "categories": 3,
        "issues": [],
        "state": "active",
    }
    stored = CaseSet.objects.active().get()
    assert (stored.name, stored.counts_signed_only, stored.state) == ("minimums 2026", True, CaseSetState.ACTIVE)


def test_refuses_a_faulty_file_by_command_with_every_fault(cast: Cast, path: Path) -> None:
    programme(cast)
    path.write_text("key,name,minimum\nA b,x,1.5\n", encoding="utf-8")
    status, out, err = brought(path, *TERMS, "--json")
    assert status == 2
    assert [issue["field"] for issue in json.loads(out)["issues"]] == ["minimum", "key"]
    assert "error: line 2, minimum: A minimum is a whole number" in err and "nothing of it was stored" in err
    assert CaseSet.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--programme", "Nobody", "--effective-from", "2026-07-01"), "no programme is called 'Nobody'"),
        ((*TERMS[:2], "--effective-from", "July"), "'July' is no day of the calendar"),
        ((*TERMS[:2], "--effective-from", "2026-02-30"), "'2026-02-30' is no day of the calendar"),
        ((*TERMS, "--organisation", "nowhere"), "no organisation is called 'nowhere'"),
        ((*TERMS, "--source", "MRN 1234567"), "may identify a patient"),
        ((*TERMS, "--name", "x" * 121), "at most 120 characters"),
    ],
)
def test_refuses_by_command_what_it_does_not_know(cast: Cast, path: Path, words: tuple[str, ...], told: str) -> None:
    programme(cast)
    status, _out, err = brought(path, *words)
    assert (status, told in err) == (2, True), err


def test_says_that_a_file_cannot_be_read(cast: Cast, tmp_path: Path) -> None:
    programme(cast)
    status, _out, err = brought(tmp_path / "gone.csv", *TERMS)
    assert status == 2
    assert "cannot be read (No such file or directory)" in err


def test_asks_which_organisation_is_meant(cast: Cast, path: Path) -> None:
    programme(cast)
    Programme.objects.create(organisation=cast.elsewhere, name="General Surgery")
    assert "Name one with --organisation: " in brought(path, *TERMS)[2]
    assert brought(path, *TERMS, "--organisation", "far")[0] == 0
