"""RVU Edge estimates the same payment by whatever schedule and policy the work is credited: the two tracks never mix."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from codes.fees import FeeSchedule, schedule_of
from tests.tracking.claims import FACTOR, RVU26C, changed, line, lines, with_rows
from tracking.wrvu.credit import value_claim, value_plainly
from tracking.wrvu.facts import AnesthesiaCare, Facts
from tracking.wrvu.policy import Absent, Policy
from tracking.wrvu.presets import CMS_PARALLEL, PRESETS
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Line, Outcome, Reason

NOTHING = replace(CMS_PARALLEL, absent=Absent.NOTHING)


def terms_of(policy: Policy, *schedules: FeeSchedule) -> Terms:
    """Terms with the base units of 00142 and the national anesthesia factor of 2025."""
    units, factor = {"00142": Decimal(4)}, Decimal("20.3178")
    return Terms(RVU26C, policy, frozen=schedules, base_units=units, anesthesia_factor=factor)


def frozen(*codes: str) -> FeeSchedule:
    """A schedule of 2020 that has these codes alone."""
    return schedule_of("RVU20A", date(2020, 1, 1), Decimal("36.0896"), [row for row in RVU26C.rows if row.code in codes])


def anesthetic(text: str = "00142-AA", care: AnesthesiaCare | None = None) -> Line:
    return line(text, facts=Facts(anesthesia=care or AnesthesiaCare(minutes=90)))


CLAIMS = (
    lines("45385 45380-59 45378"),
    lines("44140 47562 47000"),
    lines("27447-50 27447-80 27447-54"),
    lines("27447-25 99213-54 99213-80"),
    lines("70450 70450-26 70450-TC"),
    lines("45378-53 11102x3 99999"),
    [anesthetic()],
    [anesthetic("00142")],
    [anesthetic("00142-AS")],
    [anesthetic(care=AnesthesiaCare(minutes=0))],
    [anesthetic(care=AnesthesiaCare(base_units=Decimal(-1), minutes=30))],
    [
        anesthetic("00142-AD", AnesthesiaCare(minutes=90, concurrent=3)),
        anesthetic("00142-QK", AnesthesiaCare(minutes=30, concurrent=9)),
    ],
)
WITHOUT_A_BASE = frozen("45385", "45380", "44140", "27447", "99213")
CREDITS = (
    ((), *PRESETS.values()),
    ((frozen(),), CMS_PARALLEL, NOTHING),
    ((WITHOUT_A_BASE,), CMS_PARALLEL, NOTHING),
    ((with_rows(changed("00142", assistant="2"), changed("27447", bilateral="3", assistant="1")),), CMS_PARALLEL),
    ((frozen("99213"), frozen("45385")), CMS_PARALLEL),
)


def told(item: Item) -> tuple[object, ...]:
    return item.payment, item.payment_steps, item.payment_flags


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: " ".join(f"{one.code}-{'-'.join(one.modifiers)}" for one in claim))
@pytest.mark.parametrize(("schedules", "policies"), [(one[0], one[1:]) for one in CREDITS])
def test_payment_is_the_same_however_work_is_credited(
    claim: list[Line], schedules: tuple[FeeSchedule, ...], policies: tuple[Policy, ...]
) -> None:
    expected = [told(item) for item in value_claim(claim, terms_of(CMS_PARALLEL))]
    for policy in policies:
        terms = terms_of(policy, *schedules)
        assert [told(item) for item in value_claim(claim, terms)] == expected
        assert [told(item) for item in value_plainly(claim, terms)] == expected


def test_pays_an_anesthetic_that_the_frozen_schedule_does_not_have() -> None:
    """4 base units and 90 / 15 = 6 of time, times 20.3178; the contract credits nothing, and says so."""
    (item,) = value_claim([anesthetic()], terms_of(NOTHING, frozen("99213")))
    assert (str(item.payment), item.credit, item.asa_units) == ("203.18", Decimal(0), None)
    assert (item.outcome, item.flags) == (Outcome.NOT_CREDITED, (Reason.NOT_IN_SCHEDULE,))


def test_takes_the_base_of_a_family_from_the_release_of_the_day_alone() -> None:
    """The frozen schedule has the base 45378; a release without it cannot tell what 45380 is above it: both are paid in full, flagged."""
    without = schedule_of("RVU26X", date(2026, 7, 1), FACTOR, [row for row in RVU26C.rows if row.code != "45378"])
    items = value_claim(lines("45385 45380"), Terms(without, CMS_PARALLEL, frozen=(RVU26C,)))
    assert [str(item.credit) for item in items] == ["4.4600", "0.2900"]
    assert all(Reason.BASE_NOT_IN_SCHEDULE in item.payment_flags for item in items)
