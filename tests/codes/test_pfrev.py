"""RVU Edge reads the payment amounts that CMS computes for each locality, and they are what the relative values come to."""

import csv
import io
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from codes.cms import fields, gpci, pfrev
from codes.cms.pfrev import PaymentAmount
from codes.cms.pprrvu import read_pprrvu
from codes.cms.reading import Reading
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, texts, told, workbook

NAME = "PFREV25C.txt"
SAN_FRANCISCO = (
    '"2025","01112","05","76145","  ","0001339.81","0001339.81"," ","3","A","0","0000000.00","0000000.00","9","0000000.00","0000000.00"'
)
FACTOR_2025 = Decimal("32.3465")


def sample() -> bytes:
    return excerpt("pfrev", NAME)


def read(content: bytes, name: str = NAME, *, accepts_repairs: bool = False) -> Reading[PaymentAmount]:
    return pfrev.read(as_opened(content, name), accepts_repairs=accepts_repairs)


def with_text(before: str, after: str, name: str = NAME) -> Reading[PaymentAmount]:
    return read(changed(sample(), before, after), name)


def in_san_francisco(before: str, after: str) -> Reading[PaymentAmount]:
    """Return the sample with the first occurrence of a text in the row of San Francisco, line 1, replaced."""
    return with_text(SAN_FRANCISCO, SAN_FRANCISCO.replace(before, after, 1))


def as_csv() -> bytes:
    """Return the amounts as a spreadsheet saves them as text: without quotes, their zeros lost."""
    stored = io.StringIO()
    for row in csv.reader(io.StringIO(sample().decode("ascii"))):
        csv.writer(stored).writerow([cell.lstrip("0") or "0" if cell.isdigit() else cell for cell in row])
    return stored.getvalue().encode()


def test_reads_every_field_of_the_quoted_records() -> None:
    reading = read(sample())
    assert texts(reading.rows) == expected("pfrev", "PFREV25C")
    # Four lines TRL end the file.
    assert (reading.kind, reading.layout, reading.skipped, reading.is_refused, reading.issues) == ("pfrev", "csv", 4, False, ())


@pytest.mark.parametrize(
    ("name", "title", "holds_from"),
    [
        (NAME, "Payment amounts by locality, July 2025", date(2025, 7, 1)),
        ("PFALL25.txt", "Payment amounts by locality, January 2025", date(2025, 1, 1)),
        ("PFREV25B/amounts.txt", "Payment amounts by locality, April 2025", date(2025, 4, 1)),
        ("amounts.txt", "Payment amounts by locality, 2025", None),
    ],
)
def test_takes_the_year_from_the_rows_and_the_revision_from_the_name(name: str, title: str, holds_from: date | None) -> None:
    about = read(sample(), name).about
    assert (about.title, about.effective_from) == (title, holds_from)


def test_believes_the_rows_where_the_name_says_another_year() -> None:
    reading = read(sample(), "PFREV24C.txt")
    assert (reading.about.title, reading.about.effective_from, reading.is_refused) == ("Payment amounts by locality, 2025", None, False)
    assert told(reading, Severity.WARNING) == ["The rows hold amounts of 2025, the name of the file says 2024. The rows were believed."]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("2025", "1925", ("year", "1925")),
        ("01112", "0111A", ("mac", "0111A")),
        ('"05"', '"5A"', ("locality", "5A")),
        ("76145", "7614O", ("code", "7614O")),
        ('"  "', '"2"', ("modifier", "2")),
        ('"0001339.81"', '"1,339.81"', ("non_facility_amount", "1,339.81")),
        ('"0001339.81","0001339.81"', '"0001339.81","$1339.81"', ("facility_amount", "$1339.81")),
        ('"0001339.81"', '"1339.815"', ("non_facility_amount", "1339.815")),
        ('"0001339.81"', '"-1339.81"', ("non_facility_amount", "-1339.81")),
        ('"0001339.81"', '"1e3"', ("non_facility_amount", "1e3")),
        ('"0001339.81"', '""', ("non_facility_amount", "")),
        ('"3","A"', '"x","A"', ("pctc_indicator", "x")),
        ('"3","A"', '"3","Z"', ("status", "Z")),
        ('"A","0"', '"A",""', ("multiple_procedure", "")),
        ('"0000000.00","0000000.00","9"', '"NA","0000000.00","9"', ("therapy_non_facility_amount", "NA")),
        ('"0000000.00","9"', '"NaN","9"', ("therapy_facility_amount", "NaN")),
        ('"9"', '"2"', ("opps_indicator", "2")),
        ('"9","0000000.00"', '"9","none"', ("opps_non_facility_amount", "none")),
        ('"9","0000000.00","0000000.00"', '"9","0000000.00","0x10"', ("opps_facility_amount", "0x10")),
        ('"  ",', "", ("", "")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(before: str, after: str, fault: tuple[str, str]) -> None:
    reading = in_san_francisco(before, after)
    assert errors(reading) == [(1, *fault)]
    assert told(reading, Severity.ERROR)[0].endswith(".")


def test_tells_a_record_that_is_cut_off() -> None:
    reading = read(sample().partition(b'"  ","0001122.21","00011')[0])
    assert errors(reading) == [(5, "", "")]
    assert "5 cells, the table has 16" in told(reading, Severity.ERROR)[0]


def test_tells_a_file_that_ends_within_quotes() -> None:
    reading = read(sample().partition(b'22.21","0001122.21"')[0])
    assert errors(reading) == [(5, "", "")]
    assert told(reading, Severity.ERROR) == ["The file ends early in line 5. Download it again."]


def test_reads_alike_where_it_may_remember_two_texts_of_a_column_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "_MOST_REMEMBERED", 2)
    assert texts(read(sample()).rows) == expected("pfrev", "PFREV25C")


def test_remarks_on_a_file_without_its_last_lines() -> None:
    reading = read(sample().partition(b'"TRL')[0])
    assert (len(reading.rows), reading.is_refused) == (5, False)
    assert "TRL" in told(reading, Severity.WARNING)[0]


def test_refuses_amounts_of_two_years() -> None:
    reading = in_san_francisco("2025", "2024")
    assert told(reading, Severity.ERROR) == ["The file holds amounts of 2024 and 2025. Bring the file of one year as CMS publishes it."]
    assert reading.about.title == "Payment amounts by locality"


def test_counts_an_amount_once_and_refuses_it_with_another_value() -> None:
    same = with_text(SAN_FRANCISCO, f"{SAN_FRANCISCO}\r\n{SAN_FRANCISCO}")
    assert (len(same.rows), same.is_refused) == (5, False)
    assert told(same, Severity.WARNING) == ["The same row stands in line 1 already; it is counted once."]
    other = with_text(SAN_FRANCISCO, f"{SAN_FRANCISCO}\r\n{SAN_FRANCISCO.replace('1339.81', '1339.80', 1)}")
    assert [(line, field) for line, field, _value in errors(other)] == [(2, "code")]
    assert "non facility amount 1339.81 and 1339.80" in told(other, Severity.ERROR)[0]


def test_mends_lost_zeros_only_where_that_is_accepted() -> None:
    waiting = read(as_csv())
    assert (waiting.is_refused, waiting.waits_for_mends) == (True, True)
    # Carriers 01112, 02102 and 09202 begin with a zero; localities are 05, 01, 00 and 01.
    assert waiting.mends == (("locality", 4), ("mac", 3))
    accepted = read(as_csv(), accepts_repairs=True)
    assert texts(accepted.rows) == expected("pfrev", "PFREV25C")


def test_reads_a_workbook_of_the_same_fields() -> None:
    reading = read(workbook(sample(), numbers=(0, 5, 6, 11, 12, 14, 15)), "PFREV25C.xlsx")
    assert texts(reading.rows) == expected("pfrev", "PFREV25C")
    assert reading.layout == "xlsx"


def test_tells_that_a_text_was_not_utf_8() -> None:
    assert "Windows-1252" in told(read(sample() + b'"TRL- \xa0"\r\n'), Severity.WARNING)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [("2025", "Year"), ("76145", ""), ('"0001339.81"', '"x"'), ('"A"', '"9"'), ("01112", "112"), (',"9"', "")],
)
def test_recognises_amounts_by_the_shape_of_their_cells(before: str, after: str) -> None:
    assert pfrev.recognises(as_opened(sample()))
    assert not pfrev.recognises(as_opened(SAN_FRANCISCO.replace(before, after, 1).encode()))


def paid(pe_rvu: str, pe_gpci: str, mp_rvu: str, mp_gpci: str) -> Decimal:
    """Return what a service without work is paid: (PE x index + MP x index) x 32.3465, rounded once to the cent."""
    exact = (Decimal(pe_rvu) * Decimal(pe_gpci) + Decimal(mp_rvu) * Decimal(mp_gpci)) * FACTOR_2025
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("place", "pe_gpci", "mp_gpci"),
    [
        # 76145 has no work, PE 29.03 and MP 0.51 (RVU25D, unchanged since July); the indices are those of Addendum E for 2025.
        # 29.03 x 1.419 = 41.19357, 0.51 x 0.445 = 0.22695, together 41.42052 x 32.3465 = 1339.8088...
        (("01112", "05"), "1.419", "0.445"),
        # 29.03 x 1.081 = 31.38143, 0.51 x 0.592 = 0.30192, together 31.68335 x 32.3465 = 1024.8454...
        (("02102", "01"), "1.081", "0.592"),
        # 29.03 x 0.869 = 25.22707, 0.51 x 0.575 = 0.29325, together 25.52032 x 32.3465 = 825.4930...
        (("10112", "00"), "0.869", "0.575"),
        # 29.03 x 1.166 = 33.84898, 0.51 x 1.656 = 0.84456, together 34.69354 x 32.3465 = 1122.2145...
        (("13202", "01"), "1.166", "1.656"),
    ],
)
def test_reads_amounts_that_hand_arithmetic_gives(place: tuple[str, str], pe_gpci: str, mp_gpci: str) -> None:
    amounts = {(row.mac, row.locality): row.non_facility_amount for row in read(sample()).rows}
    assert amounts[place] == paid("29.03", pe_gpci, "0.51", mp_gpci)


def test_reads_the_official_amounts_which_are_those_of_the_relative_values_in_all_109_localities(official_files: Path) -> None:
    amounts = read((official_files / "cms/PFREV25C" / NAME).read_bytes())
    assert (len(amounts.rows), amounts.skipped, amounts.issues) == (109, 4, ())
    values = read_pprrvu((official_files / "cms/RVU25D/PPRRVU2025_Oct.csv").read_bytes())
    row = next(row for row in values.rows if row.code == "76145")
    indices = gpci.read(as_opened((official_files / "cms/RVU25D/GPCI2025.csv").read_bytes(), "GPCI2025.csv"))
    computed = {
        (place.mac, place.locality): (
            (row.work_rvu * place.work_gpci + row.non_facility_pe_rvu * place.pe_gpci + row.mp_rvu * place.mp_gpci) * row.conversion_factor
        ).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for place in indices.rows
    }
    assert {(amount.mac, amount.locality): amount.non_facility_amount for amount in amounts.rows} == computed
    assert all(amount.facility_amount == amount.non_facility_amount for amount in amounts.rows)
