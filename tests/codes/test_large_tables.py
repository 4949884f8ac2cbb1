"""RVU Edge takes pair edits of 250 MB line by line, stops everything else at its limit, and holds little of either in memory."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from codes.cms import ncci_ptp
from codes.cms.kinds import large_kind_of
from codes.cms.reading import Opened, opened, opened_kept
from codes.cms.recognise import NotATable
from codes.cms.sheets import read_any_sheet
from codes.cms.streamed import FileLines
from codes.models import OtherSchedule, PairEdit
from codes.uploads import ScheduleUploadHandler
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.running import carry_out
from tests.cast import make_cast

NAME = "ccipra-v322r0-f1.txt"
EXCERPT = Path(__file__).resolve().parent.parent / "golden" / "ncci_ptp" / NAME
HEADER = EXCERPT.read_bytes().split(b"\n")[:6]


def pairs(count: int) -> bytes:
    """Return a table of so many pairs, a hundred for each code of column 1, which rises."""
    pair = "{}\t{}\t\t20260101\t*\t1\tMisuse of column two code"
    rows = (pair.format(10_000 + number // 100, 20_000 + number % 100) for number in range(count))
    return b"\n".join(HEADER) + b"\n" + "\r\n".join(rows).encode() + b"\r\n"


def streamed(content: bytes, name: str = NAME) -> Opened:
    return opened_kept(BytesIO(content), name)


def test_reads_a_table_line_by_line_as_it_reads_it_whole():
    whole = ncci_ptp.read(opened(EXCERPT.read_bytes(), NAME, read_any_sheet))
    by_line = ncci_ptp.read(streamed(EXCERPT.read_bytes()))
    assert tuple(by_line.rows) == tuple(whole.rows) == tuple(by_line.rows)
    assert len(by_line.rows) == len(whole.rows) > 0
    assert (by_line.about, by_line.issues, by_line.is_refused) == (whole.about, whole.issues, False)


def test_tells_line_and_field_of_a_fault_far_into_a_large_table():
    content = pairs(9_000).replace(b"10085\t20000\t\t20260101", b"10085\t20000\t\t20261301")
    reading = ncci_ptp.read(streamed(content))
    # 6 lines of the header, 85 hundreds of pairs before it.
    assert [(issue.line, issue.field, issue.value) for issue in reading.issues] == [(6 + 8_500 + 1, "effective_from", "20261301")]
    assert reading.is_refused


def test_holds_less_than_a_third_of_a_table_in_memory():
    content = pairs(60_000)
    kept = BytesIO(content)
    tracemalloc.start()
    reading = ncci_ptp.read(opened_kept(kept, NAME))
    count = sum(1 for _row in reading.rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 60_000
    assert peak < len(content) / 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a\tb\n\x00\tc\n", "Line 2 has a NUL byte."),
        (b"<html>sign in</html>", "It is a web page, not a table."),
        (b"PK\x03\x04 packed", "A table of this size is read as text."),
    ],
)
def test_refuses_what_is_no_text(content: bytes, message: str):
    with pytest.raises(NotATable, match=message):
        streamed(content)


def test_knows_lines_by_their_number_forwards_and_back():
    lines = FileLines(BytesIO(b"\xef\xbb\xbffirst\r\n" + b"x\n" * 9_000 + b"y" * 70_000 + b"\nlast"))
    assert (len(lines), lines[0], lines[9_002], lines[1], len(lines[9_001])) == (9_003, "first", "last", "x", 65_537)
    assert lines[:2] == ["first", "x"]
    assert FileLines(BytesIO(b"caf\xe9\n")).encoding == "cp1252"


@pytest.mark.parametrize(
    ("head", "kind"),
    [(EXCERPT.read_bytes(), "ncci_ptp"), (b"HCPCS,MOD,DESCRIPTION\n", None), (b"%PDF-1.7", None), (b"", None)],
)
def test_knows_a_large_table_by_its_first_lines(head: bytes, kind: str | None):
    assert large_kind_of(head, NAME) == kind


@pytest.fixture
def operator(db: None, client: Client, settings) -> Client:
    settings.UPLOAD_LIMIT, settings.LARGE_UPLOAD_LIMIT = 20_000, 400_000
    client.force_login(make_cast().operator)
    return client


def bring(client: Client, content: bytes, name: str = NAME):
    return client.post("/manage/schedules/check/", {"file": SimpleUploadedFile(name, content)})


def test_takes_pair_edits_beyond_the_limit_of_other_tables(operator: Client):
    answer = bring(operator, pairs(1_000))
    run = ImportRun.objects.get()
    assert (answer.status_code, run.kind, run.size) == (302, "ncci_ptp", len(pairs(1_000)))
    assert carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.outcome["rows"]) == (RunState.READY, 1_000)
    edit = PairEdit.objects.order_by("pk").last()
    assert edit is not None
    assert (edit.column_1, edit.column_2, edit.effective_from) == ("10009", "20099", date(2026, 1, 1))
    assert bring(operator, pairs(1_000)).status_code == 302
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("content", [pairs(9_000), b"x" * 21_000])
def test_stops_what_is_beyond_its_limit_while_it_arrives(operator: Client, content: bytes):
    page = bring(operator, content)
    assert page.status_code == 413
    assert b"The file is larger than" in page.content
    assert not ImportRun.objects.exists()


def test_says_so_where_there_is_no_room_for_a_file(operator: Client, monkeypatch):
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", full)
    page = bring(operator, pairs(10))
    assert page.status_code == 507
    assert b"the data folder is full or not writable" in page.content


def test_leaves_nothing_of_a_stopped_file_on_the_disk(operator: Client, settings, tmp_path: Path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    bring(operator, b"x" * 21_000)
    assert not list(tmp_path.iterdir())
    assert ScheduleUploadHandler().chunk_size == 64 * 1024


@pytest.fixture
def table(operator: Client, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / NAME
    path.write_bytes(pairs(1_000))
    yield path


def run_command(path: Path, *options: str) -> dict[str, object]:
    out = StringIO()
    call_command("import_schedule", str(path), *options, "--json", stdout=out, stderr=StringIO())
    return dict(json.loads(out.getvalue())["runs"][0])


def test_imports_a_large_table_by_command_once(table: Path):
    assert run_command(table, "--dry-run")["state"] == "draft"
    assert not OtherSchedule.objects.exists()
    done = run_command(table, "--activate")
    assert (done["state"], done["rows"], done["effective_from"]) == ("active", 1_000, "2026-07-01")
    assert run_command(table)["state"] == "unchanged"
    assert PairEdit.objects.count() == 1_000


def test_refuses_by_command_what_is_beyond_its_limit(table: Path):
    table.write_bytes(pairs(9_000))
    with pytest.raises(CommandError, match="is larger than"):
        run_command(table)
