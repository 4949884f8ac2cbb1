"""RVU Edge finds the row that credit is counted on: of the day, of a frozen schedule, of a comparator."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from codes.fees import schedule_of
from codes.lanes import FeeKind, Lane
from tests.tracking.claims import FACTOR, RVU26C, changed, line
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Absent
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Outcome, Reason

# 99213 as of RVU20A: work 0.97 (2020 office visits), every other field as today.
RVU20A = schedule_of("RVU20A", date(2020, 1, 1), FACTOR, [changed("99213", work_rvu=Decimal("0.97"))])


def counted(text: str, terms: Terms) -> Item:
    return value_claim([line(text)], terms)[0]


def test_counts_on_the_frozen_schedule_and_pays_by_the_release_of_the_day() -> None:
    item = counted("99213", Terms(RVU26C, CMS_PARALLEL, frozen=(RVU20A,)))
    assert (item.credit, item.payment) == (Decimal("0.9700"), Decimal("57.45"))  # 1.72 x 33.4009


def test_counts_on_the_frozen_schedule_where_no_release_holds_on_the_day() -> None:
    item = counted("99213", Terms(None, CMS_PARALLEL, frozen=(RVU20A,), on=date(1999, 1, 1)))
    assert (item.credit, item.payment, item.payment_flags) == (Decimal("0.9700"), None, (Reason.NO_RELEASE,))
    assert item.payment_steps[-1].value == "1999-01-01"


def test_takes_the_current_value_of_a_code_that_the_frozen_schedule_lacks() -> None:
    item = counted("99214", Terms(RVU26C, CMS_PARALLEL, frozen=(RVU20A,)))
    assert (item.credit, item.flags) == (Decimal("1.9200"), (Reason.VALUE_OF_CURRENT_RELEASE,))


def test_takes_nothing_for_such_a_code_where_the_policy_says_so() -> None:
    item = counted("99214", Terms(RVU26C, replace(CMS_PARALLEL, absent=Absent.NOTHING), frozen=(RVU20A,)))
    assert (item.outcome, item.credit, item.flags) == (Outcome.NOT_CREDITED, Decimal(0), (Reason.NOT_IN_SCHEDULE,))


@pytest.mark.parametrize(
    ("comparators", "credit", "reason"), [({"99214": "99213"}, "0.9700", "value_of_comparator"), ({}, "0.0000", "not_in_schedule")]
)
def test_takes_a_comparator_where_the_policy_says_so(comparators: dict[str, str], credit: str, reason: str) -> None:
    policy = replace(CMS_PARALLEL, absent=Absent.COMPARATOR)
    item = counted("99214", Terms(RVU26C, policy, frozen=(RVU20A,), comparators=comparators))
    assert (str(item.credit), item.flags) == (credit, (reason,))


def test_says_why_a_code_has_nothing_in_either_schedule() -> None:
    item = counted("99999", Terms(RVU26C, CMS_PARALLEL, frozen=(RVU20A,)))
    assert (item.outcome, item.flags, item.payment_flags) == (Outcome.NOT_CREDITED, (Reason.NOT_IN_SCHEDULE,), (Reason.NOT_IN_SCHEDULE,))
    item = counted("99999", Terms(None, CMS_PARALLEL, frozen=(RVU20A,)))
    assert (item.flags, item.payment_flags) == ((Reason.NOT_IN_SCHEDULE,), (Reason.NO_RELEASE,))


def test_names_two_frozen_schedules_that_contradict_each_other() -> None:
    item = counted("99213", Terms(RVU26C, CMS_PARALLEL, frozen=(RVU26C, RVU20A)))
    assert (item.outcome, item.credit, item.flags) == (Outcome.INVALID, Decimal(0), (Reason.TWO_FROZEN_SCHEDULES,))
    assert (item.steps[-1].field, item.steps[-1].value) == ("schedule", "RVU20A RVU26C")


def test_says_that_no_release_holds_on_the_day() -> None:
    item = counted("D1553", Terms(None, RAW, {"D1553": frozenset({FeeKind.DENTAL})}, on=date(1999, 1, 1)))
    assert (item.outcome, item.lane, item.flags) == (Outcome.NOT_CREDITED, Lane.DENTAL, (Reason.NO_RELEASE,))
    assert (item.steps[-1].field, item.steps[-1].value) == ("date_of_service", "1999-01-01")


def test_finds_the_base_of_an_endoscopy_in_the_schedule_of_its_track() -> None:
    """Work is folded on the frozen year, money on the release of the day: 3.56 - 3.26 of 2020 (work of 45380 and 45378)."""
    works = {"45378": "3.26", "45380": "3.56", "45385": "4.57"}
    frozen = schedule_of("RVU20A", date(2020, 1, 1), FACTOR, [changed(code, work_rvu=Decimal(work)) for code, work in works.items()])
    items = value_claim([line("45385"), line("45380-59")], Terms(RVU26C, CMS_PARALLEL, frozen=(frozen,)))
    assert [str(item.credit) for item in items] == ["4.5700", "0.3000"]
    assert str(items[1].payment) == "13.03"  # (5.32 - 4.93) x 33.4009
