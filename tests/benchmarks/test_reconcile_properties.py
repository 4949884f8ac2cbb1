"""The comparison holds for any lines: their order changes nothing, sums add up, and it grows with the number of lines."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reconcile.compare import alternatives_of, compare, explained
from benchmarks.reconcile.lines import Alternative, CountedLine, Finding, Kind, Reason, Why
from benchmarks.reconcile.matching import without_reversals
from benchmarks.reconcile.sums import at_stake, sums_of
from tests.benchmarks.reconciled import TERMS, line, lines

CODES = st.sampled_from(["99213", "99214", "45385", "45380", "20610", "D1553"])
MODIFIERS = st.sampled_from([(), ("25",), ("50",), ("RT",), ("LT",), ("25", "GC")])
VALUES = st.decimals(0, 9, places=2)
LINE = st.builds(
    CountedLine,
    st.integers(0, 5).map(lambda days: date(2026, 10, 1) + timedelta(days)),
    CODES,
    MODIFIERS,
    st.integers(1, 3),
    VALUES,
)
LINES = st.lists(LINE, max_size=12)


def told(findings: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    """Findings without the numbers of the lines, which are those of the file."""
    return [(one.kind, one.why, *([part._replace(number=0) for part in side] for side in (one.own, one.theirs))) for one in findings]


def numbered(rows: list[CountedLine]) -> list[CountedLine]:
    return [row._replace(number=number) for number, row in enumerate(rows, start=1)]


@settings(deadline=None)
@given(LINES, LINES, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(own: list[CountedLine], theirs: list[CountedLine], chance) -> None:
    first = compare(numbered(own), numbered(theirs), TERMS)
    chance.shuffle(own)
    chance.shuffle(theirs)
    assert told(compare(numbered(own), numbered(theirs), TERMS)) == told(first)


def test_tells_lines_apart_by_their_place_before_the_order_of_the_file() -> None:
    mine = numbered([line("01 99213 1.30")])
    office, elsewhere = line("01 99213 1.30"), line("01 99213 1.30")._replace(place="11")
    for theirs in ([office, elsewhere], [elsewhere, office]):
        (_both, extra) = sorted(compare(mine, numbered(theirs), TERMS), key=lambda one: one.kind is Kind.EXTRA)
        assert (extra.kind, [part.place for part in extra.theirs]) == (Kind.EXTRA, ["11"])


@settings(deadline=None)
@given(LINES, LINES, st.integers(0, 7))
def test_every_line_is_in_one_finding_and_the_sums_add_up(own: list[CountedLine], theirs: list[CountedLine], shift: int) -> None:
    own, theirs = numbered(own), numbered(theirs)
    found = compare(own, theirs, replace(TERMS, shift=shift))
    assert sorted(chain.from_iterable(one.own for one in found)) == sorted(own)
    assert sorted(chain.from_iterable(one.theirs for one in found)) == sorted(theirs)
    sums = sums_of(found)
    assert sums.own == sum((one.value for one in own), Decimal(0))
    assert sums.theirs == sum((one.value for one in theirs), Decimal(0))
    assert sums.theirs + sum((one.difference for one in found), Decimal(0)) == sums.own
    assert sums.theirs + sums.difference == sums.own
    assert sum(one.count for one in sums.kinds) == len(found)


@settings(deadline=None)
@given(LINES)
def test_a_log_compared_with_itself_is_all_matched(own: list[CountedLine]) -> None:
    found = compare(numbered(own), numbered(own), TERMS)
    assert {one.kind for one in found} <= {Kind.MATCHED}
    assert all(not one.why for one in found)


@settings(deadline=None)
@given(LINES, LINES)
def test_each_finding_has_its_reason(own: list[CountedLine], theirs: list[CountedLine]) -> None:
    found = compare(numbered(own), numbered(theirs), TERMS)
    assert all(one.why for one in found if one.kind is not Kind.MATCHED)
    assert all(one.own and not one.theirs for one in found if one.kind is Kind.MISSING)
    assert all(one.theirs and not one.own for one in found if one.kind is Kind.EXTRA)


@settings(deadline=None)
@given(LINES)
def test_charges_that_are_all_taken_back_leave_nothing(charges: list[CountedLine]) -> None:
    back = [one._replace(units=-one.units, value=-one.value) for one in charges]
    assert without_reversals([*charges, *back]) == ([], len(charges))


def test_a_changed_value_names_the_release_or_policy_that_makes_it() -> None:
    (found,) = compare(lines("5 45385 4.57"), lines("5 45385 4.46"), TERMS)
    ways = [Alternative(Reason.POLICY, "raw", Decimal("4.57")), Alternative(Reason.RELEASE, "RVU25D", Decimal("4.4649"))]
    assert explained(found, ways, TERMS).why == (Why(Reason.RELEASE, "RVU25D"),)
    assert explained(found, ways[:1], TERMS).why == (Why(Reason.NOT_FOUND),)


def test_lines_that_were_split_are_weighed_together() -> None:
    (found,) = compare(lines("5 97110 0.45 | 5 97110x2 0.90"), lines("5 97110x3 1.20"), TERMS)
    each = {1: [Alternative(Reason.RELEASE, "RVU25D", Decimal("0.40"))], 2: [Alternative(Reason.RELEASE, "RVU25D", Decimal("0.80"))]}
    assert alternatives_of(found, each) == (Alternative(Reason.RELEASE, "RVU25D", Decimal("1.20")),)
    assert explained(found, alternatives_of(found, each), TERMS).why == (Why(Reason.RELEASE, "RVU25D"), Why(Reason.SPLIT))
    assert alternatives_of(found, {1: each[1]}) == ()


def test_a_difference_within_the_tolerance_is_none() -> None:
    own, theirs = [line("5 45385 4.57")], [line("5 45385 4.47")]
    assert compare(own, theirs, replace(TERMS, tolerance=Decimal("0.10")))[0].kind is Kind.MATCHED
    assert compare(own, theirs, replace(TERMS, tolerance=Decimal("0.09")))[0].kind is Kind.VALUE


def test_money_is_the_difference_at_the_rate_to_the_cent_half_up() -> None:
    # 0.62 x 52.75 = 32.705
    assert at_stake(Decimal("0.62"), Decimal("52.75")) == Decimal("32.71")
    assert at_stake(Decimal("-0.62"), Decimal("52.75")) == Decimal("-32.71")
    assert at_stake(Decimal(1), None) is None


def test_a_group_of_very_many_ways_is_matched_too() -> None:
    """Sixty codes of one subsection on each side of one day: beyond what is weighed one by one."""
    own = [line(f"5 453{number:02d} 1.00", number) for number in range(60)]
    theirs = [line(f"5 453{number:02d} 1.00", number) for number in range(40, 100)]
    found = compare(own, theirs, TERMS)
    assert sum(one.kind is Kind.MATCHED for one in found) == 20
    assert sum(one.kind is Kind.CODE for one in found) == 40
