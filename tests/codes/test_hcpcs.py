"""RVU Edge reads the national codes of HCPCS Level II from the texts and workbooks of CMS, whole descriptions included."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import hcpcs
from codes.cms.hcpcs import NationalCode
from codes.cms.kinds import READERS
from codes.cms.reading import Reading
from codes.cms.recognise import NotATable
from codes.cms.release_zip import members
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, texts, told, workbook

FIXED, SHORT_CONTINUATIONS, TABLE = "HCPC2018_CONTR_ANWEB_disc.txt", "HCPC17_CONTR_ANWEB.txt", "HCPC2018_CONTR_ANWEB.csv"
ZIPS = {2017: "2017-Alpha-Numeric-HCPCS-File.zip", 2018: "2018-Alpha-Numeric-HCPCS-File.zip"}
# Lines of the excerpt: seven of notes, AD on two, RT, A0425, G0105, G0477 on three, J1100, J7303.
AD, RT, A0425, G0105, G0477, J1100, J7303 = 8, 10, 11, 12, 13, 16, 17


def read(content: bytes, name: str = FIXED, *, accepts_repairs: bool = False) -> Reading[NationalCode]:
    return hcpcs.read(as_opened(content, name), accepts_repairs=accepts_repairs)


def lines() -> list[str]:
    return excerpt("hcpcs", FIXED).decode("ascii").split("\r\n")


def of_lines(changed_lines: list[str]) -> Reading[NationalCode]:
    return read("\r\n".join(changed_lines).encode("utf-8"))


def written(line: int, position: int, text: str) -> Reading[NationalCode]:
    """Return the excerpt read with a text written over a line from a position on, both counted from 1."""
    found = lines()
    old = found[line - 1]
    found[line - 1] = old[: position - 1] + text + old[position - 1 + len(text) :]
    return of_lines(found)


def table(before: str, after: str, *, accepts_repairs: bool = False) -> Reading[NationalCode]:
    return read(changed(excerpt("hcpcs", TABLE), before, after), TABLE, accepts_repairs=accepts_repairs)


@pytest.mark.parametrize(("name", "layout"), [(FIXED, "fixed width"), (SHORT_CONTINUATIONS, "fixed width"), (TABLE, "csv")])
def test_reads_codes_and_modifiers_with_whole_descriptions_from_every_layout(name: str, layout: str) -> None:
    reading = read(excerpt("hcpcs", name), name)
    assert texts(reading.rows) == expected("hcpcs", "HCPC2018")
    assert (reading.kind, reading.layout, reading.is_refused) == ("hcpcs", layout, False)


def test_reads_a_workbook_as_the_csv() -> None:
    reading = read(workbook(excerpt("hcpcs", TABLE)), "HCPC2018_CONTR_ANWEB.xlsx")
    assert texts(reading.rows) == expected("hcpcs", "HCPC2018")
    assert reading.layout == "xlsx"


def test_tells_base_units_and_days_from_none() -> None:
    rows = {row.code: row for row in read(excerpt("hcpcs", FIXED)).rows}
    assert (rows["RT"].anesthesia_base_units, rows["G0105"].anesthesia_base_units) == (None, Decimal(0))
    assert (rows["G0477"].terminated_on, rows["G0105"].terminated_on) == (date(2016, 12, 31), None)


@pytest.mark.parametrize(
    ("name", "title", "holds_from", "released_on"),
    [
        ("HCPC17_CONTR_ANWEB.txt", "HCPCS Level II, January 2017", date(2017, 1, 1), None),
        ("HCPC2020_APRIL_ANWEB_w_disclaimer_v5.xlsx", "HCPCS Level II, April 2020", date(2020, 4, 1), None),
        ("HCPC2026_JUL_ANWEB_06172026.txt", "HCPCS Level II, July 2026", date(2026, 7, 1), date(2026, 6, 17)),
        ("HCPC2026_JUL_ANWEB/codes.txt", "HCPCS Level II, July 2026", date(2026, 7, 1), None),
        ("codes.txt", "HCPCS Level II", None, None),
    ],
)
def test_takes_the_release_from_the_name(name: str, title: str, holds_from: date | None, released_on: date | None) -> None:
    about = read(excerpt("hcpcs", FIXED), name).about
    assert (about.title, about.effective_from, about.released_on) == (title, holds_from, released_on)


@pytest.mark.parametrize(
    ("line", "position", "text", "field"),
    [
        (A0425, 120, "5-", "pricing_indicator"),
        (A0425, 205, "X-", "cross_reference_1"),
        (A0425, 230, "X", "coverage"),
        (A0425, 257, "O1-", "betos"),
        (A0425, 261, "-", "type_of_service"),
        (A0425, 266, "1.5", "anesthesia_base_units"),
        (A0425, 269, "20010231", "added_on"),
        (A0425, 277, "00000000", "effective_from"),
        (G0477, 285, "20161331", "terminated_on"),
        (G0477, 293, "Z", "action"),
    ],
)
def test_tells_line_field_and_value_of_a_fault(line: int, position: int, text: str, field: str) -> None:
    reading = written(line, position, text)
    assert errors(reading) == [(line, field, text)]
    assert reading.is_refused
    assert told(reading, Severity.ERROR)[0].endswith(".")


def test_tells_every_fault_at_once() -> None:
    found = lines()
    found[A0425 - 1] = found[A0425 - 1].replace("20010101", "20019901")
    found[J1100 - 1] = found[J1100 - 1][:292] + "?" + found[J1100 - 1][293:]
    reading = of_lines(found)
    assert errors(reading) == [
        (A0425, "added_on", "20019901"),
        (A0425, "effective_from", "20019901"),
        (J1100, "action", "?"),
    ]


def test_tells_a_line_that_is_no_record() -> None:
    assert errors(written(G0105, 1, "G01O5")) == [(G0105, "", lines()[G0105 - 1].replace("G0105", "G01O5")[:40].strip())]
    assert "is no record" in told(written(G0105, 11, "5"), Severity.ERROR)[0]


@pytest.mark.parametrize(("line", "length", "needed"), [(J7303, 292, 293), (G0477 + 1, 60, 91)])
def test_tells_a_record_that_is_cut_off(line: int, length: int, needed: int) -> None:
    found = lines()
    found[line - 1] = found[line - 1][:length]
    message = f"Line {line} is cut off: it has {length} characters, a record of its kind has {needed} or more. Download the file again."
    assert told(of_lines(found), Severity.ERROR) == [message]


@pytest.mark.parametrize(("position", "text"), [(1, "G0478"), (11, "8")])
def test_joins_no_description_to_another_code(position: int, text: str) -> None:
    reading = written(G0477 + 2, position, text)
    assert [(line, field) for line, field, _value in errors(reading)] == [(G0477 + 2, "code")]
    assert "does not stand before it" in told(reading, Severity.ERROR)[0]


def test_tells_a_description_without_its_beginning() -> None:
    found = lines()
    del found[AD - 1]
    assert errors(of_lines(found)) == [(AD, "code", "AD")]


def test_remarks_on_a_description_with_a_missing_part() -> None:
    found = lines()
    del found[G0477]
    reading = of_lines(found)
    assert not reading.is_refused
    assert "sequence numbers of G0477 have a gap" in told(reading, Severity.WARNING)[0]


@pytest.mark.parametrize(("line", "code", "kind"), [(A0425, "   A5", "3"), (RT, "R0075", "7")])
def test_refuses_a_code_whose_record_kind_does_not_fit(line: int, code: str, kind: str) -> None:
    reading = written(line, 1, code)
    assert errors(reading) == [(line, "record", kind)]


def test_counts_a_code_once_and_refuses_it_with_other_values() -> None:
    found = lines()
    same = of_lines([*found[:-1], found[J7303 - 1]])
    assert (len(same.rows), same.is_refused) == (7, False)
    assert "line 17 already" in " ".join(told(same, Severity.WARNING))
    other = of_lines([*found[:-1], found[J7303 - 1].replace("Ring for", "Coil for")])
    assert errors(other) == [(18, "code", "J7303")]
    assert "Lines 17 and 18" in told(other, Severity.ERROR)[0]


def test_remarks_on_codes_without_a_day_and_on_a_short_file() -> None:
    reading = written(J7303, 277, " " * 8)
    assert not reading.is_refused
    assert told(reading, Severity.WARNING) == [
        "1 codes have no effective day: J7303. They are kept.",
        "The file has 7 codes; a whole release has more than 6,000. Is it cut off?",
    ]


def test_leaves_out_notes_wherever_they_stand_and_makes_hidden_marks_visible() -> None:
    found = [*lines()[:-1], "*** End of the file", "   as published", "\x1a", ""]
    found[J1100 - 1] = found[J1100 - 1].replace("each milligram", "each\u202emilligram")
    reading = of_lines(found)
    assert (len(reading.rows), reading.is_refused) == (7, False)
    assert reading.rows[5].long_description.endswith(r"each\u202emilligram")


def test_mends_a_lost_zero_of_a_pricing_indicator_only_where_that_is_accepted() -> None:
    before, after = "Contraceptive ring,00,", "Contraceptive ring,0,"
    waiting = table(before, after)
    assert (waiting.is_refused, waiting.waits_for_mends, waiting.mends) == (True, True, (("pricing_indicator", 1),))
    accepted = table(before, after, accepts_repairs=True)
    assert (accepted.is_refused, accepted.rows[6].pricing_indicator) == (False, "00")


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("ACT EFF DT,", "EFFECTIVE,", (3, "effective_from", "")),
        ("ADD DT,ACT EFF DT", "ADD DT,ADD DT", (3, "added_on", "")),
        (",20040101,20040101,,N", "", (10, "", "")),
        ("J1100,0010", "J1100,x", (9, "sequence", "x")),
        ("J7303,0010,3", "J7303,0010,9", (10, "record", "9")),
        ("J7303,", "99213,", (10, "code", "99213")),
        ("Ring for", "Ring" * 1250 + " for", (10, "long_description", "Ring" * 10)),
        ("Contraceptive ring", "x" * 61, (10, "short_description", "x" * 40)),
    ],
)
def test_tells_the_faults_of_a_table(before: str, after: str, fault: tuple[int, str, str]) -> None:
    assert fault in errors(table(before, after))


def test_says_what_a_file_of_another_kind_lacks() -> None:
    reading = read(b"code,name\nJ1100,Dexamethasone\n", "codes.csv")
    assert told(reading, Severity.ERROR) == [
        "The file holds no records of HCPCS Level II, and no line names the columns HCPC, SEQNUM and RECID. "
        "Bring the file as CMS publishes it."
    ]


def test_tells_that_a_text_was_not_utf_8() -> None:
    assert "Windows-1252" in told(read(lines()[0].encode() + b"\xa0\r\n" + excerpt("hcpcs", FIXED)), Severity.WARNING)[0]


# Counted without the reader: lines that match ^[A-Z][0-9]{9}3 and ^   [A-Z0-9]{2}[0-9]{5}7 (grep -c -E), and those of them
# with a termination date in 285-292 (awk): 530 and 466.
COUNTS = {2017: (6155, 343, 530), 2018: (6205, 354, 466)}


def member(official_files: Path, year: int, suffix: str) -> tuple[str, bytes]:
    packed = (official_files / f"cms/HCPCS{year}" / ZIPS[year]).read_bytes()
    return next((name, content) for name, content in members(packed) if "ANWEB" in name and name.endswith(suffix))


# Records of kinds 3 and 7 that are not blank in 205-229, counted with awk; one of them holds the word CPT.
CROSS_REFERENCES = {2017: 104, 2018: 120}


@pytest.mark.parametrize("year", CROSS_REFERENCES)
def test_reads_the_codes_that_cms_names_in_the_place_of_another(official_files: Path, year: int) -> None:
    name, content = member(official_files, year, ".txt")
    named = {row.code: row.cross_references for row in read(content, name).rows if row.cross_references}
    assert len(named) == CROSS_REFERENCES[year]
    assert (named["G0436"], named["C9742"], named["A0380"], named["AM"]) == ("99406 99407", "31573 31574", "A0425", "QM")


@pytest.mark.parametrize("year", COUNTS)
def test_reads_the_official_files_alike_as_text_and_as_workbook(official_files: Path, year: int) -> None:
    name, content = member(official_files, year, ".txt")
    text = read(content, name)
    count, modifiers, ended = COUNTS[year]
    kinds = Counter(row.is_modifier for row in text.rows)
    assert (kinds[False], kinds[True], sum(row.terminated_on is not None for row in text.rows)) == (count, modifiers, ended)
    assert (text.is_refused, text.issues, text.about.effective_from) == (False, (), date(year, 1, 1))
    name, content = member(official_files, year, ".xlsx")
    sheet = {row.code: row for row in read(content, name).rows}
    # CMS corrected the effective day of three codes in the text of 2017 a week after the workbook; all else is equal.
    assert [row.code for row in text.rows if sheet[row.code] != row] == (["L5638", "L5640", "L5643"] if year == 2017 else [])


def test_recognises_nothing_else_in_the_archives_of_its_own_release(official_files: Path) -> None:
    claimed, others = [], 0
    for path in sorted((official_files / "cms").glob("HCPCS201*/*.zip")):
        for name, content in members(path.read_bytes()):
            try:
                file = as_opened(content, name)
            except NotATable:
                others += 1
                continue
            claims = [reader.kind for reader in READERS if reader.recognises(file)]
            claimed += [(name, *claims)] if claims else []
            others += not claims
    assert sorted(claimed) == sorted((member(official_files, year, suffix)[0], "hcpcs") for year in ZIPS for suffix in (".txt", ".xlsx"))
    # 2017: 7 + 2 + 2 + 1 members, 2018: 7 + 9 + 2 + 1, of which four are the codes.
    assert others == 12 + 19 - 4
