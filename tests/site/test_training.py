"""RVU Edge tells somebody in training where a minimum stands, by hand arithmetic of the calendar."""

from datetime import date

from rvuedge.site.training import standing_of_minimum

TODAY = date(2026, 11, 27)


def test_works_the_pace_of_a_minimum_out() -> None:
    """36 months over and 24 left: 1,096 of 1,827 days; 75 x 1096/1827 = 44.99; 34 x 30.4375/731 = 1.4; 41 x 1827/1096 = 68.3."""
    found = standing_of_minimum(counted=41, minimum=75, months_over=36, months_left=24, on=TODAY)
    assert (found.pace.due, found.distance, found.row.missing) == (45, -4, 34)
    assert (str(found.pace.needed_a_month), found.pace.ends_at) == ("1.4", 68)
    # 720 x 41/75 = 393.6 of the bar, the tick at 720 x 45/75 = 432.
    assert (found.done, found.tick) == (393, 432)


def test_says_no_end_at_the_beginning_and_nothing_to_do_at_the_goal() -> None:
    begun = standing_of_minimum(counted=2, minimum=75, months_over=2, months_left=58, on=TODAY)
    assert begun.pace.ends_at is None
    done = standing_of_minimum(counted=80, minimum=75, months_over=36, months_left=24, on=TODAY)
    assert (done.row.is_reached, done.pace.needed_a_month, done.done) == (True, None, 720)
