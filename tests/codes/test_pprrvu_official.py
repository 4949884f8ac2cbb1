"""RVU Edge reads the official files as counted by hand: rows, rows without work, factors, changes from release to release."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from codes.comparison import compare

JULY_2026 = "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
OCTOBER_2025 = "cms/RVU25D/PPRRVU2025_Oct.csv"
JANUARY_2025 = "cms/RVU25A/PPRRVU25_JAN1.csv"
_read: dict[str, PprrvuFile] = {}


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    _read.clear()


def read(official_files: Path, name: str) -> PprrvuFile:
    """Return a file, read once for the tests of this module."""
    if name not in _read:
        _read[name] = read_pprrvu((official_files / name).read_bytes(), Path(name).name)
    return _read[name]


def without_work(file: PprrvuFile) -> int:
    return sum(not row.work_rvu for row in file.rows)


def test_reads_july_2026(official_files: Path) -> None:
    file = read(official_files, JULY_2026)
    assert not file.is_refused
    assert (len(file.rows), without_work(file)) == (19_356, 10_984)
    assert (file.title.words, file.variant, file.conversion_factor) == ("July 2026", "nonQPP", Decimal("33.4009"))
    # 971 codes of dentistry, none with work.
    assert sum(row.code.startswith("D") for row in file.rows) == 971
    assert not any(row.work_rvu for row in file.rows if row.code.startswith("D"))


def test_remarks_on_a_placeholder_and_keeps_it(official_files: Path) -> None:
    issues = read(official_files, JULY_2026).issues
    assert [(issue.field, issue.value, issue.severity) for issue in issues] == [("code", "GXXX1", "warning")]


def test_reads_october_2025_the_same_in_three_formats(official_files: Path) -> None:
    table = read(official_files, OCTOBER_2025)
    assert (len(table.rows), table.issues, table.conversion_factor) == (19_090, (), Decimal("32.3465"))
    for name in ("cms/RVU25D/PPRRVU2025_Oct.txt.gz", "cms/RVU25D/PPRRVU2025_Oct.xlsx"):
        other = read(official_files, name)
        assert not other.is_refused, other.issues
        assert {row.key: row for row in other.rows} == {row.key: row for row in table.rows}, name


def test_counts_what_july_2026_changes(official_files: Path) -> None:
    difference = compare(read(official_files, OCTOBER_2025).rows, read(official_files, JULY_2026).rows)
    # 7,414 by the efficiency adjustment, 34 raised, 21 lowered otherwise, 8 from nothing (notes on the CMS files, section 6).
    assert (difference.lower_by_efficiency.rows, difference.work_changed_otherwise.rows) == (7_414, 34 + 21 + 8)
    assert (difference.work_changed, difference.removed.rows, difference.added.rows) == (7_477, 230, 496)
    assert difference.work_unchanged.rows == 506 + 271
    # 33880 lost most among the named ones: 34.58 to 26.33.
    assert ("33880", Decimal("34.58"), Decimal("26.33")) in [(change.code, change.before, change.after) for change in difference.largest]


def test_refuses_january_2025_saved_by_a_spreadsheet_and_names_the_mends(official_files: Path) -> None:
    file = read(official_files, JANUARY_2025)
    assert file.is_refused
    assert file.waits_for_mends
    assert dict(file.mends)["code"] == 276
    assert {issue.severity for issue in file.issues} == {"repair"}
    assert set(dict(file.mends)) == {"code", "global_days", "supervision"}


def test_reads_january_2025_rightly_once_the_mends_are_accepted(official_files: Path) -> None:
    file = read_pprrvu((official_files / JANUARY_2025).read_bytes(), accept_repairs=True)
    assert not file.is_refused
    assert (len(file.rows), without_work(file), file.skipped) == (18_865, 10_572, 1)
    rows = {row.key: row for row in file.rows}
    assert (rows["00100", ""].status, rows["20610", ""].global_days, rows["99213", ""].supervision) == ("J", "000", "09")
    # A year apart the global periods of codes that stayed are nearly all the same: none was mended to something else.
    october = {row.key: row for row in read(official_files, OCTOBER_2025).rows}
    assert sum(rows[key].global_days != row.global_days for key, row in october.items() if key in rows) < 50


OTHER_FILES = ("GPCI2025.csv", "ANES2025.txt", "OPPSCAP_Oct.csv", "OPPSCAP_Oct.txt", "OPPSCAP_Oct.xlsx", "25LOCCO.xlsx", "RVU25D.pdf")


@pytest.mark.parametrize("name", OTHER_FILES)
def test_refuses_the_other_files_of_a_release_with_a_sentence(official_files: Path, name: str) -> None:
    file = read(official_files, f"cms/RVU25D/{name}")
    assert file.is_refused
    assert not file.rows
    assert file.issues[0].message.endswith(".")
