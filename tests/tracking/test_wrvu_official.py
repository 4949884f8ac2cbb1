"""RVU Edge is right on every row of the official files: single lines, endoscopy families, amounts by locality, caps."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeSchedule, schedule_of
from tracking.wrvu.credit import total_credit, value_claim
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Locality, Terms
from tracking.wrvu.types import Line, Outcome, Reason

FILES = {
    "RVU26C": ("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv", date(2026, 7, 1), Decimal("33.4009")),
    "RVU25D": ("cms/RVU25D/PPRRVU2025_Oct.csv", date(2025, 10, 1), Decimal("32.3465")),
}
CENT = Decimal("0.01")


@cache
def release(folder: Path, name: str) -> FeeSchedule:
    path, begins, factor = FILES[name]
    return schedule_of(name, begins, factor, read_pprrvu((folder / path).read_bytes(), Path(path).name).rows)


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    release.cache_clear()


@pytest.mark.parametrize("name", FILES)
def test_counts_every_row_by_itself_at_its_own_work(official_files: Path, name: str) -> None:
    schedule = release(official_files, name)
    terms = Terms(schedule, RAW)
    for row in schedule.rows:
        (item,) = value_claim([Line(row.code, (row.modifier,) if row.modifier else ())], terms)
        assert item.credit == row.work_rvu, row.key
        assert (item.outcome is Outcome.CREDITED) == (row.work_rvu > 0), row.key


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", ["11", "22"])
def test_pays_every_active_row_by_its_total(official_files: Path, name: str, place: str) -> None:
    """Work + practice expense + malpractice, times the factor; what the outpatient price caps is held to the cap file below."""
    schedule = release(official_files, name)
    terms = Terms(schedule, CMS_PARALLEL)
    for row in schedule.rows:
        total = row.facility_total if place == "22" else row.non_facility_total
        if row.status == "A" and total:
            (item,) = value_claim([Line(row.code, (row.modifier,) if row.modifier else (), 1, place)], terms)
            if not any(step.rule == "opps_cap" for step in item.payment_steps):
                assert item.payment == (total * FILES[name][2]).quantize(CENT, ROUND_HALF_UP), row.key


def test_folds_all_36_families_on_work(official_files: Path) -> None:
    """Any two members: the higher, and the other less the base, not below zero; the base beside any member: nothing."""
    schedule = release(official_files, "RVU26C")
    members = defaultdict(list)
    for row in schedule.rows:
        if row.endoscopic_base:
            members[row.endoscopic_base].append(row)
    assert len(members) == 36
    terms = Terms(schedule, CMS_PARALLEL)
    for code, rows in members.items():
        base = schedule.row(code)
        assert base and base.multiple_procedure == "2" and not base.endoscopic_base
        for one, other in combinations([row for row in rows if row.work_rvu and row.status == "A"], 2):
            low, high = sorted((one.work_rvu, other.work_rvu))
            items = value_claim([Line(one.code, (), 1, "22"), Line(other.code, (), 1, "22")], terms)
            assert total_credit(items) == high + max(Decimal(0), low - base.work_rvu), (one.code, other.code)
            assert total_credit(items) >= high
        for row in rows:
            if row.work_rvu and row.status == "A":
                with_base = value_claim([Line(code, (), 1, "22"), Line(row.code, (), 1, "22")], terms)
                assert [item.credit for item in with_base] == [0, row.work_rvu], (code, row.code)
                assert with_base[0].flags == (Reason.INCLUDED_IN_ENDOSCOPY,)


@pytest.mark.parametrize(
    ("code", "place", "payment"),
    [
        ("43644", "22", "1618.27"),
        ("99213", "11", "95.19"),
        ("99213", "22", "57.45"),
        ("11102", "11", "95.53"),
        ("11102", "22", "30.06"),
        ("17000", "11", "66.47"),
        ("17311", "22", "286.91"),
    ],
)
def test_pays_what_was_published(official_files: Path, code: str, place: str, payment: str) -> None:
    (item,) = value_claim([Line(code, (), 1, place)], Terms(release(official_files, "RVU26C"), CMS_PARALLEL))
    assert str(item.payment) == payment


def _localities(folder: Path) -> dict[tuple[str, str], Locality]:
    with (folder / "cms/RVU25D/GPCI2025.csv").open(encoding="cp1252", newline="") as file:
        rows = [row for row in csv.reader(file) if row and row[0].isdigit()]
    return {(row[0], row[2]): Locality(*(Decimal(cell) for cell in row[4:7])) for row in rows}


def _terms_by_locality(folder: Path) -> dict[tuple[str, str], Terms]:
    """The cap and payment files still name six localities of California by the contractor that had them before."""
    schedule = release(folder, "RVU25D")
    terms = {key: Terms(schedule, CMS_PARALLEL, locality=locality) for key, locality in _localities(folder).items()}
    return terms | {("01112", key[1]): found for key, found in terms.items() if key[0] == "01182" and ("01112", key[1]) not in terms}


def test_pays_what_the_payment_amount_file_has_in_every_locality(official_files: Path) -> None:
    """PFREV25C of July 2025: 109 localities, both settings; the RVUs of that code are those of October."""
    terms = _terms_by_locality(official_files)
    with (official_files / "cms/PFREV25C/PFREV25C.txt").open(encoding="cp1252", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] == "2025"]
    assert len(rows) == 109
    for row in rows:
        for place, amount in (("11", row[5]), ("22", row[6])):
            (item,) = value_claim([Line(row[3], (), 1, place)], terms[row[1], row[2]])
            assert item.payment == Decimal(amount), row[:4]


def test_caps_what_the_cap_file_caps_in_every_locality(official_files: Path) -> None:
    """OPPSCAP of October 2025: 6,670 amounts of active rows, each in both settings; carrier-priced rows have no own amount."""
    terms = _terms_by_locality(official_files)
    with (official_files / "cms/RVU25D/OPPSCAP_Oct.csv").open(encoding="cp1252", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file) if row[2:3] == ["A"]]
    assert len(rows) == 6_670
    for code, modifier, _, carrier, locality, facility, non_facility in rows:
        for place, amount in (("22", facility), ("11", non_facility)):
            (item,) = value_claim([Line(code, (modifier,) if modifier else (), 1, place)], terms[carrier, locality])
            assert item.payment == Decimal(amount), (code, modifier, carrier, locality, place)
