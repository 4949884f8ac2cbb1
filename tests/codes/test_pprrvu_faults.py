"""RVU Edge tells what is wrong with a bad file, where, and what to do; nothing bad becomes a value."""

import pytest

from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from rvuedge.lib.issues import Issue, Severity
from tests.codes.pprrvu_files import VISIT, changed, excerpt, with_visit, zipped

VISIT_LINE = 22


def errors(file: PprrvuFile) -> list[Issue]:
    return [issue for issue in file.issues if issue.severity == Severity.ERROR]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "It is a web page, not a table."),
        (b"\r\n\r\n  <HTML><head>", "It is a web page, not a table."),
        (b"%PDF-1.7 ...", "The content is PDF."),
        (b"\x89PNG\r\n\x1a\n", "The content is a picture."),
        (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}), "The content is a text document."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or protected Office file"),
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (b"code,work\r\n99213,1.30\r\n", "No column HCPCS in the first 30 lines."),
        (b"PK\x03\x04 not really", "The archive is damaged."),
        (excerpt().replace(b"99213", b"99\x0013"), "Line 22 has a NUL byte."),
    ],
)
def test_refuses_what_is_no_table(content: bytes, told: str) -> None:
    file = read_pprrvu(content)
    assert file.is_refused
    assert not file.rows
    assert told in errors(file)[0].message


def test_refuses_a_header_without_rows() -> None:
    only = excerpt().split(b"\r\n00100")[0]
    file = read_pprrvu(only + b"\r\n")
    assert "No rows stand below the header in line 10" in errors(file)[0].message


def test_names_every_missing_column() -> None:
    """Without its last three columns a file has no values for the imaging cap."""
    cut = b"\r\n".join(line.rsplit(b",", 3)[0] for line in excerpt().split(b"\r\n"))
    assert [issue.field for issue in errors(read_pprrvu(cut))] == ["opps_non_facility_pe", "opps_facility_pe", "opps_mp"]


# The last two are full-width and Arabic digits, which Python takes for numbers.
ODD_NUMBERS = ("NA", "", "-1.30", "NaN", "Infinity", "1e5", "0x10", "1_000", "\uff11.\uff13\uff10", "\u0661")
ODD_AMOUNTS = ("$1.30", "1.30%", '"1,300.00"', "1.3000000", "999999999999")


@pytest.mark.parametrize(
    ("cell", "with_cell", "field"),
    [
        *(("1.30", work, "work_rvu") for work in (*ODD_NUMBERS, *ODD_AMOUNTS)),
        ("33.4009", "33.40091", "conversion_factor"),
        ("XXX", "91", "global_days"),
        (",A,", ",Z,", "status"),
    ],
)
def test_takes_no_odd_number_or_indicator(cell: str, with_cell: str, field: str) -> None:
    assert VISIT.count(cell) == 1
    file = read_pprrvu(with_visit(VISIT.replace(cell, with_cell)))
    assert file.is_refused
    assert (VISIT_LINE, field) in [(issue.line, issue.field) for issue in errors(file)]


def test_takes_na_beside_an_expense_as_none() -> None:
    file = read_pprrvu(changed("27447,,,A,,19.11,11.58,NA,11.58,,4.02,34.71", "27447,,,A,,19.11,NA,NA,11.58,,4.02,23.13"))
    assert not file.is_refused
    assert next(row for row in file.rows if row.code == "27447").non_facility_pe_rvu == 0


@pytest.mark.parametrize("code", ["992133", "9921O", "99213.0", "1.00E+02", "2026-03-01", "99", "9921a3", "\uff19\uff19\uff12\uff11\uff13"])
def test_takes_nothing_that_is_no_code(code: str) -> None:
    file = read_pprrvu(with_visit(VISIT.replace("99213", code, 1)))
    assert [(issue.line, issue.field) for issue in errors(file)] == [(VISIT_LINE, "code")]


def test_tidies_blanks_and_small_letters_and_says_so() -> None:
    file = read_pprrvu(changed("\nG2211,,,A", "\n\u00a0g2211 ,,,A"))
    assert not file.is_refused
    assert "G2211" in {row.code for row in file.rows}
    assert any("1 codes or modifiers had blanks" in issue.message for issue in file.issues)


def test_tells_every_fault_of_a_file_at_once() -> None:
    broken = excerpt().replace(b"20610,,,A,,0.77", b"20610,,,A,,x").replace(b"G2211,,,A,,0.33", b"G2211,,,A,,y")
    assert [(issue.line, issue.value) for issue in errors(read_pprrvu(broken))] == [(12, "x"), (25, "y")]


def test_shows_the_first_fifty_faults_and_counts_all() -> None:
    head = excerpt().split(b"\r\n00100")[0]
    rows = b"".join(f"\r\n{VISIT.replace('99213', f'{10000 + number}').replace('1.30', 'x')}".encode("ascii") for number in range(80))
    file = read_pprrvu(head + rows)
    assert (len(file.issues), file.issues[0].line, len(errors(file))) == (50, 11, 50)
    assert file.issue_count >= 80


@pytest.mark.parametrize("row", [VISIT.rsplit(",", 1)[0], VISIT + ",1"])
def test_refuses_a_row_of_another_width(row: str) -> None:
    message = errors(read_pprrvu(with_visit(row)))[0].message
    assert message.startswith(f"Line {VISIT_LINE} has {len(row.split(','))} cells, the header has 32.")


def test_an_open_quote_swallows_no_line() -> None:
    file = read_pprrvu(with_visit(VISIT.replace("99213,,,", '99213,,"office visit,')))
    assert [issue.line for issue in errors(file)] == [VISIT_LINE]
    assert "99417" in {row.code for row in file.rows}


def test_tells_a_file_that_ends_within_a_quote() -> None:
    file = read_pprrvu(excerpt() + b'99214,,"office')
    assert "The file ends early in line 26." in errors(file)[0].message


def test_refuses_a_very_long_line() -> None:
    assert "longer than 64 KB" in errors(read_pprrvu(excerpt() + b"9" * 70_000))[0].message


def test_refuses_equal_keys_with_other_values_and_names_both_lines() -> None:
    file = read_pprrvu(excerpt() + VISIT.replace("1.30", "1.31", 1).encode("ascii") + b"\r\n")
    (issue,) = [issue for issue in errors(file) if issue.field == "code"]
    assert issue.message.startswith("Lines 22 and 26 hold the same code and modifier: WORK RVU 1.30 and 1.31.")


def test_counts_an_equal_row_once_and_says_so() -> None:
    file = read_pprrvu(excerpt() + VISIT.encode("ascii") + b"\r\n")
    assert not file.is_refused
    assert len(file.rows) == 15
    assert any("line 22 already" in issue.message for issue in file.issues)


def test_refuses_a_mend_that_makes_two_rows_one() -> None:
    row = next(line for line in excerpt().split(b"\r\n") if line.startswith(b"00100"))
    file = read_pprrvu(excerpt() + row[2:] + b"\r\n", accept_repairs=True)
    assert file.is_refused
    assert "Lines 11 and 26" in errors(file)[0].message


def test_proposes_lost_zeros_and_takes_them_back_only_when_told() -> None:
    lost = changed("\n00100,", "\n100,").replace(b",000,", b",0,").replace(b",090,", b",90,").replace(b",33.4009,09,", b",33.4009,9,")
    asked = read_pprrvu(lost)
    assert (asked.is_refused, asked.waits_for_mends) == (True, True)
    # Global period 000 or 090: 20610, 27447, 45378, 45378-53, 45385, 61715; supervision 09: all but the technical row of 71046.
    assert dict(asked.mends) == {"code": 1, "global_days": 6, "supervision": 14}
    mended = read_pprrvu(lost, accept_repairs=True)
    assert not mended.is_refused
    assert mended.rows == read_pprrvu(excerpt()).rows


def test_refuses_shifted_columns_by_their_totals() -> None:
    """Work and the total exchanged below an unchanged header: in no row with a value is the total the sum of its parts."""
    shifted = []
    for line in excerpt().split(b"\r\n"):
        cells = line.split(b",")
        if cells[0][:1].isdigit() or cells[0] == b"G2211":
            cells[5], cells[11] = cells[11], cells[5]
        shifted.append(b",".join(cells))
    assert "columns are shifted" in errors(read_pprrvu(b"\r\n".join(shifted)))[0].message


def test_remarks_on_single_totals_that_do_not_add_up() -> None:
    file = read_pprrvu(with_visit(VISIT.replace("2.85", "2.95")))
    assert not file.is_refused
    assert any("99213" in issue.message and issue.severity == Severity.WARNING for issue in file.issues)


def test_refuses_two_conversion_factors() -> None:
    (issue,) = errors(read_pprrvu(with_visit(VISIT.replace("33.4009", "33.5675"))))
    assert (issue.field, issue.value) == ("conversion_factor", "33.4009 in 14 rows, 33.5675 in 1 rows")


def test_refuses_a_file_that_names_no_release() -> None:
    file = read_pprrvu(changed("2026 National Physician Fee Schedule Relative Value File July Release", "Relative Value File"))
    assert [issue.field for issue in errors(file)] == ["title"]


def test_refuses_a_title_that_its_release_day_and_its_factor_contradict() -> None:
    title = "2026 National Physician Fee Schedule Relative Value File"
    (issue,) = errors(read_pprrvu(changed(title, title.replace("2026", "2019"))))
    assert (issue.field, issue.value) == ("title", "July 2019")
    assert "released on 2026-06-30 and its conversion factor is that of 2026. Which year is it?" in issue.message
    # One of them alone is told, and left to whoever looks: a file may be posted again years later.
    file = read_pprrvu(changed("RELEASED 06/30/2026", "RELEASED 06/30/2028"))
    assert not file.is_refused
    assert "the file was released on 2028-06-30" in next(one.message for one in file.issues if one.field == "title")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_reads_files_with_a_byte_order_mark(encoding: str) -> None:
    assert read_pprrvu(excerpt().decode("ascii").encode(encoding)).rows == read_pprrvu(excerpt()).rows


def test_reads_windows_1252_and_says_so() -> None:
    file = read_pprrvu(excerpt().replace(b"99213,,,", b"99213,,Caf\xe9 visit,"))
    assert next(row.descriptor for row in file.rows if row.code == "99213") == "Caf\u00e9 visit"
    assert any("Windows-1252 (line 22" in issue.message for issue in file.issues)


def test_refuses_mixed_encodings() -> None:
    mixed = excerpt().replace(b"99213,,,", b"99213,,Caf\xe9,").replace(b"99417,,,", "99417,,Caf\u00e9,".encode())
    assert "bytes that are not UTF-8" in errors(read_pprrvu(mixed))[0].message


@pytest.mark.parametrize("separator", [";", "\t"])
def test_reads_other_separators_and_says_so(separator: str) -> None:
    file = read_pprrvu(excerpt().replace(b",", separator.encode("ascii")))
    assert file.rows == read_pprrvu(excerpt()).rows
    assert any("separated by" in issue.message for issue in file.issues)


def test_skips_and_counts_notes_blank_lines_and_the_end_mark() -> None:
    notes = b",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n\r\n\x1a,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n* a note at the end\r\n"
    file = read_pprrvu(excerpt() + notes)
    assert (file.is_refused, len(file.rows), file.skipped) == (False, 15, 2)


def told_between_rows(line: str) -> list[tuple[str, int | None, str]]:
    """What is told of a line in the place of 27447, which stands between two other rows."""
    rows = excerpt().decode("ascii").split("\r\n")
    place = next(number for number, row in enumerate(rows) if row.startswith("27447,"))
    rows[place] = line
    file = read_pprrvu("\r\n".join(rows).encode("ascii"))
    return [(str(issue.severity), issue.line, issue.message) for issue in file.issues if issue.line == place + 1]


def test_remarks_on_a_note_between_two_rows_with_its_line() -> None:
    ((severity, line, message),) = told_between_rows("* a note")
    assert (severity, line) == ("warning", 13)
    assert message == "'* a note' stands between two rows and is no row; it is left out. Is it a damaged one?"


@pytest.mark.parametrize("separator", [";", "|", "."])
def test_refuses_a_row_whose_separators_are_others(separator: str) -> None:
    ((severity, _line, message),) = told_between_rows(separator.join(["27447", "", "", "A", "", "19.11"]))
    assert severity == "error"
    assert message.startswith("'27447")
    assert "begins as a row does, yet its cells are not told apart" in message


def test_refuses_such_a_row_at_the_end_too() -> None:
    (issue,) = errors(read_pprrvu(excerpt() + b"99999;;;A;;1.00\r\n"))
    assert (issue.field, issue.value) == ("code", "99999;;;A;;1.00")
