"""RVU Edge sums a division so that no sum tells whose work it is."""

from dataclasses import replace
from decimal import Decimal

from benchmarks.report.divided import Group, divided
from benchmarks.report.report import Report
from tests.benchmarks.inputs import months, report


def several(count: int, **changes: object) -> tuple[Report, ...]:
    """As many people with 500.00 in the month and 400.00 a year ago."""
    return (report(**changes),) * count


def test_sums_each_department_of_five_people_and_the_own_whatever_its_size() -> None:
    found = divided([Group("Medicine", several(5)), Group("Surgery", several(2), is_own=True)])
    assert [(part.name, part.sums.people, part.sums.month) for part in found.parts] == [
        ("Medicine", 5, Decimal(2500)),  # 5 x 500
        ("Surgery", 2, Decimal(1000)),  # 2 x 500
    ]
    assert (found.sums.people, found.sums.month, found.left_out) == (7, Decimal(3500), 0)


def test_shows_small_departments_together_where_they_are_five_people() -> None:
    found = divided([Group("Medicine", several(5)), Group("Genetics", several(2)), Group("Pain", several(3))])
    assert [(part.name, part.departments, part.sums.people) for part in found.parts] == [("Medicine", 1, 5), ("", 2, 5)]
    assert (found.sums.month, found.left_out) == (Decimal(5000), 0)  # 10 x 500


def test_leaves_small_departments_out_of_every_sum_where_they_are_fewer() -> None:
    found = divided([Group("Medicine", several(5)), Group("Genetics", several(2)), Group("Pain", several(2))])
    # Were the four in the sum, the difference to Medicine would be theirs.
    assert ([part.name for part in found.parts], found.sums.month, found.left_out) == (["Medicine"], Decimal(2500), 2)


def test_counts_no_trainee_towards_five() -> None:
    found = divided([Group("Medicine", (*several(4), report(is_trainee=True)))])
    assert (found.parts, found.left_out) == ((), 1)


def test_has_nothing_of_a_department_without_reports() -> None:
    found = divided([Group("Medicine", several(5)), Group("Empty", ())])
    assert (len(found.parts), found.left_out) == (1, 0)


def test_leaves_out_figures_that_fewer_than_five_people_have_a_share_in() -> None:
    dentist = replace(report(), this_month=replace(report().this_month, fee_amount=Decimal(64), asa_units=Decimal(9)))
    young = several(4, months=months()[12:], efforts=())
    found = divided([Group("Medicine", (*young, dentist))])
    # One person alone was there a year ago, has dollars and ASA units: none is told, of the department or of the division.
    for sums in (found.parts[0].sums, found.sums):
        assert (sums.month_a_year_ago, sums.fee_amount, sums.asa_units) == (None, Decimal(0), Decimal(0))
        assert sums.month == 2500


def test_shows_those_figures_of_five_people_and_of_the_own_department() -> None:
    dentist = replace(report(), this_month=replace(report().this_month, fee_amount=Decimal(64)))
    of_five = divided([Group("Dentistry", (dentist,) * 5), Group("Medicine", (*several(4), dentist))])
    assert [part.sums.fee_amount for part in of_five.parts] == [320, 0]  # 5 x 64; the one in Medicine has none told
    assert of_five.sums.fee_amount == 320
    assert divided([Group("Medicine", (*several(4), dentist), is_own=True)]).sums.fee_amount == 64


def test_compares_with_medians_of_five_people_alone() -> None:
    # 5,000 to date over 5,000 x 304 / 365: 120.07 percent; of four who are compared it is nobody's business.
    assert divided([Group("Medicine", several(5))]).sums.of_median == Decimal("120.1")
    assert divided([Group("Medicine", (*several(4), report(benchmark=None)))]).sums.of_median is None


def test_says_where_five_people_of_one_specialty_stand_as_one_and_no_fewer() -> None:
    five, four = (divided([Group("Medicine", (*several(count), *(report(benchmark=None),) * 2))]) for count in (5, 4))
    assert five.sums.together is not None and five.sums.together.people == 5
    assert four.parts[0].sums.people == 6 and four.parts[0].sums.together is None and four.sums.together is None
