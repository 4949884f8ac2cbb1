"""RVU Edge keeps apart what a survey says of who answered, and finds the cut that is wanted."""

import pytest

from benchmarks.surveys.cuts import by_dimension, dimension_of, in_order, is_same_cut, label_of, parts_of, rank_of
from tests.benchmarks.tables import BY_CUT, CUT_HEAD, table

WESTERN = parts_of([("Region", "Western"), ("Academic", "No"), ("Years in specialty", "3-7"), ("Provider type", "Staff physician")])


def test_says_what_each_column_tells() -> None:
    assert WESTERN == (("region", "Western"), ("academic", "Not academic"), ("years_in_specialty", "3-7 years in specialty"))
    assert label_of(WESTERN) == "Western, Not academic, 3-7 years in specialty"
    assert parts_of([("ownership", "All"), ("academic_status", "yes"), ("fte basis", "")]) == (("academic", "Academic"),)
    assert label_of(()) == ""


@pytest.mark.parametrize(
    ("header", "dimension"),
    [("Practice_Ownership", "ownership"), ("FTE Basis", "fte_basis"), ("Geographic Region", "region"), ("Where", "region")],
)
def test_knows_the_dimension_of_a_column(header: str, dimension: str) -> None:
    assert dimension_of(header) == dimension


def test_joins_two_columns_of_one_dimension() -> None:
    assert by_dimension((("region", "Western"), ("academic", "Academic"), ("region", "Coast"))) == {
        "region": "Western, Coast",
        "academic": "Academic",
    }


def test_reads_the_cuts_of_a_table() -> None:
    told = {cell.cut: dict(cell.cut_parts) for cell in table(BY_CUT, CUT_HEAD).cells}
    assert told == {"": {}, "Western": {"region": "Western"}, "Western, Academic": {"region": "Western", "academic": "Academic"}}


def test_takes_the_parts_of_a_cut_in_any_order() -> None:
    assert is_same_cut("academic, WESTERN", "Western, Academic")
    assert not is_same_cut("Western", "Western, Academic") and not is_same_cut("", "Western")


def test_ranks_cuts_as_they_are_wanted_with_everybody_last() -> None:
    order = in_order("Western, Academic;  Western ;")
    assert order == ("Western, Academic", "Western")
    ranks = [rank_of(label, order) for label in ("Academic, Western", "Western", "", "Eastern")]
    assert ranks == [0, 1, 2, None]
    # Everybody may be wanted before a cut.
    assert [rank_of(label, in_order("everybody; Western")) for label in ("", "Western")] == [0, 1]
    assert in_order("") == ()
