"""RVU Edge imports a fee schedule by one command, and says in JSON what came of it."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.management import CommandError, call_command

from codes.models import FeeScheduleRow, Release, ReleaseState
from codes.releases import release_in_force
from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import receive_file
from rvuedge.imports.services_claims import claim
from tests.codes.pprrvu_files import FIXED_2025, JULY_2026, OCTOBER_2025, changed, excerpt, zipped

pytestmark = pytest.mark.django_db

Answer = dict[str, Any]
NOTHING = {"added": 0, "removed": 0, "work_changed": 0, "status_changed": 0, "fee_changed": 0}


@pytest.fixture
def stored(tmp_path: Path):
    """Writes a file and returns its path."""

    def store(content: bytes, name: str = JULY_2026) -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return store


def run(path: str, **options: object) -> Answer:
    """Return the one run that the command prints; an excerpt may be activated, too."""
    out = io.StringIO()
    call_command("import_schedule", path, as_json=True, accept_short=True, stdout=out, stderr=io.StringIO(), **options)
    (only,) = json.loads(out.getvalue())["runs"]
    return cast(Answer, only)


def refusal(path: str, **options: object) -> tuple[CommandError, str, Answer | None]:
    """Return the refusal, what stood on standard error, and the run on standard output where there is one."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("import_schedule", path, as_json=True, stdout=out, stderr=err, **options)
    return raised.value, err.getvalue(), json.loads(out.getvalue())["runs"][0] if out.getvalue() else None


def test_stages_a_draft_from_the_first_day_of_its_quarter(stored) -> None:
    told = run(stored(excerpt()))
    assert {name: told[name] for name in ("kind", "release", "effective_from", "released_on", "rows", "state")} == {
        "kind": "pprrvu",
        "release": "RVU26C",
        "effective_from": "2026-07-01",
        "released_on": "2026-06-30",
        "rows": 15,
        "state": "draft",
    }
    release = Release.objects.get(name="RVU26C")
    assert (release.state, release.rows.count(), release.row_count, release.title) == (ReleaseState.DRAFT, 15, 15, "July 2026")
    assert release.import_run is not None
    assert release.import_run.file.read() == excerpt()


def test_activates_when_asked(stored) -> None:
    assert run(stored(excerpt()), activate=True)["state"] == "active"
    in_force = release_in_force(date(2026, 7, 1))
    assert in_force is not None
    assert in_force.name == "RVU26C"


def test_stores_every_value_of_a_row(stored) -> None:
    run(stored(excerpt()))
    stored_rows = {row.as_fee_row().key: row.as_fee_row() for row in FeeScheduleRow.objects.filter(release__name="RVU26C")}
    knee = stored_rows["27447", ""]
    # The line of the file: 27447,,,A,,19.11,11.58,NA,11.58,,4.02,34.71,34.71,0,090,0.10,0.69,0.21,2,1,2,1,0,9,,33.4009,09,0,99
    assert [str(value) for value in (knee.work_rvu, knee.mp_rvu, knee.facility_total, knee.intra_operative, knee.conversion_factor)] == [
        "19.11",
        "4.02",
        "34.71",
        "0.69",
        "33.4009",
    ]
    assert (knee.non_facility_na, knee.facility_na, knee.global_days, knee.supervision) == (True, False, "090", "09")
    assert stored_rows["71046", "TC"].work_rvu == 0


def test_the_same_bytes_twice_change_nothing(stored) -> None:
    path = stored(excerpt())
    run(path, activate=True)
    assert run(path, activate=True)["state"] == "unchanged"
    assert (Release.objects.filter(family="PPRRVU").count(), ImportRun.objects.count()) == (1, 1)


def test_the_same_bytes_again_activate_the_draft_that_waits(stored) -> None:
    path = stored(excerpt())
    run(path)
    assert run(path)["state"] == "unchanged"
    assert run(path, activate=True, effective_from="2026-07-06")["effective_from"] == "2026-07-06"
    assert Release.objects.get(name="RVU26C").effective_from == date(2026, 7, 6)


def test_counts_what_changes_against_the_release_before(stored) -> None:
    run(stored(excerpt(OCTOBER_2025), OCTOBER_2025), activate=True)
    difference = run(stored(excerpt()))["difference"]
    # Cell by cell from the two files: column 6 is work, 4 the status, 12 and 13 the totals.
    old = {tuple(line.split(",")[:2]): line.split(",") for line in excerpt(OCTOBER_2025).decode().split("\r\n")[10:] if line}
    new = {tuple(line.split(",")[:2]): line.split(",") for line in excerpt().decode().split("\r\n")[10:] if line}
    assert difference == {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "work_changed": sum(old[key][5] != new[key][5] for key in old.keys() & new.keys()),
        "status_changed": sum(old[key][3] != new[key][3] for key in old.keys() & new.keys()),
        "fee_changed": sum(old[key][11:13] != new[key][11:13] for key in old.keys() & new.keys()),
    }
    assert difference["work_changed"] > 0


def test_a_dry_run_stores_nothing(stored) -> None:
    told = run(stored(excerpt()), dry_run=True, activate=True)
    assert (told["state"], told["release"], told["rows"]) == ("draft", None, 15)
    assert not Release.objects.filter(family="PPRRVU").exists()
    assert not ImportRun.objects.exists()


def test_refuses_with_line_and_field_and_stores_nothing(stored) -> None:
    error, told, refused = refusal(stored(changed("99213,,,A,,1.30,", "99213,,,A,,1.3O,")), activate=True)
    assert error.returncode == 2
    assert refused is not None
    assert (refused["state"], refused["difference"]) == ("refused", NOTHING)
    faults = [issue for issue in refused["issues"] if issue["severity"] == "error"]
    assert [(fault["line"], fault["field"], fault["value"]) for fault in faults] == [(22, "work_rvu", "1.3O")]
    assert "error: line 22, work_rvu: WORK RVU: '1.3O'" in told
    assert not Release.objects.filter(family="PPRRVU").exists()
    assert not ImportRun.objects.exists()


def test_refuses_lost_zeros_until_the_mend_is_accepted(stored) -> None:
    path = stored(changed("\r\n00100,", "\r\n100,"))
    error, told, refused = refusal(path)
    assert error.returncode == 2
    assert "--repair" in str(error)
    assert refused is not None
    assert refused["issues"][0]["severity"] == "repair"
    assert "repair: line 11, code:" in told
    assert run(path, repair=True)["state"] == "draft"
    assert FeeScheduleRow.objects.filter(release__name="RVU26C", code="00100").exists()


def test_reads_the_release_zip(stored) -> None:
    content = zipped({"RVU26C.pdf": b"%PDF-1.7", "PPRRVU2026_Jul_nonQPP.csv": excerpt(), "GPCI2026.csv": b"a,b\r\n"})
    assert run(stored(content, "rvu26c.zip"))["release"] == "RVU26C"


def test_takes_the_day_of_a_file_that_names_no_release(stored) -> None:
    path = stored(excerpt(FIXED_2025), "rvu.txt")
    assert refusal(path)[0].returncode == 2
    told = run(path, effective_from="2025-10-01")
    assert (told["release"], told["effective_from"], told["released_on"]) == ("RVU25D", "2025-10-01", None)


def test_another_file_of_the_same_quarter_is_a_revision(stored) -> None:
    run(stored(excerpt()), activate=True)
    corrected = stored(changed("RELEASED 06/30/2026", "RELEASED 07/15/2026"), "corrected.csv")
    told = run(corrected, activate=True)
    assert (told["release"], told["difference"]) == ("RVU26C-2", NOTHING)
    states = dict(Release.objects.filter(family="PPRRVU").values_list("name", "state"))
    assert states == {"RVU26C": "retired", "RVU26C-2": "active"}


def remarks(told: dict[str, object]) -> list[str]:
    assert isinstance(told["issues"], list)
    return [issue["message"] for issue in told["issues"] if issue["field"] == "effective_from"]


def test_says_what_a_reposted_file_replaces(stored) -> None:
    run(stored(excerpt()), activate=True)
    (remark,) = remarks(run(stored(changed("RELEASED 06/30/2026", "RELEASED 06/01/2026"), "older.csv")))
    assert remark == "July 2026 is active already (released on 2026-06-30; this file on 2026-06-01). Activating replaces it."


def test_says_that_a_later_release_of_the_year_is_active(stored) -> None:
    run(stored(excerpt()), activate=True)
    april = excerpt().replace(b"July Release", b"April Release").replace(b"06/30/2026", b"03/30/2026")
    (remark,) = remarks(run(stored(april, "april.csv")))
    assert remark.startswith("July 2026 is active from 2026-07-01.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"effective_from": "July"}, "YYYY-MM-DD"),
        ({"kind": "bees"}, "There is no kind bees"),
        ({"effective_from": "2025-07-01"}, "was refused"),
    ],
)
def test_refuses_options_that_make_no_sense(stored, options: dict[str, str], told: str) -> None:
    error, _told, _run = refusal(stored(excerpt()), **options)
    assert error.returncode == 2
    assert told in str(error)


def test_refuses_a_path_that_cannot_be_read(tmp_path: Path) -> None:
    assert refusal(str(tmp_path / "none.csv"))[0].returncode == 2
    assert refusal(str(tmp_path))[0].returncode == 2


def test_refuses_a_file_beyond_the_limit(stored, settings) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    error, _told, _run = refusal(stored(b"x" * (1024 * 1024 + 1)))
    assert "larger than 1 MB" in str(error)


def test_tells_a_person_what_changed(stored) -> None:
    run(stored(excerpt(OCTOBER_2025), OCTOBER_2025), activate=True)
    out = io.StringIO()
    call_command("import_schedule", stored(excerpt()), stdout=out, stderr=io.StringIO())
    assert "RVU26C (July 2026) from 2026-07-01: 15 rows, draft." in out.getvalue()
    assert "Against RVU25D:" in out.getvalue()


def test_counts_the_changes_of_the_official_releases(official_files: Path) -> None:
    october, july = official_files / "cms/RVU25D/PPRRVU2025_Oct.csv", official_files / "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
    assert run(str(october), activate=True)["rows"] == 19_090
    told = run(str(july), activate=True)
    difference = told["difference"]
    assert isinstance(difference, dict)
    assert (told["rows"], told["state"]) == (19_356, "active")
    assert (difference["added"], difference["removed"], difference["work_changed"]) == (496, 230, 7_477)
    assert FeeScheduleRow.objects.filter(release__name="RVU26C", work_rvu=0).count() == 10_984


def test_imports_the_official_workbook_as_the_csv_of_its_release(official_files: Path) -> None:
    run(str(official_files / "cms/RVU25D/PPRRVU2025_Oct.csv"), activate=True)
    told = run(str(official_files / "cms/RVU25D/PPRRVU2025_Oct.xlsx"))
    assert (told["release"], told["rows"], told["difference"]) == ("RVU25D-2", 19_090, NOTHING)


def test_imports_a_file_whose_import_was_killed(stored) -> None:
    path = stored(excerpt())
    kept, _is_new = receive_file(content=excerpt(), file_name=JULY_2026, kind="pprrvu", by=None)
    assert claim(kept.pk) is not None
    assert run(path, activate=True)["state"] == "active"
    assert [(one.state, one.file_name) for one in ImportRun.objects.all()] == [("active", JULY_2026)]
    assert run(path, activate=True)["state"] == "unchanged"
