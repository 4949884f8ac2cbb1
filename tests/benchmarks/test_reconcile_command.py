"""RVU Edge compares an employer's report with a log by a command, and keeps what came out."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command

from benchmarks.models import ReconciledLine, Reconciliation
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.work import NOON, clinician_of, did
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, EntryLine
from tracking.services import log_case

EMAIL = "ada.clinician@clinic.example"
HEAD = "Patient Name,MRN,Service Date,CPT,Modifiers,Units,wRVU\n"
# Fictional people. The log has 99213 on the 5th (1.30), 99214 on the 6th (1.92), 45385 on the 7th (4.57), 99213 on the 30th.
REPORT = (
    HEAD
    + '"DOE, JANE",0012345,10/05/2026,99213,,1,1.30\n'
    + '"ROE, RICHARD",0012399,10/06/2026,99213,,1,1.30\n'
    + '"POE, MARY",0012400,10/07/2026,45385,,1,4.46\n'
    + '"LOW, JOHN",0012401,10/09/2026,99204,,1,2.60\n'
    + '"LOW, JOHN",0012401,09/09/2026,99204,,1,2.60\n'
    + "Total,,,,,,12.26\n"
)
Run = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def log(cast: Cast) -> Cast:
    for day, code, credit in ((5, "99213", "1.30"), (6, "99214", "1.92"), (7, "45385", "4.57"), (30, "99213", "1.30")):
        did(cast.clinician, date(2026, 10, day), code, credit)
    return cast


@pytest.fixture
def run(log: Cast, tmp_path: Path) -> Run:
    def compare(content: str = REPORT, *words: str, name: str = "report.csv", month: str = "2026-10") -> dict[str, Any]:
        path, out, err = tmp_path / name, io.StringIO(), io.StringIO()
        path.write_bytes(content.encode())
        try:
            call_command("reconcile", str(path), "--clinician", EMAIL, "--month", month, "--json", *words, stdout=out, stderr=err)
        except CommandError as error:
            if not out.getvalue():
                raise
            return {**json.loads(out.getvalue()), "status": error.returncode, "told": str(error), "err": err.getvalue()}
        return {**json.loads(out.getvalue()), "status": 0, "err": err.getvalue()}

    return compare


def test_tells_what_differs_and_by_how_much(run: Run) -> None:
    told = run(REPORT, "--rate", "50")
    assert (told["matched"], told["missing"], told["extra"]) == (1, 1, 1)
    assert [(one["kind"], one["credit_difference"], one["pay_difference"]) for one in told["changed"]] == [
        ("changed_code", "0.6200", "31.00"),
        ("changed_value", "0.1100", "5.50"),
    ]
    # 9.09 in the log, 9.66 in the report: 1.30 + 1.30 + 4.46 + 2.60.
    assert (told["own_total"], told["report_total"], told["credit_difference"]) == ("9.0900", "9.6600", "-0.5700")
    assert told["pay_difference"] == "-28.50"
    assert told["facts"]["of_other_months"] == 1


def test_stores_no_patient(run: Run) -> None:
    run()
    stored = json.dumps([list(ReconciledLine.objects.values_list("own", "theirs")), list(Reconciliation.objects.values_list("headers"))])
    assert not [word for word in ("DOE", "0012345", "JANE", "Patient", "MRN") if word.lower() in stored.lower()]


def test_keeps_the_same_file_once_and_says_so(run: Run) -> None:
    first, second = run(), run()
    assert first["run"] == second["run"]
    assert "compared before" in second["err"] and "compared before" not in first["err"]
    assert Reconciliation.objects.count() == 1
    assert AuditEntry.objects.filter(action="reconciliation.made").count() == 1


def test_keeps_what_was_compared_when_the_log_changes(run: Run, log: Cast) -> None:
    run()
    did(log.clinician, date(2026, 10, 9), "99204", "2.60")
    assert run()["extra"] == 1
    again = run(REPORT, "--again")
    assert (again["extra"], again["matched"]) == (0, 2)
    assert list(Reconciliation.objects.order_by("version").values_list("version", "own_total")) == [
        (1, Decimal("9.0900")),
        (2, Decimal("11.6900")),
    ]


def test_stores_nothing_on_trial(run: Run) -> None:
    assert run(REPORT, "--dry-run")["run"] is None
    assert not Reconciliation.objects.exists()


def test_remembers_the_rate_of_the_last_comparison(run: Run) -> None:
    assert run()["pay_difference"] is None
    run(REPORT, "--again", "--rate", "52.75")
    # -0.57 x 52.75 = -30.0675
    assert run(REPORT, "--again")["pay_difference"] == "-30.07"


def test_names_the_release_and_the_policy_behind_a_changed_value(log: Cast, run: Run) -> None:
    now = ReleaseFactory.create()
    store_rows(now, *RVU26C.rows)
    clinician = clinician_of(log.clinician)
    lines = (EntryLine("45385"), EntryLine("45380", ("59",)))
    content = CaseContent(date(2026, 10, 12), "22", lines)
    log_case(clinician=clinician, case_id=uuid4(), content=content, actor=log.clinician.user)
    # July 2026 prints 4.46 and 3.47; the endoscopy rule leaves 3.47 - 3.18 of the second.
    report = HEAD + ",,10/12/2026,45385,,1,4.46\n,,10/12/2026,45380,59,1,3.47\n"
    (changed,) = [one for one in run(report)["changed"] if one["own"][0]["code"] == "45380"]
    assert changed["reasons"][0] == {"reason": "policy", "name": "no_rank"}


def test_compares_month_totals_as_a_kind_of_its_own(run: Run) -> None:
    told = run("Month,wRVU\n2026-09,400\n10/2026,7.50\nTotal,407.5\n", "--rate", "50")
    assert (told["kind"], told["own_total"], told["report_total"], told["credit_difference"]) == ("total", "9.0900", "7.5000", "1.5900")
    assert told["pay_difference"] == "79.50"
    assert (told["matched"], told["changed"]) == (0, [])


def test_reads_the_heading_that_a_person_names(run: Run) -> None:
    told = run(REPORT.replace("wRVU", "Prod Credits"), "--value-column", "prod credits")
    assert told["report_total"] == "9.6600"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "empty"),
        (HEAD + ",,10/05/2026,99213,,1,abc\n", "This is no number of wRVU"),
        (HEAD + ",,10/05/2026,99213 99214,,1,3.22\n", "Several codes share"),
        (REPORT + ",,31/12/2026,99213,,1,1.30\n", "no such month"),
        ("Month,wRVU\n2026-09,400\n", "no total for 2026-10"),
        ("Month,wRVU\n2026-10,many\n", "This is no number of wRVU"),
        ("<html>sign in</html>", "web page"),
    ],
)
def test_refuses_what_cannot_be_read_with_the_reason(run: Run, content: str, found: str) -> None:
    told = run(content)
    assert told["status"] == 2
    assert found in told["err"]
    assert told["issues"]
    assert not Reconciliation.objects.exists()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--tolerance", "x"), "--tolerance"),
        (("--shift", "8"), "--shift"),
        (("--rate", "-1"), "--rate"),
        (("--rate", "1e9"), "--rate"),
    ],
)
def test_refuses_settings_out_of_range(run: Run, words: tuple[str, ...], found: str) -> None:
    with pytest.raises(CommandError, match=found):
        run(REPORT, *words)


def test_asks_whose_rows_are_read(run: Run) -> None:
    report = 'Provider,Service Date,CPT,wRVU\n"GREY, ANNE",10/05/2026,99213,1.30\n"WHITE, BEN",10/05/2026,99213,1.30\n'
    with pytest.raises(CommandError, match="several clinicians"):
        run(report)
    assert run(report, "--rendering", "GREY, ANNE")["report_total"] == "1.3000"


def test_writes_dollars_as_people_do(log: Cast, tmp_path: Path) -> None:
    path, out = tmp_path / "report.csv", io.StringIO()
    path.write_text(REPORT, encoding="utf-8")
    call_command("reconcile", str(path), "--clinician", EMAIL, "--month", "2026-10", "--rate", "50", stdout=out)
    # 9.09 - 9.66 = -0.57, at 50 dollars -28.50.
    assert "difference -0.57, -$28.50 at $50.00 a wRVU." in out.getvalue()


def test_compares_no_month_of_a_training_that_ended(log: Cast, tmp_path: Path) -> None:
    clinician = clinician_of(log.clinician)
    clinician.trainee_until = date(2026, 10, 31)
    clinician.save()
    path = tmp_path / "report.csv"
    path.write_text(REPORT, encoding="utf-8")
    with pytest.raises(CommandError, match="counted for pay from 2026-11-01 on"):
        call_command("reconcile", str(path), "--clinician", EMAIL, "--month", "2026-10")
    assert not Reconciliation.objects.exists()


@pytest.mark.parametrize(
    ("value", "total"),
    [
        ("1.9199999999999999", "5.7600"),  # 1.92, as a spreadsheet writes it at times: 3 x 1.92
        ("9999999.99", "29999999.9700"),
        ("-12345678.25", None),
    ],
)
def test_never_takes_a_value_for_a_number_of_a_patient_and_never_for_nothing(run: Run, value: str, total: str | None) -> None:
    rows = "".join(f"10/0{day}/2026,99213,1,{value}\n" for day in (5, 6, 7))
    told = run("Service Date,CPT,Units,wRVU\n" + rows)
    assert (told["status"], told.get("report_total")) == ((2, None) if total is None else (0, total))


def test_leaves_numbers_of_patients_out_whatever_their_heading_says(run: Run) -> None:
    told = run("Service Date,CPT,Units,wRVU\n10/05/2026,99213,1,0012345\n10/06/2026,99214,1,0012399\n")
    assert "0012345" not in json.dumps(told)
    assert told["facts"]["is_valued_here"]
