"""RVU Edge says of a file that is no charge extract what it is and what to do, and lets nothing of it in."""

import gzip
import io
import zipfile

import pytest
import xlsxwriter

from tests.tracking.extracts import GOLDEN, KEY, kept, read, shown
from tracking.extracts.door import Door, NotASheet
from tracking.extracts.kept import Keeper, TooMany
from tracking.extracts.kinds import Kind
from tracking.extracts.mapping import fingerprint, hints_of, recalled, remembered, suggest
from tracking.extracts.sorting import sorted_texts
from tracking.extracts.workbook import NotRead, answer, check

HEAD = "DOS,CPT,Units,POS\n"


def refusal(content: bytes) -> str:
    _found, _text, findings = kept(content)
    (issue,) = [one for one in findings.shown() if one.severity == "error"]
    assert issue.message.endswith(".")
    return issue.message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"  \n\n ", "The file is empty"),
        (b"%PDF-1.7 ...", "The content is PDF"),
        (b"\x89PNG\r\n", "The content is a picture"),
        (b"\xd0\xcf\x11\xe0rest", "old or protected Office file"),
        (gzip.compress(b"DOS,CPT\n2026-07-02,45385\n", mtime=0), "Unpack it"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "It is a web page"),
        (b"\xef\xbb\xbf <html>", "It is a web page"),
        (b'{"log": []}', "json, but no log"),
        (b'{"cases": [', "The json is damaged"),
        (b'{"cases": [{"date_of_service": "2026-07-02", "lines": []}]}', "Case 1 has no lines"),
        (b"ISA*00*short~", "within its ISA segment"),
    ],
)
def test_names_what_a_file_is_that_is_no_extract(content, told):
    assert told in refusal(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("CPT,Units\n45385,1\n", "No column with days of service"),
        ("DOS,Notes\n2026-07-02,x\n", "No column with procedure codes"),
        (HEAD, "No rows stand below the header"),
    ],
)
def test_names_the_column_that_is_missing(content, told):
    assert told in refusal(content.encode())


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (("25/10/2026", "31/10/2026"), "month and day have changed places"),
        (("2026-02-30", "2026-02-31"), "no day"),
        (("25.10.2026", "26.10.2026"), "no day"),
    ],
)
def test_says_of_each_day_of_a_named_column_why_it_cannot_be_read(days, told):
    found = read("DOS,CPT\n" + "".join(f"{day},99214\n" for day in days))
    assert found.told[:2] == [(2, "date_of_service", "error"), (3, "date_of_service", "error")]
    assert told in found.issues[0].message


def test_leaves_out_no_row_that_lost_its_last_cells():
    found = read("DOS,CPT,Units,POS\n2026-11-20,99214,1,11\n2026-11-20,99213\nTotal,1\n11/23/2026,412\n")
    (issue,) = [one for one in found.issues if one.severity == "error"]
    assert issue.message.startswith("Line 3 has 2 cells, the table has 4.")
    assert found.kept.skipped == 2


def test_names_the_line_that_is_too_long():
    _found, _text, findings = kept(b"DOS,CPT,Notes\n2026-11-20,99214,\n2026-11-20,99214," + b"x" * 200_000 + b"\n", 1 << 17)
    assert findings.shown()[0].message.startswith("Line 3 is longer than 64 KB")


def test_finds_zip_codes_to_be_no_procedures():
    rows = "".join(f"2026-07-0{day},4500{day},1\n" for day in range(1, 6))
    assert "No column with procedure codes" in "".join(issue.message for issue in kept(b"When,Where,How\n" + rows.encode())[2].shown())


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (HEAD + '2026-07-02,45385,1,11\n2026-07-02,"45380,1,11\n', 3, "ends early in line 3"),
        (HEAD + "2026-07-02,45385,1,11\n2026-07-02,453\x0080,1,11\n", 3, "NUL byte"),
        (HEAD + "2026-07-02,45385,1,11\n" + "x" * 70_000 + "\n2026-07-02,45385,1,11\n", 3, "longer than 64 KB"),
        (HEAD + "2026-07-02,45385,1,11,9,9\n", 2, "Line 2 has 6 cells, the table has 4"),
        (HEAD + "2026-07-02,45385,1\n", 2, "Line 2 has 3 cells, the table has 4"),
    ],
)
def test_names_the_line_that_cannot_be_cut(content, line, told):
    (issue,) = kept(content.encode())[2].shown()
    assert (issue.line, told in issue.message) == (line, True)


def test_counts_notes_and_blank_rows_that_it_leaves_out_and_no_others():
    assert kept((HEAD + "2026-07-02,45385,1,11\n").encode())[0].skipped == 0
    assert kept((HEAD + "2026-07-02,45385,1,11\n,,,\nTotal,1\n").encode())[0].skipped == 2
    assert kept((HEAD + "2026-07-02,45385,1,11").encode())[0].rows == 1


def test_an_open_quote_swallows_no_other_line():
    body = '2026-07-02,"45385,1,11\n' + "2026-07-02,99213,1,11\n" * 40
    found = read(HEAD + body)
    assert found.told == [(2, "", "error")]
    assert len(found.cases) == 40


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + "2026-07-02,45385,1,24\n").replace("\n", "\r\n").encode(),
        (HEAD + "2026-07-02,45385,1,24\n").replace("\n", "\r").encode(),
        (HEAD + "2026-07-02,45385,1,24\n").encode("utf-8-sig"),
        (HEAD + "2026-07-02,45385,1,24\n").encode("utf-16"),
        (HEAD + "2026-07-02,45385,1,24\n").replace(",", "\t").encode(),
        (HEAD + "2026-07-02,45385,1,24\n").replace(",", "|").encode(),
    ],
    ids=["windows ends", "old mac ends", "utf-8 with mark", "utf-16", "tabs", "pipes"],
)
@pytest.mark.parametrize("piece", [3, 1 << 16])
def test_reads_every_usual_encoding_line_end_and_separator(content, piece):
    assert [shown(case) for case in read(content, piece=piece).cases] == [("2026-07-02", "24", ["45385"])]


def test_refuses_more_rows_than_an_extract_may_have(monkeypatch):
    monkeypatch.setattr("tracking.extracts.kept.MOST_ROWS", 2)
    assert "more than 5,000,000 rows" in "".join(
        issue.message for issue in kept((HEAD + "2026-07-02,45385,1,11\n" * 3).encode())[2].shown()
    )
    keeper = Keeper(io.StringIO(), KEY)
    keeper.rows = 2
    with pytest.raises(TooMany):
        keeper.keep(3, ["x"])


@pytest.mark.parametrize(
    ("end", "told"), [("IEA*1*000000001~", "its last segment IEA is missing"), ("~\nGE*1*1~\nIEA*1*000000001~\n", "within a segment")]
)
def test_tells_an_837_file_that_ends_early(end, told):
    content = (GOLDEN / "claims.837").read_text()
    assert told in "".join(issue.message for issue in read(content[: content.index(end)]).issues)


@pytest.mark.parametrize(("guide", "told"), [("005010X223A2", "837I"), ("005010X224A2", "837D")])
def test_refuses_claims_of_another_guide(guide, told):
    content = (GOLDEN / "claims.837").read_text().replace("005010X222A1", guide)
    assert told in read(content).issues[0].message


def test_remembers_columns_by_their_header_and_finds_them_when_they_move():
    found = kept((HEAD + "2026-07-02,45385,1,24\n").encode())[0]
    moved = kept(b"POS,Units,CPT,DOS\n24,1,45385,2026-07-02\n")[0]
    columns = suggest(found)
    assert columns is not None
    headers = remembered(columns, found)
    again = recalled(headers, moved)
    assert again is not None
    assert (again.day, again.codes, again.units, again.place) == (3, (2,), 1, 0)
    assert fingerprint(found) == fingerprint(moved)
    assert recalled(headers, kept(b"When,CPT\n2026-07-02,45385\n")[0]) is None


def test_reads_a_column_that_was_chosen_before_whatever_its_header_says():
    content = b"When done,What,Desk\n2026-07-02,45385,7\n"
    assert Kind.UNITS not in {column.kind for column in kept(content)[0].columns}
    hints = hints_of({"units": ["Desk"]})
    assert Kind.UNITS in {column.kind for column in kept(content, hints=hints)[0].columns}


def test_sorts_more_than_memory_should_hold():
    texts = [f"{number * 7919 % 1000:04d}" for number in range(1000)]
    assert list(sorted_texts(iter(texts), run=64)) == sorted(texts)


def workbook(*rows: list[object], formula: bool = False, hide: int | None = None, sheets: int = 1) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for _ in range(sheets):
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        if formula:
            sheet.write_formula(len(rows), 0, "=1+1")
        if hide is not None:
            sheet.set_row(hide, None, None, {"hidden": True})
    book.close()
    return out.getvalue()


def test_reads_the_table_of_a_workbook():
    rows = list(answer(workbook(["DOS", "CPT", "Units"], ["2026-07-02", 45385, 1.0], ["2026-07-02", "00142", 2])))
    assert rows == [["ok"], ["DOS", "CPT", "Units"], ["2026-07-02", "45385", "1"], ["2026-07-02", "00142", "2"]]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbook(["DOS", "CPT"], ["2026-07-02", 1], formula=True), "formulas"),
        (workbook(["DOS", "CPT"], ["2026-07-02", 1], hide=1), "hides rows"),
        (workbook(["DOS", "CPT"], ["2026-07-02", 1], sheets=2), "2 visible sheets"),
        (workbook(["only"]), "No visible sheet holds a table"),
        (b"PK\x03\x04junk", "damaged"),
    ],
)
def test_says_why_a_workbook_is_not_read(content, told):
    ((kind, why),) = answer(content)
    assert (kind, told in why) == ("fault", True)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["x" * 11, "1"], "Row 3 holds a cell of more than 10 characters"),
        (["x" * 10] * 4, "Row 3 holds more than 30 characters"),
    ],
)
def test_stops_at_a_row_that_no_extract_has(monkeypatch, row, told):
    monkeypatch.setattr("tracking.extracts.workbook.MOST_CHARACTERS", 10)
    monkeypatch.setattr("tracking.extracts.workbook.MOST_OF_ROW", 30)
    *before, last = answer(workbook(["DOS", "CPT"], ["2026-07-02", 1], row))
    assert before == [["ok"], *(padded(one, len(row)) for one in (["DOS", "CPT"], ["2026-07-02", "1"]))]
    assert told in last["fault"]


def padded(row: list[str], columns: int) -> list[str]:
    return row + [""] * (columns - len(row))


def test_stops_at_a_sheet_that_holds_too_much(monkeypatch):
    monkeypatch.setattr("tracking.extracts.workbook.MOST_OF_ALL", 20)
    *_before, last = answer(workbook(["DOS", "CPT"], ["2026-07-02", 1], ["2026-07-03", 1]))
    assert "holds more than 20 characters" in last["fault"]


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("_slash_", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (archive(charges_dot_csv=b"DOS,CPT\n"), "is an archive"),
        (archive(xl_slash_workbook_dot_xml=b"<!DOCTYPE x>"), "document type"),
        (archive(xl_slash_workbook_dot_xml=b"<x/>", xl_slash_vbaProject_dot_bin=b"x"), "macros"),
        (archive(xl_slash_workbook_dot_xml=b"<x/>", _dot__dot__slash_evil=b"x"), "unsafe name"),
    ],
)
def test_looks_into_a_packed_file_before_it_opens_it(content, told):
    with pytest.raises(NotRead, match=told):
        check(content)


def test_stops_a_workbook_that_is_too_large(monkeypatch):
    monkeypatch.setattr("tracking.extracts.workbook.MOST_UNPACKED", 1000)
    with pytest.raises(NotRead, match="larger than"):
        check(archive(xl_slash_workbook_dot_xml=b"0" * 5000))


def test_passes_the_reason_of_a_workbook_on():
    def closed(_content: bytes) -> list[list[str]]:
        raise NotASheet("The workbook has a password. Remove it and save it again.")

    door = Door(io.StringIO(), KEY, closed, lambda codes: codes, {})
    door.feed(b"PK\x03\x04")
    door.close()
    assert [issue.message for issue in door.findings.shown()] == ["The workbook has a password. Remove it and save it again."]
