"""RVU Edge reads the anesthesia conversion factor of each locality, with one factor before 2026 and two since."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import anes
from codes.cms.anes import AnesthesiaFactor, NationalFactors
from codes.cms.recognise import NotATable
from rvuedge.lib.issues import Severity
from tests.codes.locality_files import as_opened, changed, errors, excerpt, expected, issue_of, read, texts, told, workbook

NAME = "ANES2025"
# The header of 2026, as programs that read RVU26B quote it; Alabama's factors are 19.50 and 19.60 for the sake of the test.
QP_HEADER = "Qualifying APM National Anes CF (with 2.5% statutory increase) of 20.599835"
NON_QP_HEADER = "Non-Qualifying APM National Anes CF (with 2.5% Statutory increase)  of 20.49754"
TWO_FACTORS = (
    f"Contractor,Locality,Locality Name,{QP_HEADER},{NON_QP_HEADER}\r\n10112,00,ALABAMA,19.60,19.50\r\n02102,01,ALASKA*,28.2,28.1\r\n"
)
MIAMI = "09102 ,04 ,MIAMI,22.39 "


def csv_of() -> bytes:
    return excerpt("anes", f"{NAME}.csv")


def test_reads_the_csv_as_its_text_says() -> None:
    reading = read(anes, csv_of(), "ANES2025.csv")
    assert texts(reading.rows) == expected("anes", NAME)
    assert (reading.about.title, reading.about.effective_from) == ("Anesthesia conversion factors 2025", date(2025, 1, 1))
    assert (reading.is_refused, reading.layout) == (False, "csv")


def test_reads_cents_of_fixed_width_records_up_to_the_end_mark() -> None:
    reading = read(anes, excerpt("anes", "ANES2025.txt"), "ANES2025.txt")
    assert (reading.layout, reading.skipped, reading.is_refused) == ("fixed width", 1, False)
    # Names are cut there after forty characters.
    assert [{**row, "name": row["name"][:40]} for row in expected("anes", NAME)] == texts(reading.rows)
    assert reading.about.effective_from == date(2025, 1, 1)


def test_reads_the_numbers_of_a_sheet_with_their_zeros_and_says_so() -> None:
    reading = read(anes, workbook(csv_of(), numbers=(0, 1, 3)), "ANES2025.xlsx")
    assert (texts(reading.rows), reading.is_refused, reading.mends) == (expected("anes", NAME), False, ())
    assert "as CMS publishes this file; '2102' in line 3 was read as '02102'" in issue_of(reading, "mac").message


def test_proposes_lost_zeros_of_a_csv() -> None:
    lost = csv_of().replace(b"\n0", b"\n").replace(b",00 ", b",0 ").replace(b",01 ", b",1 ")
    asked = read(anes, lost)
    assert (asked.waits_for_mends, dict(asked.mends)) == (True, {"mac": 6, "locality": 3})
    assert texts(read(anes, lost, accepts_repairs=True).rows) == expected("anes", NAME)


def test_reads_two_factors_since_2026() -> None:
    reading = read(anes, TWO_FACTORS.encode())
    assert reading.rows[0] == AnesthesiaFactor("10112", "00", "ALABAMA", Decimal("19.5000"), Decimal("19.6000"))
    assert (reading.about.title, reading.is_refused) == ("Anesthesia conversion factors 2026", False)


def test_reads_the_national_factors_of_the_header() -> None:
    assert anes.national_factors(as_opened(csv_of())) == NationalFactors(Decimal("20.3178"), None)
    assert anes.national_factors(as_opened(TWO_FACTORS.encode())) == NationalFactors(Decimal("20.49754"), Decimal("20.599835"))
    assert anes.national_factors(as_opened(excerpt("anes", "ANES2025.txt"))) == NationalFactors()


def test_names_the_year_by_the_national_factor_where_the_name_is_silent() -> None:
    assert read(anes, csv_of(), "anes.csv").about.effective_from == date(2025, 1, 1)
    assert read(anes, csv_of().replace(b"20.3178", b"20.1"), "anes.csv").about.effective_from is None
    other = read(anes, csv_of(), "ANES2026.csv")
    assert "The file holds for 2025, its name says 2026" in issue_of(other, "year").message


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("09102 ,04 ,MIAMI,NA ", ("conversion_factor", "NA")),
        ("09102 ,04 ,MIAMI, ", ("conversion_factor", "")),
        ("09102 ,04 ,MIAMI,2239", ("conversion_factor", "2239")),
        ("09102 ,04 ,MIAMI,22.39123", ("conversion_factor", "22.39123")),
        ("09102 ,04 ,MIAMI,-22.39", ("conversion_factor", "-22.39")),
        ("09102 ,,MIAMI,22.39", ("locality", "")),
        ("Miami ,04 ,MIAMI,22.39", ("mac", "Miami")),
    ],
)
def test_tells_line_field_and_value_of_a_fault(row: str, fault: tuple[str, str]) -> None:
    reading = read(anes, changed(csv_of(), MIAMI, row))
    assert (reading.is_refused, errors(reading)) == (True, [(6, *fault)])


def test_tells_a_fault_of_a_fixed_width_record() -> None:
    content = excerpt("anes", "ANES2025.txt")
    assert errors(read(anes, content.replace(b"2239\r\n", b"22.x\r\n"))) == [(5, "conversion_factor", "22.x")]
    cut = read(anes, content.replace(b"1997\r\n\x1a", b"19"))
    assert [line for line, _field, _value in errors(cut)] == [7]
    wide = read(anes, content.replace(b"2239\r\n", b"2239      2250\r\n"))
    assert "is no record of 77 characters. Bring the csv" in wide.issues[0].message


def test_names_a_missing_column() -> None:
    reading = read(anes, csv_of().replace(b"Contractor", b"Payer"))
    assert errors(reading) == [(1, "mac", "")]


def test_refuses_a_file_that_ends_within_a_line() -> None:
    reading = read(anes, csv_of().split(b",WYOMING")[0])
    assert [line for line, _field, _value in errors(reading)] == [8]


def test_refuses_one_locality_with_two_factors() -> None:
    reading = read(anes, changed(csv_of(), MIAMI, f"{MIAMI}\r\n09102 ,04 ,MIAMI,22.93"))
    assert errors(reading) == [(7, "locality", "09102 04")]
    assert "conversion factor 22.3900 and 22.9300" in reading.issues[0].message


def test_refuses_localities_that_cms_does_not_have() -> None:
    reading = read(anes, changed(csv_of(), MIAMI, "09102 ,05 ,MIAMI,22.39 "), "ANES2025.csv")
    assert errors(reading) == [(None, "locality", "09102 05")]


def test_remarks_on_a_national_factor_beyond_those_of_the_localities() -> None:
    reading = read(anes, csv_of().replace(b"of 20.3178", b"of 34.0000"))
    assert "The national factor 34.0000 of the header is not between 19.3100 and 27.8600" in told(reading, Severity.WARNING)[-1]


def test_refuses_a_web_page() -> None:
    with pytest.raises(NotATable):
        as_opened(b"<html><body>National Anes CF</body></html>")


def test_reads_the_official_files_of_2025_the_same_in_three_formats(official_files: Path) -> None:
    folder = official_files / "cms/RVU25D"
    read_all = [read(anes, (folder / name).read_bytes(), name) for name in ("ANES2025.csv", "ANES2025.txt", "ANES2025.xlsx")]
    factors = [
        {(row.mac, row.locality): row.conversion_factor for row in reading.rows if isinstance(row, AnesthesiaFactor)}
        for reading in read_all
    ]
    assert [len(reading.rows) for reading in read_all] == [109, 109, 109]
    assert factors[0] == factors[1] == factors[2]
    assert [reading.is_refused for reading in read_all] == [False, False, False]
    assert (read_all[0].issues, read_all[1].issues) == ((), ())


@pytest.mark.parametrize(("year", "count"), [(2020, 112), (2021, 112), (2022, 112), (2023, 112), (2024, 109)])
def test_knows_the_localities_of_every_year_since_2020(official_files: Path, year: int, count: int) -> None:
    name = f"rvu{year - 2000}a_anes.csv.gz"
    reading = read(anes, (official_files / "derived/arkrvu" / str(year) / name).read_bytes(), name, accepts_repairs=True)
    assert (len(reading.rows), reading.is_refused, reading.about.effective_from) == (count, False, date(year, 1, 1))
    assert told(reading, Severity.WARNING) == []
