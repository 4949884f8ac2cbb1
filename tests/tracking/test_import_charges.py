"""RVU Edge brings a charge extract into a log by a command: all or nothing, and the same file twice creates nothing."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportIssue, ImportRun, RunState
from tests.cast import Cast
from tracking.models import Case, CaseLine, MonthTotal

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 12:00 in New York
EMAIL = "ada.clinician@clinic.example"
HEAD = "Patient Name,MRN,DOB,Service Date,CPT,Mod1,Mod2,Units,POS,Encounter ID\n"
# 45385 + 45380-59 in one case, 99214 in another; fictional people.
EXTRACT = (
    HEAD
    + '"DOE, JANE",0012345,01/02/1956,07/02/2026,45385,,,1,24,E1\n'
    + '"DOE, JANE",0012345,01/02/1956,07/02/2026,45380,59,,1,24,E1\n'
    + '"ROE, RICHARD",0012399,03/04/1961,07/03/2026,99214,,,2,11,E2\n'
)
Bring = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bring(cast: Cast, release: Release, tmp_path: Path) -> Bring:
    """Brings an extract by the command and returns its JSON."""

    def run(content: str | bytes = EXTRACT, name: str = "charges.csv", *words: str) -> dict[str, Any]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        out = io.StringIO()
        try:
            call_command("import_charges", str(path), "--clinician", EMAIL, "--json", *words, stdout=out, stderr=io.StringIO())
        except CommandError as error:
            return {**json.loads(out.getvalue() or "{}"), "error": str(error), "status": error.returncode}
        return dict(json.loads(out.getvalue()))

    return run


def test_creates_the_cases_of_an_extract(bring: Bring, cast: Cast) -> None:
    done = bring()
    assert (done["created"], done["duplicates"], done["refused"], done["issues"]) == (3, 0, 0, [])
    cases = {case.date_of_service.isoformat(): case for case in Case.objects.filter(clinician=cast.clinician.clinician)}
    assert {day: (case.place_of_service, case.source) for day, case in cases.items()} == {
        "2026-07-02": ("24", "import"),
        "2026-07-03": ("11", "import"),
    }
    lines = CaseLine.objects.order_by("date_of_service", "position").values_list("code", "modifiers", "units", "credit")
    # July 2026: 4.46; 3.47 less the 3.18 of their endoscopic base 45378, which is counted once; 2 x 1.92.
    assert list(lines) == [("45385", "", 1, Decimal("4.4600")), ("45380", "59", 1, Decimal("0.2900")), ("99214", "", 2, Decimal("3.8400"))]
    total = MonthTotal.objects.get(clinician=cast.clinician.clinician)
    assert (total.credit, total.lines, total.not_counted) == (Decimal("8.5900"), 3, 0)  # 4.46 + 0.29 + 3.84


def test_creates_nothing_from_the_same_file_twice(bring: Bring) -> None:
    bring()
    done = bring()
    assert (done["created"], done["duplicates"]) == (0, 3)
    assert CaseLine.objects.count() == 3
    assert MonthTotal.objects.get().credit == Decimal("8.5900")


def test_counts_duplicates_as_a_multiset(bring: Bring) -> None:
    bring()
    twice = EXTRACT + '"POE, PAT",0012400,05/06/1970,07/03/2026,99214,,,2,11,E3\n'
    done = bring(twice)
    assert (done["created"], done["duplicates"]) == (1, 3)


def test_dry_run_stores_nothing(bring: Bring) -> None:
    done = bring(EXTRACT, "charges.csv", "--dry-run")
    assert done["created"] == 3
    assert (Case.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_refuses_the_whole_file_for_one_line(bring: Bring) -> None:
    done = bring(EXTRACT + '"POE, PAT",0012400,05/06/1970,07/32/2026,9921,,,1.5,99x,E3\n')
    assert (done["created"], done["refused"], done["status"]) == (0, 1, 2)
    assert [(issue["line"], issue["field"], issue["severity"]) for issue in done["issues"]] == [
        (5, "date_of_service", "error"),
        (5, "place_of_service", "error"),
        (5, "units", "error"),
    ]
    assert Case.objects.count() == 0


def test_keeps_nothing_of_a_patient(bring: Bring, caplog: pytest.LogCaptureFixture) -> None:
    bring()
    bring(EXTRACT.replace("07/02/2026,45385", "01/02/1956,JANE DOE"))
    told = json.dumps(
        [list(ImportRun.objects.values_list("answers", "outcome", "file_name")), list(ImportIssue.objects.values_list("value", "message"))]
    )
    told += json.dumps(list(AuditEntry.objects.values_list("subject", "detail"))) + caplog.text
    # Ids of rows are random and may hold any digits.
    told = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}", "", told)
    for word in ("DOE", "JANE", "0012345", "12345", "1956", "ROE", "E1"):
        assert word not in told.upper(), word


def test_keeps_the_import_as_a_run_that_is_done(bring: Bring, cast: Cast) -> None:
    bring()
    run = ImportRun.objects.get()
    assert (run.kind, run.state, run.organisation, run.charges.clinician) == (
        "charges",
        RunState.ACTIVE,
        cast.organisation,
        cast.clinician.clinician,
    )
    assert run.charges.created == 3
    assert AuditEntry.objects.filter(action="charges.stored").count() == 1
