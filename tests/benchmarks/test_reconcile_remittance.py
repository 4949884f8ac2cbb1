"""RVU Edge compares a remittance (835) with a log by command and on the page, and stores nothing of its patients."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from benchmarks.models import ReconciledLine, Reconciliation
from rvuedge.imports.models import ImportRun
from tests.benchmarks.work import NOON, did
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.extracts import GOLDEN
from tests.tracking.rows import RVU26C
from tests.tracking.test_remittances import file

EMAIL = "ada.clinician@clinic.example"
FILE = GOLDEN / "remittance.835"
ADA = "1999999984"
# Patients, numbers of claims, of members, of records and of lines: all that stands of them in the file.
OF_PATIENTS = ("DOE", "JANE", "ROE,", "RICHARD", "POE", "ACCT", "PCN9", "1EG4", "0012345", "123456789", "LINE9")


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def log(cast: Cast) -> Cast:
    for day, code, credit in ((2, "45385", "4.57"), (5, "20610", "0.77"), (6, "99214", "1.92"), (20, "99213", "1.30")):
        did(cast.clinician, date(2026, 10, day), code, credit)
    return cast


def compared(*words: str, path: Path = FILE) -> tuple[dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("reconcile", str(path), "--clinician", EMAIL, "--month", "2026-10", "--json", *words, stdout=out, stderr=err)
    return json.loads(out.getvalue()), err.getvalue()


def stored() -> str:
    lines = list(ReconciledLine.objects.values())
    runs = [list(Reconciliation.objects.values()), list(ImportRun.objects.values())]
    return json.dumps([lines, *runs], default=str).upper()


def test_compares_the_own_lines_of_a_remittance(log: Cast) -> None:
    told, err = compared("--rendering", ADA)
    # Ada's: 45385 and 45380-59 on the 2nd, 99214-25 and 20610x2 on the 5th, 99214 on the 6th, 99232x3 on the 7th.
    assert told["facts"]["is_valued_here"]
    assert (told["missing"], told["extra"]) == (1, 3)
    assert {one["own"][0]["code"] for one in told["changed"]} >= {"20610"}
    assert "lines run over several days" in err and "minutes of anesthesia" in err
    assert not [word for word in OF_PATIENTS if word in stored() + err.upper() + json.dumps(told).upper()]


@pytest.mark.parametrize(("corrected", "total"), [(("45385", "45380:59"), "4.7500"), (("45385",), "4.4600"), ((), "0.0000")])
def test_counts_a_corrected_claim_by_itself(log: Cast, tmp_path: Path, corrected: tuple[str, ...], total: str) -> None:
    # July 2026 prints 4.46 and 3.47; the endoscopy rule leaves 3.47 - 3.18 of the second.
    store_rows(ReleaseFactory.create(), *RVU26C.rows)

    def claim(status: int, *codes: str) -> list[str]:
        lines = [(f"SVC*HC:{code}*100*50**1", "DTM*472*20261012") for code in codes]
        return [f"CLP*ACCT1*{status}*200*100**MB*PCN1*22*1", *(segment for line in lines for segment in line)]

    both, path = ("45385", "45380:59"), tmp_path / "october.835"
    after = claim(1, *corrected) if corrected else []
    path.write_text(file(*claim(1, *both), *claim(22, *both), *after), encoding="utf-8")
    told, _err = compared(path=path)
    assert (told["report_total"], told["facts"]["taken_back"]) == (total, 2)


def test_asks_whose_lines_are_read(log: Cast) -> None:
    with pytest.raises(CommandError, match="several clinicians.*1777777774.*1999999984"):
        compared()


def test_refuses_a_remittance_that_is_not_whole(log: Cast, tmp_path: Path) -> None:
    path = tmp_path / "october.835"
    path.write_text(FILE.read_text(encoding="utf-8").replace("SE*69", "SE*70"), encoding="utf-8")
    with pytest.raises(CommandError, match="october.835 was refused"):
        compared("--rendering", ADA, path=path)
    assert not Reconciliation.objects.exists()


def bring(client: Client, content: bytes, name: str) -> Any:
    return client.post("/reconcile/check/", {"month": "2026-10", "file": SimpleUploadedFile(name, content)}, follow=True)


@pytest.mark.parametrize("name", ["october.835", "october.txt", "october.edi"])
def test_takes_a_remittance_on_the_page_whatever_its_name(log: Cast, client: Client, name: str) -> None:
    client.force_login(log.clinician.user)
    page = bring(client, FILE.read_bytes(), name)
    assert "About this file" in page.text and "1 lines run over several days" in page.text
    waiting = page.context["waiting"]
    told: dict[str, object] = {"tolerance": "0.01", "shift": "3", "rate": "", "who-rendering": ADA}
    told |= {field.name: field.initial for field in page.context["columns"] if field.initial is not None}
    page = client.post(f"/reconcile/files/{waiting.report.pk}/compare/", told, follow=True)
    assert page.redirect_chain[-1][0] == f"/reconcile/{Reconciliation.objects.get().pk}/"
    assert not [word for word in OF_PATIENTS if word in stored() + page.text.upper()]


def test_refuses_a_remittance_on_the_page_that_is_not_whole(log: Cast, client: Client) -> None:
    client.force_login(log.clinician.user)
    content = FILE.read_bytes()
    page = bring(client, content[: content.index(b"IEA*")], "october.835")
    assert page.status_code == 422 and "its last segment IEA is missing" in page.text
    assert not ImportRun.objects.exists()


def test_brings_no_remittance_into_a_log(log: Cast) -> None:
    err = io.StringIO()
    with pytest.raises(CommandError, match="nothing of it was stored"):
        call_command("import_charges", str(FILE), "--clinician", EMAIL, "--rendering", ADA, stdout=io.StringIO(), stderr=err)
    assert "Bring it to Reconcile" in err.getvalue()
