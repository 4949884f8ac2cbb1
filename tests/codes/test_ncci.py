"""RVU Edge reads the pair edits of NCCI for practitioners, each with the days between which it is in force.

The first six rows of the sample are those of version 32.2; the last two show a pair that was ended and began anew.
"""

import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from codes.cms import hcpcs, mue, ncci_ptp, pfrev
from codes.cms.kinds import READERS
from codes.cms.ncci_ptp import ModifierIndicator, PairEdit
from codes.cms.reading import Opened, Reading
from codes.cms.recognise import NotATable
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, texts, told, workbook

NAME = "ccipra-v322r0-f1"
HEADER_LINES = 6


def sample() -> bytes:
    return excerpt("ncci_ptp", f"{NAME}.txt")


def as_csv() -> bytes:
    return sample().replace(b",", b";").replace(b"\t", b",")


def read(content: bytes, name: str = f"{NAME}.txt", *, accepts_repairs: bool = False) -> Reading[PairEdit]:
    return ncci_ptp.read(as_opened(content, name), accepts_repairs=accepts_repairs)


def with_text(before: str, after: str) -> Reading[PairEdit]:
    return read(changed(sample(), before, after))


def test_reads_every_column_of_the_text() -> None:
    reading = read(sample())
    assert texts(reading.rows) == expected("ncci_ptp", NAME)
    assert (reading.kind, reading.layout, reading.is_refused, reading.issues) == ("ncci_ptp", "text", False, ())


def test_reads_a_csv_and_a_workbook_of_the_same_columns() -> None:
    assert texts(read(as_csv(), f"{NAME}.csv").rows) == expected("ncci_ptp", NAME)
    sheet = read(workbook(as_csv(), numbers=(0, 1, 3, 4, 5)), f"{NAME}.xlsx")
    assert texts(sheet.rows) == expected("ncci_ptp", NAME)
    assert (sheet.layout, sheet.is_refused) == ("xlsx", False)


def test_reads_a_header_on_one_line() -> None:
    names = (
        "Column 1,Column 2,*=in existence prior to 1996,Effective Date,Deletion Date *=no data,Modifier 0=not allowed,PTP Edit Rationale"
    )
    rows = as_csv().split(b"\r\n")[HEADER_LINES:]
    assert texts(read(b"\n".join([names.encode(), *rows]), "edits.csv").rows) == expected("ncci_ptp", NAME)


def test_tells_an_edit_in_force_from_one_that_ended() -> None:
    rows = read(sample()).rows
    assert [row.deleted_on for row in rows[3:5]] == [date(2026, 6, 30), None]
    blank = with_text("0030U\t\t20180701\t*", "0030U\t\t20180701\t").rows
    assert blank[4].deleted_on is None
    assert [row.before_1996 for row in rows] == [False] * 7 + [True]
    assert rows[1].modifier_indicator == ModifierIndicator.NOT_APPLICABLE


def test_keeps_a_pair_that_began_anew() -> None:
    again = [row.key for row in read(sample()).rows if row.column_1 == "45385"]
    assert again == [("45385", "45380", date(2024, 1, 1)), ("45385", "45380", date(1996, 1, 1))]


@pytest.mark.parametrize(
    ("name", "title", "holds_from"),
    [
        (f"{NAME}.txt", "NCCI pair edits, practitioners, version 32.2, part 1, July 2026", date(2026, 7, 1)),
        ("ccipra-v301r0-f4.xlsx", "NCCI pair edits, practitioners, version 30.1, part 4, April 2024", date(2024, 4, 1)),
        ("ccipra-v320r0.txt", "NCCI pair edits, practitioners, version 32.0, January 2026", date(2026, 1, 1)),
        ("medicare-ccipra-v323r0-f2/edits.txt", "NCCI pair edits, practitioners, version 32.3, part 2, October 2026", date(2026, 10, 1)),
        ("edits.txt", "NCCI pair edits, practitioners", None),
    ],
)
def test_takes_version_and_part_from_the_name(name: str, title: str, holds_from: date | None) -> None:
    about = read(sample(), name).about
    assert (about.title, about.effective_from) == (title, holds_from)


def test_refuses_the_edits_of_hospitals() -> None:
    reading = read(sample(), "ccioph-v322r0-f1.txt")
    assert reading.is_refused
    assert told(reading, Severity.ERROR) == [
        "By its name this is the table of outpatient hospitals (ccioph). Bring the one of practitioners (ccipra)."
    ]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("0001U\t0029U", "0001U\t002U", (10, "column_2", "002U")),
        ("0001A\t99213", "O001A\t99213", (9, "column_1", "O001A")),
        ("45380\t*\t", "45380\tx\t", (14, "before_1996", "x")),
        ("81105\t\t20180101", "81105\t\t20180132", (12, "effective_from", "20180132")),
        ("81105\t\t20180101", "81105\t\t", (12, "effective_from", "")),
        ("81105\t\t20180101\t*", "81105\t\t20180101\tnever", (12, "deleted_on", "never")),
        ("90473\t\t20220101\t20220101\t9", "90473\t\t20220101\t20220101\t7", (8, "modifier_indicator", "7")),
        ("90473\t\t20220101\t20220101\t9\tCPT", f"90473\t\t20220101\t20220101\t9\t{'x' * 100}CPT", (8, "rationale", "x" * 40)),
        ("0001A\t90473\t\t20220101\t20220101\t9", "0001A\t90473\t20220101\t20220101\t9", (8, "", "")),
        ("0001A\t90473", "\t90473", (8, "column_1", "")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(before: str, after: str, fault: tuple[int, str, str]) -> None:
    reading = with_text(before, after)
    assert errors(reading) == [fault]
    assert told(reading, Severity.ERROR)[0].endswith(".")


def test_counts_an_edit_once_and_refuses_it_with_other_values() -> None:
    line = "0001U\t81105\t\t20180101\t*\t1\tMisuse of Column Two code with Column One code\r\n"
    same = with_text(line, line + line)
    assert (len(same.rows), same.is_refused) == (8, False)
    assert told(same, Severity.WARNING) == ["The same row stands in line 12 already; it is counted once."]
    other = with_text(line, line + line.replace("\t1\t", "\t0\t"))
    assert errors(other) == [(13, "column_1", "0001U")]
    assert "Lines 12 and 13 hold 0001U with 81105 from the same day" in told(other, Severity.ERROR)[0]


def test_remarks_on_rows_out_of_order_and_on_edits_that_end_before_they_begin() -> None:
    late = b"0001A\t99214\t\t20220101\t20211231\t1\tAnother\r\n"
    reading = read(sample() + late)
    assert (len(reading.rows), reading.is_refused) == (9, False)
    assert [(issue.line, issue.field) for issue in reading.issues] == [(15, "column_1"), (15, "deleted_on")]


def test_skips_notes_and_counts_them() -> None:
    reading = read(sample() + b"\r\nEnd of the table\t\t\t\t\t\t\r\n\x1a")
    assert (len(reading.rows), reading.skipped, reading.is_refused) == (8, 2, False)


def test_drops_blank_cells_beyond_the_last_column() -> None:
    padded = read(sample().replace(b"instruction\r\n", b"instruction\t \t\r\n"))
    assert (padded.rows, padded.is_refused) == (read(sample()).rows, False)


def test_mends_lost_zeros_only_where_that_is_accepted() -> None:
    content = changed(sample(), "45385\t45380\t\t", "100\t45380\t\t")
    waiting = read(content)
    assert (waiting.is_refused, waiting.waits_for_mends, waiting.mends) == (True, True, (("column_1", 1),))
    accepted = read(content, accepts_repairs=True)
    assert (accepted.is_refused, accepted.rows[6].column_1) == (False, "00100")


def test_tidies_codes_and_says_so() -> None:
    reading = with_text("0001U\t0029U", "0001u \t0029U")
    assert (reading.rows[3].column_1, reading.is_refused) == ("0001U", False)
    assert "tidied" in " ".join(told(reading, Severity.WARNING))


def test_tells_a_missing_column_and_a_file_without_the_columns() -> None:
    assert errors(with_text("\tPTP Edit Rationale", "\tReason")) == [(3, "rationale", "")]
    assert "No line names the columns" in told(read(b"code,name\n99213,x\n"), Severity.ERROR)[0]


def test_tells_that_a_text_was_not_utf_8() -> None:
    assert "Windows-1252" in told(read(b"\xa0\r\n" + sample()), Severity.WARNING)[0]


@pytest.mark.parametrize(
    "content",
    [
        # The lists of what a quarter adds and deletes have no days.
        b'"Notice"\t\t\nColumn 1\tColumn 2\t"Modifier\nIndicator"\n0002M\t0468U\t1\n',
        b"Add-on code,Primary code\n11001,11000\n",
        b"\n\n",
    ],
)
def test_claims_no_table_without_days(content: bytes) -> None:
    assert not ncci_ptp.recognises(as_opened(content) if content.strip() else Opened("", lines=("", "")))


def test_claims_each_official_file_of_edits_codes_and_amounts_once_and_no_other(official_files: Path) -> None:
    claimed = {}
    for path in (*(official_files / "cms").rglob("*.*"), *(official_files / "derived/ncci").iterdir()):
        try:
            file = as_opened(path.read_bytes(), path.name)
        except NotATable:
            continue
        if kinds := [reader.KIND for reader in (hcpcs, mue, ncci_ptp, pfrev) if reader.recognises(file)]:
            claimed[path.name] = kinds
    assert claimed == {
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv": ["mue"],
        "ccipra-v322r0-f1.excerpt.txt": ["ncci_ptp"],
        "PFREV25C.txt": ["pfrev"],
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("hcpcs", "HCPC2018_CONTR_ANWEB_disc.txt"),
        ("hcpcs", "HCPC2018_CONTR_ANWEB.csv"),
        ("mue", "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"),
        ("ncci_ptp", f"{NAME}.txt"),
    ],
)
def test_recognises_each_sample_as_one_kind_of_all(kind: str, name: str) -> None:
    file = as_opened(excerpt(kind, name), name)
    assert [reader.kind for reader in READERS if reader.recognises(file)] == [kind]
    assert not pfrev.recognises(file)


def test_reads_the_excerpt_of_version_32_2(official_files: Path) -> None:
    content = (official_files / "derived/ncci/ccipra-v322r0-f1.excerpt.txt").read_bytes()
    assert texts(read(content).rows) == expected("ncci_ptp", NAME)[:6]


def test_keeps_only_what_the_rows_hold_in_memory() -> None:
    """A part of the table has some 675,000 rows: each may take 250 bytes while it is read, and its lines are there already."""
    head = sample().split(b"\r\n")[:HEADER_LINES]
    rows = [
        f"{10000 + one:05d}\t{20000 + two:05d}\t\t20220101\t*\t1\tMore extensive procedure".encode()
        for one in range(100)
        for two in range(500)
    ]
    opened = as_opened(b"\r\n".join([*head, *rows]))
    tracemalloc.start()
    reading = ncci_ptp.read(opened)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(reading.rows), reading.is_refused) == (50_000, False)
    assert peak < 250 * len(reading.rows)
