"""RVU Edge's front page shows a year that a reader can add up: a made-up week, a fictional survey, leave."""

from datetime import date
from decimal import Decimal

from rvuedge.site.example_year import CASES, example_report, last_day_shown

# Work of 2026 as the file prints it; the pair is 4.46 + (3.47 - 3.18) = 4.75.
WORTH = {
    "45385": "4.46", "45380": "3.47", "45378": "3.18", "43239": "2.33", "45385 45380-59": "4.75",
    "99214": "1.92", "99213": "1.30", "99204": "2.60", "99232": "1.59", "99223": "3.50",
}  # fmt: skip
REPORT = example_report(tuple((case, Decimal(WORTH[case])) for case in CASES), date(2026, 9, 30))


def test_adds_the_made_up_year_up() -> None:
    """A day of endoscopy is 13.38 + 6.94 + 6.36 + 4.66 + 4.75 = 36.09, of clinic 11.52 + 5.20 + 5.20 = 21.92, of rounds 16.96.

    Up to 30 September, without three weeks of July: 72, 60 and 12 of them. 2,598.48 + 1,315.20 + 203.52 = 4,117.20.
    """
    assert REPORT.year_to_date.credit == Decimal("4117.20")
    # 273 days less 21 of leave, at 0.80 of 365: 0.552329; 4,117.20 / 0.552329 = 7,454.25, between 7,000 and 8,600.
    assert REPORT.year_to_date.effective_cfte == Decimal("0.552329")
    # 50 + 25 x 454.25 / 1,600 = 57.1.
    assert (str(REPORT.standing.kind), REPORT.standing.text) == ("between", "57th")


def test_says_that_the_survey_is_made_up() -> None:
    assert REPORT.source is not None and REPORT.source.is_fictional
    assert "(fictional)" in REPORT.source.edition
    assert [f"{point.percentile}: {point.value:.0f}" for point in REPORT.source.points] == ["25: 5600", "50: 7000", "75: 8600", "90: 10600"]


def test_ends_with_the_last_september_that_is_over() -> None:
    assert last_day_shown(date(2026, 9, 30)) == date(2025, 9, 30)
    assert last_day_shown(date(2026, 10, 1)) == date(2026, 9, 30)
