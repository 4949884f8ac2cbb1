"""RVU Edge advises on pairs that are not paid together and on units above the limit; it never blocks a line."""

from datetime import date
from pathlib import Path

import pytest

from codes.cms import mue, ncci_ptp
from codes.cms.mue import UnitLimit
from codes.cms.ncci_ptp import PairEdit
from codes.edit_tables import advice_for
from codes.edits import Entered, PairAdvice, UnitAdvice, advise
from codes.models import OtherSchedule, ReleaseState
from codes.other_kinds import kind_called
from codes.reference import Reference, current_reference
from codes.releases import move_catalogue_version
from tests.codes.locality_files import as_opened

ON = date(2026, 11, 23)
MISUSE = "Misuse of column two code with column one code"


def pair(first: str, second: str, indicator: str = "1", begins: date = date(2018, 7, 1), ends: date | None = None) -> PairEdit:
    return PairEdit(first, second, False, begins, ends, indicator, MISUSE)


def limit(code: str, units: int, counted: str = "2") -> UnitLimit:
    return UnitLimit(code, "practitioner", units, counted, "Policy")


def entered(*texts: str) -> list[Entered]:
    """Read lines such as "45380-59 x2"."""
    lines = []
    for text in texts:
        code, _, rest = text.partition(" x")
        head, *modifiers = code.split("-")
        lines.append(Entered(head, tuple(modifiers), int(rest or 1)))
    return lines


def test_names_the_pair_and_the_modifiers_that_open_it():
    advice = advise(entered("45385", "45380"), [pair("45385", "45380")], [], ON)
    assert advice.pairs == (PairAdvice("45385", "45380", MISUSE, ("59", "XE", "XS", "XP", "XU"), ""),)


@pytest.mark.parametrize("text", ["45380-59", "45380-XS", "45380-LT", "45380-26-59"])
def test_sees_that_a_modifier_opens_a_pair(text: str):
    (told,) = advise(entered("45385", text), [pair("45385", "45380")], [], ON).pairs
    assert told.opened_by in text


def test_sees_the_modifier_on_either_code():
    (told,) = advise(entered("45385-59", "45380"), [pair("45385", "45380")], [], ON).pairs
    assert told.opened_by == "59"


@pytest.mark.parametrize("text", ["45380", "45380-26", "45380-51", "45380-22"])
def test_is_not_misled_by_other_modifiers(text: str):
    (told,) = advise(entered("45385", text), [pair("45385", "45380")], [], ON).pairs
    assert (told.may_open, told.opened_by) == (True, "")


def test_wants_the_modifier_on_every_line_of_the_code():
    (told,) = advise(entered("45385", "45380-59", "45380"), [pair("45385", "45380")], [], ON).pairs
    assert told.opened_by == ""


def test_never_opens_a_pair_of_indicator_0():
    (told,) = advise(entered("45385", "45380-59"), [pair("45385", "45380", "0")], [], ON).pairs
    assert (told.may_open, told.opened_by, told.openers) == (False, "", ())


@pytest.mark.parametrize("visit", ["99213", "99284", "92014"])
def test_proposes_25_and_57_for_a_visit(visit: str):
    (told,) = advise(entered("20610", visit), [pair("20610", visit)], [], ON).pairs
    assert told.openers == ("25", "57")


def test_says_nothing_of_a_pair_whose_other_code_is_not_there():
    assert not advise(entered("45385"), [pair("45385", "45380"), pair("45380", "45385")], [], ON)


@pytest.mark.parametrize(
    ("edit", "is_told"),
    [
        (pair("1", "2", begins=date(2026, 11, 23)), True),
        (pair("1", "2", begins=date(2026, 11, 24)), False),
        (pair("1", "2", ends=date(2026, 11, 23)), True),
        (pair("1", "2", ends=date(2026, 11, 22)), False),
        (pair("1", "2", "9"), False),
    ],
)
def test_heeds_the_days_of_an_edit_and_skips_what_was_taken_back(edit: PairEdit, is_told: bool):
    assert bool(advise(entered("1", "2"), [edit], [], ON)) is is_told


def test_tells_in_the_order_of_the_lines():
    edits = [pair("3", "2"), pair("1", "3"), pair("1", "2")]
    advice = advise(entered("1", "2", "3"), edits, [limit("3", 0), limit("1", 0)], ON)
    assert [(told.column_1, told.column_2) for told in advice.pairs] == [("1", "2"), ("3", "2"), ("1", "3")]
    assert [told.code for told in advice.units] == ["1", "3"]


def test_counts_units_of_a_day_over_all_lines():
    (told,) = advise(entered("97110 x3", "97110 x2"), [], [limit("97110", 4)], ON).units
    assert told == UnitAdvice("97110", 5, 4, is_by_line=False, is_by_policy=True, rationale="Policy")


def test_counts_units_of_a_line_line_by_line():
    assert not advise(entered("97110 x3", "97110 x2"), [], [limit("97110", 4, "1")], ON)
    (told,) = advise(entered("97110 x5", "97110 x2"), [], [limit("97110", 4, "1")], ON).units
    assert (told.units, told.is_by_line, told.is_by_policy) == (5, True, False)


def test_is_silent_up_to_the_limit():
    assert not advise(entered("97110 x4"), [], [limit("97110", 4, "3"), limit("99999", 1)], ON)


@pytest.fixture
def tables(db: None, official_files: Path) -> None:
    """The excerpts of the official tables, stored as an import stores them, from 1 July 2026."""
    for kind, reader, name in (
        ("ncci_ptp", ncci_ptp, "ccipra-v322r0-f1.excerpt.txt"),
        ("mue", mue, "MCR_MUE_PractitionerServices_Eff_07-01-2026.excerpt.csv"),
    ):
        store(kind, reader.read(as_opened((official_files / "derived/ncci" / name).read_bytes(), name)).rows, date(2026, 7, 1))


def store(kind: str, rows: object, day: date, name: str = "", state: str = ReleaseState.ACTIVE) -> OtherSchedule:
    table = OtherSchedule.objects.create(kind=kind, name=name or kind, effective_from=day, state=state)
    found = kind_called(kind)
    assert found is not None
    found.table.write(table.pk, rows)  # type: ignore[arg-type]
    move_catalogue_version()
    return table


def known() -> Reference:
    """The tables of the present, read."""
    kept = current_reference()
    assert kept.tables
    return kept


def test_advises_by_the_official_tables(tables: None, django_assert_num_queries):
    # ccipra-v322r0-f1: 0001U with 0030U, indicator 1, in force; with 0029U deleted on 30 June 2026. MUE: 0001U at most 1, policy.
    kept = known()
    with django_assert_num_queries(2):
        advice = advice_for(entered("0001U x2", "0030U", "0029U"), ON, kept)
    assert [(told.column_1, told.column_2, told.may_open) for told in advice.pairs] == [("0001U", "0030U", True)]
    assert [(told.code, told.units, told.limit, told.is_by_policy) for told in advice.units] == [("0001U", 2, 1, True)]


def test_asks_one_query_for_one_code_and_none_for_no_line(tables: None, django_assert_num_queries):
    kept = known()
    with django_assert_num_queries(1):
        advice_for(entered("0001U"), ON, kept)
    with django_assert_num_queries(1):  # the version of the catalogue; its tables are known
        assert not advice_for(entered("99999", "99998"), date(2020, 1, 1))
    with django_assert_num_queries(0):
        assert not advice_for([], ON)


def test_is_silent_before_the_first_day_of_the_tables(tables: None):
    assert not advice_for(entered("0001U x2", "0030U"), date(2026, 6, 30))


def test_is_silent_where_no_table_is_active(db: None):
    rows = (pair("45385", "45380"),)
    store("ncci_ptp", rows, date(2026, 7, 1), state=ReleaseState.DRAFT)
    store("ncci_ptp", rows, date(2026, 4, 1), state=ReleaseState.RETIRED)
    store("mue", (limit("45385", 1),), date(2026, 7, 1), state=ReleaseState.DRAFT)
    assert not advice_for(entered("45385 x2", "45380"), ON)


def test_reads_all_parts_of_a_release_and_of_each_only_the_latest(db: None):
    store("ncci_ptp", (pair("45385", "45380"),), date(2026, 7, 1), "part 1")
    store("ncci_ptp", (pair("45378", "45380"),), date(2026, 7, 1), "part 2")
    store("ncci_ptp", (pair("45385", "45381"),), date(2026, 4, 1), "part 1")
    advice = advice_for(entered("45385", "45380", "45378", "45381"), ON)
    assert [(told.column_1, told.column_2) for told in advice.pairs] == [("45385", "45380"), ("45378", "45380")]


def test_takes_the_limits_of_practitioners_alone(db: None):
    of_hospitals = UnitLimit("45385", "outpatient hospital", 9, "2", "Policy")
    store("mue", (of_hospitals,), date(2026, 10, 1), "outpatient hospital")
    store("mue", (limit("45385", 1),), date(2026, 7, 1), "practitioner")
    (told,) = advice_for(entered("45385 x2"), ON).units
    assert told.limit == 1
