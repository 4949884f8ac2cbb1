"""RVU Edge reads the official files as counted by hand: rows, rows without work, factors, changes from release to release."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms.pprrvu import PprrvuFile, read_pprrvu
from codes.comparison import compare
from codes.fees import FeeRow

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
    assert without_work(table) == 10_797
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


# Rows with and without work of July 2026 by status (notes on the CMS files, section 4); a row that is missing there has none.
STATUSES = """
A 8137 1271   R 89 993   T 4 4   B 28 52   N 51 299   I 49 1388   X 14 2560
C 0 1411   E 0 1294   J 0 276   M 0 1292   P 0 144
"""
# The same by the first letter of a code.
LETTERS = "A 0 853  D 0 971  H 0 94  J 0 1099  M 0 451  R 0 3  S 0 505  T 0 114  V 0 208  G 209 1095  P 1 57  Q 3 583"
# Rows of July 2026 by indicator (section 5); where the notes count only some values, only those are compared.
INDICATORS = {
    "pctc_indicator": "0 7351  1 3358  2 48  3 541  4 17  5 101  6 19  7 74  8 1  9 7846",
    "global_days": "000 1400  010 469  090 3779  MMM 17  XXX 11549  YYY 1003  ZZZ 1139",
    "multiple_procedure": "2 5405  3 375  4 489  5 52  6 389  7 106",
    "bilateral": "1 2262  2 390  3 243",
}


def pairs(text: str) -> dict[str, int]:
    """Read "name count name count"."""
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def triples(text: str) -> dict[str, tuple[int, int]]:
    """Read "name with-work without-work"."""
    words = text.split()
    return {name: (int(some), int(none)) for name, some, none in zip(words[::3], words[1::3], words[2::3], strict=True)}


def by_work(rows: Iterable[FeeRow], key: Callable[[FeeRow], str]) -> dict[str, tuple[int, int]]:
    """Return how many rows have work and how many have none, by a key."""
    some, none = Counter[str](), Counter[str]()
    for row in rows:
        (some if row.work_rvu else none)[key(row)] += 1
    return {name: (some[name], none[name]) for name in some | none}


def test_distributes_july_2026_over_statuses_letters_and_indicators_as_counted(official_files: Path) -> None:
    rows = read(official_files, JULY_2026).rows
    assert by_work(rows, lambda row: row.status) == triples(STATUSES)
    letters = by_work(rows, lambda row: row.code[0])
    assert {letter: counts for letter, counts in letters.items() if letter.isalpha()} == triples(LETTERS)
    assert by_work(rows, lambda row: row.code[-1])["F"] == (0, 565)
    assert by_work(rows, lambda row: row.code[-1])["T"] == (8, 799)
    assert letters["8"] == (148, 1_649)
    for field, counted in INDICATORS.items():
        found = Counter(getattr(row, field) for row in rows)
        assert {name: found[name] for name in pairs(counted)} == pairs(counted), field


def test_gives_each_row_of_july_2026_the_lane_of_its_own_reason(official_files: Path) -> None:
    rows = read(official_files, JULY_2026).rows
    # Work that Medicare does not use carries the mark on every row and nowhere else: 142 rows.
    unused = [row for row in rows if row.work_rvu and row.status not in "ART"]
    assert len(unused) == 142
    assert all(row.not_used_for_medicare for row in unused)
    # 118 codes have work on the row of modifier 26 only: 98 + 18 + 1 beside a whole row without work, and one that stands alone.
    whole = {row.code: row.status for row in rows if not row.modifier and not row.work_rvu}
    readings = {row.code for row in rows if row.modifier == "26" and row.work_rvu}
    assert Counter(whole[code] for code in whole.keys() & readings) == {"C": 98, "X": 18, "N": 1}
    assert [row.modifier for row in rows if row.code == "86153"] == ["26"]
    # Without work though active: parts of equipment, services of equipment alone, incident to, others.
    active = [row for row in rows if row.status == "A" and not row.work_rvu]
    technical = [row for row in active if row.modifier == "TC"]
    rest = Counter(row.pctc_indicator for row in active if row.modifier != "TC")
    assert (len(technical), rest["3"], rest["5"], rest.total() - rest["3"] - rest["5"]) == (819, 401, 35, 16)
    # The rows of a discontinued procedure.
    assert {row.code for row in rows if row.modifier == "53"} == {"44388", "45378", "G0105", "G0121"}


@pytest.mark.parametrize("name", [JULY_2026, OCTOBER_2025])
def test_adds_up_on_every_row(official_files: Path, name: str) -> None:
    for row in read(official_files, name).rows:
        assert row.non_facility_total == row.work_rvu + row.non_facility_pe_rvu + row.mp_rvu, row.key
        assert row.facility_total == row.work_rvu + row.facility_pe_rvu + row.mp_rvu, row.key


@pytest.mark.parametrize(
    "name", [JULY_2026, OCTOBER_2025, "cms/RVU25D/PPRRVU2025_Oct.txt.gz", "cms/RVU25D/PPRRVU2025_Oct.xlsx", JANUARY_2025]
)
def test_remarks_on_no_day_posting_variant_or_column_of_an_official_file(official_files: Path, name: str) -> None:
    fields = {"effective_from", "released_on", "pricing_indicator", "conversion_factor"}
    assert not [issue for issue in read(official_files, name).issues if issue.field in fields or "is not known" in issue.message]
