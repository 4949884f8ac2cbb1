"""RVU Edge finds what a sheet hides or computes however its XML is written, in charges and in fee schedules alike."""

import io
import re
import zipfile

import pytest

from benchmarks.surveys.workbook import WorkbookFault, sheets_of
from codes.cms.recognise import NotATable
from codes.cms.workbook import check_workbook
from rvuedge.lib.sheet_parts import MOST_CHARACTERS, Flaw, bursts, flaw_of
from tracking.extracts.workbook import NotRead, check

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PLAIN = '<row><c t="inlineStr"><is><t>Date of service</t></is></c><c t="inlineStr"><is><t>CPT</t></is></c></row>'
VALUES = '<row><c t="inlineStr"><is><t>2026-11-20</t></is></c><c><v>99213</v></c></row>'


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    written = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}<sheetData>{PLAIN}{VALUES}{rows}</sheetData>{after}</worksheet>'
    return written.encode()


def prefixed(part: bytes) -> bytes:
    """Return the same sheet with a prefix before every element, as some programs write it."""
    told = re.sub(r"<(/?)(\w)", r"<\1x:\2", part.decode().replace("<?xml", "@?xml")).replace("@?xml", "<?xml")
    return told.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()


HIDDEN_COLUMN = sheet("", '<cols><col min="2" max="2" hidden="1"/></cols>')
FLAWED = [
    pytest.param(sheet("<row hidden = '1'><c><v>1</v></c></row>"), Flaw.HIDDEN_ROW, ("3",), id="row in single quotes"),
    pytest.param(sheet('<row\nr="9"\n\thidden="true"><c><v>1</v></c></row>'), Flaw.HIDDEN_ROW, ("9",), id="row over lines"),
    pytest.param(prefixed(sheet('<row hidden="1"><c><v>1</v></c></row>')), Flaw.HIDDEN_ROW, ("3",), id="row with a prefix"),
    pytest.param(HIDDEN_COLUMN, Flaw.HIDDEN_COLUMN, ("B", "B"), id="column"),
    pytest.param(prefixed(HIDDEN_COLUMN), Flaw.HIDDEN_COLUMN, ("B", "B"), id="column with a prefix"),
    pytest.param(sheet("<row><c><f\n>1+1</f><v>2</v></c></row>"), Flaw.FORMULA, ("A3",), id="formula over lines"),
    pytest.param(sheet('<row><c r="C7"><f\tt="shared">1+1</f></c></row>'), Flaw.FORMULA, ("C7",), id="formula with a tab"),
    pytest.param(prefixed(sheet("<row><c><f>1+1</f></c></row>")), Flaw.FORMULA, ("A3",), id="formula with a prefix"),
    pytest.param(sheet("<row><c t='e'><v>#REF!</v></c></row>"), Flaw.ERROR, ("A3",), id="error in single quotes"),
    pytest.param(sheet("", after="<mergeCells><mergeCell\nref='A1:B1'/></mergeCells>"), Flaw.MERGED, ("A1:B1",), id="merged"),
    pytest.param(b'<?xml version="1.0"?><!DOCTYPE x><worksheet/>', Flaw.DOCTYPE, (), id="document type"),
    pytest.param("<!DOCTYPE x><worksheet/>".encode("utf-16"), Flaw.DOCTYPE, (), id="document type in UTF-16"),
    pytest.param(sheet("")[:-20], Flaw.DAMAGED, (), id="cut off"),
]


@pytest.mark.parametrize(("part", "flaw", "places"), FLAWED)
def test_finds_a_flaw_however_it_is_written(part: bytes, flaw: Flaw, places: tuple[str, ...]) -> None:
    assert flaw_of([part]) == (flaw, places)
    assert flaw_of(part[at : at + 1] for at in range(len(part))) == (flaw, places)


@pytest.mark.parametrize(("part", "flaw", "places"), FLAWED)
def test_reads_no_workbook_with_a_flaw(part: bytes, flaw: Flaw, places: tuple[str, ...]) -> None:
    """Also where the sheet has another name than programs give it."""
    for name in ("xl/worksheets/sheet1.xml", "xl/charges.part"):
        content = workbook(name, part)
        with pytest.raises(NotRead):
            check(content)
        with pytest.raises(NotATable):
            check_workbook(content)


@pytest.mark.parametrize(
    "part",
    [
        sheet(""),
        prefixed(sheet("")),
        # Programs hide the columns and rows beside the table that hold nothing; rules of formatting are no formulas of cells.
        sheet("", '<cols><col min="3" max="16384" hidden="1"/></cols>'),
        sheet("", after="<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting><extLst><f>A1</f></extLst>"),
        sheet('<row hidden="0"><c t="s"><v>1</v></c></row>'),
        b'<sst><si><t>&lt;row hidden="1"&gt;</t></si></sst>',
        b"<xml><o:p><br></xml>",
        b"\x89PNG\r\n",
        b"",
    ],
)
def test_finds_nothing_in_a_part_that_may_be_read(part: bytes) -> None:
    assert flaw_of([part]) is None


def test_tells_three_places_of_many() -> None:
    assert flaw_of([sheet('<row hidden="1"/>' * 9)]) == (Flaw.HIDDEN_ROW, ("3", "4", "5"))


@pytest.mark.parametrize("letters", [MOST_CHARACTERS * 13, MOST_CHARACTERS * 100])
def test_stops_at_a_cell_that_no_program_writes(letters: int) -> None:
    part = sheet(f'<row><c t="inlineStr"><is><t>{"A" * letters}</t></is></c></row>')
    found = flaw_of([part])
    assert found is not None
    assert found[0] is Flaw.LONG_CELL
    assert flaw_of([f"<sst><si><t>{'A' * letters}</t></si></sst>".encode()]) == (Flaw.LONG_CELL, ())


def workbook(name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr(name, part)
    return out.getvalue()


def test_opens_no_workbook_that_was_made_to_burst() -> None:
    """300,000,000 letters pack to 300 KB; 2,000,000 are enough to see that nothing is unpacked."""
    content = workbook("xl/worksheets/sheet1.xml", sheet(f"<row><c><v>{'A' * 2_000_000}</v></c></row>"))
    with pytest.raises(NotRead, match="200 times"):
        check(content)
    with pytest.raises(NotATable, match="200 times"):
        check_workbook(content)
    with pytest.raises(WorkbookFault, match="200 times"):
        list(sheets_of(content))


@pytest.mark.parametrize(("packed", "unpacked", "told"), [(5_000, 1_048_576, False), (5_000, 1_048_577, True), (50_000, 9_000_000, False)])
def test_a_small_workbook_may_pack_well(packed: int, unpacked: int, told: bool) -> None:
    assert bursts(packed, unpacked) is told
