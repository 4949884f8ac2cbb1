"""RVU Edge lets an organisation leave with everything that is its own, and with nothing that is not."""

import json
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from rvuedge.accounts.models import AuditEntry, Organisation, User
from rvuedge.accounts.services import invite
from rvuedge.embedded.refusal import Refusal
from rvuedge.leaving.copy import path_to_organisation
from tests.cast import Cast
from tracking.models import Case, CaseLine, Effort, TrainedCase


def leave(*words: str) -> str:
    told = StringIO()
    call_command("leave_organisation", *words, stdout=told)
    return told.getvalue()


def rows(path: Path, table: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(path) as file:
        return [json.loads(line) for line in file.read(f"tables/{table}.jsonl").splitlines()]


def test_writes_every_row_of_its_own_and_none_of_others(cast: Cast, tmp_path: Path) -> None:
    invite(organisation=cast.organisation, email="new@clinic.example", role="clinician", department=None, by=cast.administrator.user)
    path = tmp_path / "riverside.zip"
    assert "Written to" in leave("riverside", str(path))
    assert len(rows(path, "tracking_case")) == Case.objects.filter(clinician__organisation=cast.organisation).count() == 6
    people = User.objects.filter(memberships__organisation=cast.organisation)
    assert {row["email"] for row in rows(path, "people")} == set(people.values_list("email", flat=True))
    with zipfile.ZipFile(path) as file:
        everything = b"".join(file.read(name) for name in file.namelist() if name.startswith("tables/"))
        log = file.read(f"logs/{cast.clinician.log.pk}-ada-clinician.csv").decode()
    assert b"hal.stranger" not in everything
    assert b"argon2" not in everything and b"md5$" not in everything and b"secret_hash" not in everything
    assert log.count("99214") == 2
    assert Organisation.objects.filter(slug="riverside").exists()
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("model", "way"),
    [
        (Case, "clinician__organisation"),
        (CaseLine, "clinician__organisation"),
        (Effort, "clinician__organisation"),
        (TrainedCase, "case__clinician__organisation"),
        (User, ""),
    ],
)
def test_finds_whose_a_row_is(model: type, way: str) -> None:
    assert path_to_organisation(model) == way


def test_is_removed_once_the_file_is_whole(cast: Cast, tmp_path: Path) -> None:
    said = leave("riverside", str(tmp_path / "a.zip"), "--remove")
    assert "6  cases removed" in said
    assert not Organisation.objects.filter(slug="riverside").exists()
    assert set(User.objects.values_list("email", flat=True)) == {
        "hal.stranger@clinic.example",
        "ida.administrator@clinic.example",
        "olga.operator@clinic.example",
    }
    assert Case.objects.count() == 3
    assert AuditEntry.objects.filter(action="organisation.removed", subject="Riverside Clinic").exists()
    assert AuditEntry.objects.filter(organisation_id=cast.organisation.pk).exists()


def test_refuses_a_name_that_is_none_and_a_file_that_is_there(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no organisation nowhere: name one of far, riverside"):
        leave("nowhere", str(tmp_path / "a.zip"))
    (tmp_path / "a.zip").write_text("mine")
    with pytest.raises(Refusal, match="is there already"):
        leave("riverside", str(tmp_path / "a.zip"), "--remove")
    assert (tmp_path / "a.zip").read_text() == "mine"
    assert Organisation.objects.filter(slug="riverside").exists()
