"""RVU Edge reads a payer's or a dental fee table of any shape with a mapping of its columns, which it proposes and remembers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from codes.cms.fee_columns import Kind, Mapping, Pick, first_rows, read_mapped, suggest
from codes.cms.reading import About, FeeItem, Opened, Reading
from tests.codes.fee_files import DENTAL, PAYER, changed, errors, excerpt, expected, listed, of_bytes, of_text, told, workbook

LINE = "20610,,joint,N/A,20.00,,1/1/2026"
TWO = Mapping(1, Pick("Code", 0), Pick("Fee", 1))


def proposed(opened: Opened) -> Mapping:
    mapping = suggest(first_rows(opened))
    assert mapping is not None
    return mapping


def read(opened: Opened, kind: Kind = "payer", *, accepts_repairs: bool = False) -> Reading[FeeItem]:
    return read_mapped(opened, proposed(opened), kind, accepts_repairs=accepts_repairs)


def amounts(*texts: str) -> Reading[FeeItem]:
    """Return the reading of a table with these amounts, separated by tabs so that no text needs quotes."""
    lines = [f"{99200 + number}\t{text}\t." for number, text in enumerate(texts, start=1)]
    return read_mapped(of_text("\n".join(["Code\tFee\tRest", *lines])), TWO, "payer")


def test_reads_a_payers_table_as_listed_beside_it():
    reading = read(excerpt(PAYER))
    assert listed(reading.rows) == expected("payer/expected.csv")
    assert (reading.kind, reading.is_refused, reading.layout, reading.skipped) == ("payer", False, "csv", 1)
    assert reading.about == About("Plan of ours 2026 fee schedule", date(2026, 1, 1))


def test_reads_a_dental_table_with_semicolons_and_decimal_commas_as_listed_beside_it():
    reading = read(excerpt(DENTAL), "dental")
    assert listed(reading.rows) == expected("dental/expected.csv")
    assert reading.about == About("Dental fees", None)
    assert "The cells are separated by semicolons; the file was read so." in told(reading)
    assert "the amounts have a decimal comma; '1.234,50' was read as 1234.50" in told(reading)


def test_reads_the_same_from_a_workbook():
    opened = workbook(PAYER, leave_text=(0,))
    assert read(opened).rows == read(excerpt(PAYER)).rows


def test_reads_a_table_without_a_header_by_positions():
    reading = read(of_text("99213|45.10\n99214|60.00\n", "plan 2026-07-01.txt"))
    assert [(item.code, item.amount) for item in reading.rows] == [("99213", Decimal("45.10")), ("99214", Decimal("60.00"))]
    assert reading.about == About("Payer fees", date(2026, 7, 1))


def test_takes_an_amount_in_every_way_that_people_write_it():
    reading = amounts("$1,234.50", "1234.5", "1,234", "$ 12", ".5", "0.125", "0")
    assert not reading.is_refused
    assert [str(item.amount) for item in reading.rows] == ["1234.50", "1234.50", "1234.00", "12.00", "0.50", "0.125", "0.00"]


def test_lists_a_code_without_a_known_fee():
    reading = amounts("N/A", "-", "", "n/a", "--", "BR", "by report")
    assert not reading.is_refused
    assert [(item.amount, item.note) for item in reading.rows] == [(None, "")] * 5 + [(None, "by report")] * 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("(12.00)", "is negative; a fee is not"),
        ("$(12.00)", "is negative; a fee is not"),
        ("-12.00", "is negative; a fee is not"),
        ("80%", "is a percentage, not an amount. Bring the table with fees in dollars"),
        ("=B2*1.1", "is a formula instead of an amount. Save the file with its values"),
        ("2026-01-05", "is a date instead of an amount"),
        ("5-Jan", "is a date instead of an amount"),
        ("12.3456", "has more than 3 decimals; nothing is rounded here"),
        ("1.234,50", "has a decimal comma, other amounts a decimal point. Write all of them as 1,234.50"),
        ("1,50", "has a decimal comma, other amounts a decimal point"),
        ("1e3", "is no amount in dollars such as 1,234.50"),
        ("Infinity", "is no amount in dollars"),
        ("1_000", "is no amount in dollars"),
        ("\u0661\u0662", "is no amount in dollars"),
        ("call us", "is no amount in dollars"),
        ("12,34.00", "is no amount in dollars"),
        ("9999999999", "is no amount in dollars"),
    ],
)
def test_refuses_what_is_no_amount_and_says_why(text: str, sentence: str):
    reading = amounts("12.50", text)
    assert errors(reading) == [(3, "amount", text)]
    assert f"Fee: '{text}' {sentence}" in told(reading)


def test_reads_a_decimal_comma_only_where_the_whole_column_has_it():
    reading = amounts("1.234,50", "12,5", "1.100", "7", "$3,00")
    assert [str(item.amount) for item in reading.rows] == ["1234.50", "12.50", "1100.00", "7.00", "3.00"]
    assert not reading.is_refused
    unclear = amounts("1.234,50", "1,100")
    assert errors(unclear) == [(3, "amount", "1,100")]
    assert "'1,100' is not clear in a column with decimal commas" in told(unclear)


@pytest.mark.parametrize(
    ("line", "field", "value", "sentence"),
    [
        ("20610,,joint,5,,,1/1/26", "effective_from", "1/1/26", "is no day such as 2026-01-31 or 1/31/2026"),
        ("=A1,,joint,5,,,", "code", "=A1", "is a formula instead of a code"),
        ("2.06E+04,,joint,5,,,", "code", "2.06E+04", "is a number instead of a code"),
        ("5-Jan,,joint,5,,,", "code", "5-Jan", "is a date instead of a code"),
        ("1/5/2026,,joint,5,,,", "code", "1/5/2026", "is a date instead of a code"),
        ("20600-20611,,joint,5,,,", "code", "20600-20611", "has not the shape of a code"),
        ("2O610,,joint,5,,,", "code", "2O610", "Is a letter O a zero?"),
        (",,joint,5,,,", "code", "", "the code is missing"),
        (",,,5,,,", "code", "", "the code is missing"),
        ("20610,2A6,joint,5,,,", "modifier", "2A6", "'2A6' is no modifier of two characters"),
        ("20610,26.0,joint,5,,,", "modifier", "26.0", "'26.0' is no modifier of two characters"),
        ("20610,,joint,5", "", "", "has 4 cells, the table from line 4 on has 7"),
    ],
)
def test_names_field_and_value_of_a_fault(line: str, field: str, value: str, sentence: str):
    reading = read(changed(PAYER, LINE, line))
    assert errors(reading) == [(8, field, value)]
    assert sentence in told(reading)


def test_reads_modifiers_in_every_way_that_people_write_them():
    lines = ["71046,26", '71047,"26, TC"', "71048,LT/50", "71049,-26", "71050,N/A", "71051-tc,", "71052 26,LT"]
    reading = read_mapped(
        of_text("\n".join(["Code,Mod,Fee", *(f"{line},5" for line in lines)])),
        Mapping(1, Pick("Code", 0), Pick("Fee", 2), modifier=Pick("Mod", 1)),
        "payer",
    )
    assert not reading.is_refused
    assert [item.modifier for item in reading.rows] == ["26", "26 TC", "LT 50", "26", "", "TC", "26 LT"]


def test_proposes_the_letter_that_a_dental_code_lost():
    opened = of_text("CDT,UCR\n1553,60.00\n120,50.00\nD274,9.00\nD1110,70.00\n")
    reading = read(opened, "dental")
    assert (reading.waits_for_mends, reading.mends) == (True, (("code_letter", 3),))
    assert "3 dental codes are not the letter D and four digits; '1553' in line 2 will be read as 'D1553'" in told(reading)
    accepted = read(opened, "dental", accepts_repairs=True)
    assert [item.code for item in accepted.rows] == ["D1553", "D0120", "D0274", "D1110"]
    assert not accepted.is_refused


def test_proposes_zeros_and_no_letter_in_a_payers_table():
    reading = read(of_text("CPT,Allowed\n100,60.00\n99213,70.00\n"))
    assert (reading.waits_for_mends, reading.mends, reading.rows[0].code) == (True, (("code", 1),), "00100")


def test_refuses_rows_that_fall_on_one_code_after_mending():
    reading = read(of_text("CDT,UCR\nD0120,50.00\n120,50.00\n"), "dental", accepts_repairs=True)
    assert "Lines 2 and 3 hold the same code and modifier (D0120): the zeros in front are lost in one of them." in told(reading)
    assert reading.is_refused


def test_refuses_two_days_for_one_code():
    reading = read(changed(PAYER, LINE, f"{LINE}\n{LINE.replace('1/1/2026', '7/1/2026')}"))
    assert "(20610): from 2026-01-01 and from 2026-07-01. Keep one of them." in told(reading)


def test_finds_its_columns_again_when_they_move_and_the_year_changes():
    mapping = proposed(excerpt(PAYER))
    moved = of_text("Plan 2027\n\nDescription,2027 Allowed Amount,Eff Date,Mod,Procedure Code,Unit\nvisit,99.00,1/1/2027,25,99213,\n")
    reading = read_mapped(moved, mapping, "payer")
    assert not reading.issues
    assert [(item.code, item.modifier, item.amount) for item in reading.rows] == [("99213", "25", Decimal("99.00"))]
    assert reading.about == About("Plan 2027", date(2027, 1, 1))


def test_reads_a_renamed_column_by_its_position_with_a_remark():
    reading = read_mapped(of_text("Code,Price\n99213,45.10\n"), TWO, "payer")
    assert not reading.is_refused
    assert told(reading) == "No column 'Fee' in the header; column 2, 'Price', was read. Compare some rows, or map the columns again."


def test_says_what_to_map_again():
    shorter = read_mapped(of_text("Code,Fee\n99213,45.10\n"), replace(TWO, name=Pick("Text", 5)), "payer")
    assert errors(shorter) == [(1, "name", "Text")]
    assert "No column 'Text' in the header, and no column 6. Map the columns of this file again." in told(shorter)
    same = read_mapped(of_text("Code,Price\n99213,45.10\n"), replace(TWO, name=Pick("Price", 1)), "payer")
    assert "One column would be read as amount and as name." in told(same)
    ended = read_mapped(of_text("Code,Fee\n99213,45.10"), replace(TWO, header_line=9, code=Pick("CPT", 0)), "payer")
    assert "The header stood in line 9; the file is shorter." in told(ended)


def test_says_how_a_table_in_another_encoding_was_read():
    reading = read(of_bytes("CPT,Name,Fee\n99213,caf\u00e9,45.10\n".encode("cp1252")))
    assert [item.name for item in reading.rows] == ["caf\u00e9"]
    assert told(reading) == "The file was read as Windows-1252 (line 2 is not UTF-8)."


def test_skips_headings_and_a_header_that_is_printed_on_every_page():
    reading = read(of_text("CPT,Mod,Allowed\nVisits,,\n99213,,45.10\nCPT,Mod,Allowed\n99214,,60.00\n"))
    assert (len(reading.rows), reading.skipped, reading.is_refused) == (2, 2, False)


def test_says_that_no_rows_stand_below_the_header():
    assert "No rows stand below the header in line 1." in told(read_mapped(of_text("Code,Fee\n"), TWO, "payer"))
