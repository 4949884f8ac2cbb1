"""RVU Edge ships the facts of its sample catalogue exactly as the official files print them."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from codes.fees import FeeRow
from codes.lanes import FeeKind, Lane, lane_of
from codes.sample_files import FACT_COLUMNS, read_facts, read_fees, read_listed, write_facts, write_fees
from codes.texts import CATALOGUE, load_texts

# Columns of a PPRRVU csv by the numbers of the record layout (RVU25D.pdf); 2026 has PRIC IND as its 24th.
OFFICIAL = {
    2024: ("derived/arkrvu/2024/rvu24c_jul_pprrvu.csv.gz", "33.2875"),
    2025: ("cms/RVU25D/PPRRVU2025_Oct.csv", "32.3465"),
    2026: ("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv", "33.4009"),
}
YEARS = tuple(OFFICIAL)


def _facts(year: int) -> tuple[FeeRow, ...]:
    return read_facts((CATALOGUE / f"facts_{year}.csv").read_text(encoding="ascii"))


def _lanes() -> dict[str, Lane]:
    rows: dict[str, list[FeeRow]] = {}
    for row in _facts(2026):
        rows.setdefault(row.code, []).append(row)
    kinds: dict[str, set[FeeKind]] = {}
    fees = read_fees((CATALOGUE / "fees.csv").read_text(encoding="ascii"))
    for fee in fees + read_listed((CATALOGUE / "hcpcs.csv").read_text(encoding="ascii"), date(2024, 1, 1), ""):
        kinds.setdefault(fee.code, set()).add(fee.kind)
    return {code: lane_of(code, rows.get(code, []), "", frozenset(kinds.get(code, ()))) for code in load_texts()}


def _official_cells(path: Path) -> Iterator[list[str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return csv.reader(StringIO(content.decode("cp1252")))


@pytest.mark.parametrize("year", YEARS)
def test_keeps_every_row_of_its_codes_as_the_official_file_prints_it(year: int, official_files: Path) -> None:
    ours = {tuple(row[:2]): row for row in csv.reader(StringIO((CATALOGUE / f"facts_{year}.csv").read_text(encoding="ascii")))}
    codes = {code for code, _ in ours} - {"code"}
    theirs = {}
    for row in _official_cells(official_files / OFFICIAL[year][0]):
        if row and row[0] in codes:
            without_descriptor = [*row[:2], *row[3:]]
            # With the descriptor gone, PRIC IND stands 23rd; before 2026 the column does not exist.
            theirs[tuple(row[:2])] = without_descriptor if year == 2026 else [*without_descriptor[:22], "", *without_descriptor[22:]]
    assert ours.pop(("code", "modifier")) == list(FACT_COLUMNS)
    assert ours == theirs


@pytest.mark.parametrize("year", YEARS)
def test_has_one_conversion_factor_a_year_and_totals_that_add_up(year: int) -> None:
    rows = _facts(year)
    assert {row.conversion_factor for row in rows} == {Decimal(OFFICIAL[year][1])}
    for row in rows:
        assert row.work_rvu + row.non_facility_pe_rvu + row.mp_rvu == row.non_facility_total, row.key
        assert row.work_rvu + row.facility_pe_rvu + row.mp_rvu == row.facility_total, row.key


@pytest.mark.parametrize("year", YEARS)
def test_holds_the_base_of_every_endoscopic_code(year: int) -> None:
    codes = {row.code for row in _facts(year)}
    assert {row.endoscopic_base for row in _facts(year)} - {""} <= codes


def test_ships_no_descriptor() -> None:
    assert "descriptor" not in FACT_COLUMNS
    assert {row.descriptor for year in YEARS for row in _facts(year)} == {""}


def test_covers_every_lane() -> None:
    counts = Counter(_lanes().values())
    assert {lane for lane in Lane if not counts[lane]} == {Lane.UNKNOWN}
    assert counts[Lane.DENTAL] >= 25
    assert sum(counts.values()) >= 250


@pytest.mark.parametrize(
    ("code", "lane"),
    [
        ("99214", Lane.WRVU),
        ("45385", Lane.WRVU),
        ("99417", Lane.WRVU_NOT_MEDICARE),
        ("84165", Lane.NEEDS_26),
        ("86580", Lane.TECHNICAL),
        ("00142", Lane.ANESTHESIA),
        ("D1553", Lane.DENTAL),
        ("80053", Lane.LABORATORY),
        ("J1885", Lane.DRUG),
        ("E0601", Lane.DMEPOS),
        ("G0008", Lane.EXCLUDED),
    ],
)
def test_puts_a_code_into_its_lane(code: str, lane: Lane) -> None:
    assert _lanes()[code] == lane


def test_d1553_is_listed_without_work_in_each_year() -> None:
    for year in YEARS:
        (row,) = (row for row in _facts(year) if row.code == "D1553")
        assert (row.status, row.work_rvu, row.pctc_indicator) == ("R", Decimal("0.00"), "5")


def test_keeps_the_fees_of_the_official_files() -> None:
    """Read by eye in CLFS 2025 Q2, ASP January 2026 and OPPS Addendum B October 2025."""
    fees = {(fee.kind, fee.code): fee for fee in read_fees((CATALOGUE / "fees.csv").read_text(encoding="ascii"))}
    panel, ketorolac, spacer = fees[FeeKind.LABORATORY, "80053"], fees[FeeKind.DRUG, "J1885"], fees[FeeKind.HOSPITAL, "D1553"]
    assert (panel.amount, panel.effective_from) == (Decimal("10.56"), date(2025, 1, 1))
    assert (ketorolac.amount, ketorolac.unit) == (Decimal("0.333"), "15 mg")
    assert (spacer.amount, spacer.effective_from) == (Decimal("1662.630"), date(2025, 10, 1))


def test_writes_what_it_reads() -> None:
    facts = (CATALOGUE / "facts_2026.csv").read_text(encoding="ascii")
    fees = (CATALOGUE / "fees.csv").read_text(encoding="ascii")
    assert write_facts(read_facts(facts)) == facts
    assert write_fees(read_fees(fees)) == fees


def test_is_built_from_the_official_files(official_files: Path) -> None:
    out = StringIO()
    call_command("build_sample_facts", "--check", stdout=out)
    assert "changed: nothing" in out.getvalue()


def test_says_where_official_files_are_looked_for(settings, tmp_path: Path) -> None:
    settings.OFFICIAL_FILES = tmp_path / "missing"
    with pytest.raises(CommandError, match="RVUEDGE_OFFICIAL_FILES"):
        call_command("build_sample_facts", "--check")
