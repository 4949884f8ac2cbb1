"""RVU Edge names modifiers that do not exist, that are a hospital's, or that contradict one another."""

from decimal import Decimal

import pytest

from tests.tracking.claims import RVU26C, credits, valued
from tracking.wrvu.credit import value_claim
from tracking.wrvu.modifiers import KNOWN, opposed
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL, RAW
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Line, Outcome, Reason

REFUSED = [
    (("26", "TC"), "26 TC", Reason.MODIFIERS_EXCLUDE),
    (("50", "LT"), "50 LT", Reason.MODIFIERS_EXCLUDE),
    (("RT", "50"), "50 RT", Reason.MODIFIERS_EXCLUDE),
    (("52", "53"), "52 53", Reason.MODIFIERS_EXCLUDE),
    (("66", "62"), "62 66", Reason.MODIFIERS_EXCLUDE),
    (("58", "79"), "58 79", Reason.MODIFIERS_EXCLUDE),
    (("78", "79"), "78 79", Reason.MODIFIERS_EXCLUDE),
    (("80", "82"), "80 82", Reason.MODIFIERS_EXCLUDE),
    (("GC", "GE"), "GC GE", Reason.MODIFIERS_EXCLUDE),
    (("CQ", "CO"), "CO CQ", Reason.MODIFIERS_EXCLUDE),
    (("P1", "P2"), "P1 P2", Reason.MODIFIERS_EXCLUDE),
    (("73",), "73", Reason.FACILITY_MODIFIER),
    (("74", "59"), "74", Reason.FACILITY_MODIFIER),
    (("ZZ",), "ZZ", Reason.UNKNOWN_MODIFIER),
    (("59", "00", "1"), "00 1", Reason.UNKNOWN_MODIFIER),
    (("<b>",), "<b>", Reason.UNKNOWN_MODIFIER),
]


@pytest.mark.parametrize(("modifiers", "told", "reason"), REFUSED)
@pytest.mark.parametrize("policy", [CMS_PARALLEL, RAW], ids=["cms_parallel", "raw"])
def test_refuses_what_cannot_stand_and_names_it(policy: Policy, modifiers: tuple[str, ...], told: str, reason: Reason) -> None:
    (item,) = value_claim([Line("71046", modifiers)], Terms(RVU26C, policy))
    assert (item.outcome, item.credit, item.payment, item.flags[-1]) == (Outcome.INVALID, Decimal(0), None, reason)
    assert (item.steps[-1].field, item.steps[-1].value) == ("modifiers", told)
    assert item.payment_flags[-1] == reason


@pytest.mark.parametrize(
    "modifiers", ["51 80", "50 51", "50 62 54", "51 66 54", "62 55", "66 54", "80 51", "AS 51", "59 LT", "25 57", "80 AS"]
)
def test_lets_published_pairs_and_triples_stand(modifiers: str) -> None:
    (item,) = value_claim([Line("63030", tuple(modifiers.split()))], Terms(RVU26C, CMS_PARALLEL))
    assert Reason.UNUSUAL_PAIR not in item.flags


@pytest.mark.parametrize("modifiers", ["52 50", "54 55", "54 80", "50 51 80", "62 80", "78 62"])
def test_warns_of_pricing_modifiers_that_are_not_known_together(modifiers: str) -> None:
    (item,) = value_claim([Line("63030", tuple(modifiers.split()))], Terms(RVU26C, CMS_PARALLEL))
    assert Reason.UNUSUAL_PAIR in item.flags
    assert Reason.UNUSUAL_PAIR in item.payment_flags


def test_finds_the_pair_that_contradicts_itself() -> None:
    assert opposed(("59", "TC", "26")) == ("26", "TC")
    assert opposed(("59", "26", "LT")) is None


def test_knows_the_modifiers_of_the_catalogue() -> None:
    assert {"22", "99", "1P", "LT", "E1", "FA", "F9", "TA", "T9", "LC", "LM", "XE", "JZ", "FS", "CQ", "QZ", "P6", "95", "KX"} <= KNOWN
    assert all(len(modifier) == 2 for modifier in KNOWN)


def test_lets_every_known_modifier_stand_by_itself_on_a_visit() -> None:
    gated = {"26", "TC", "54", "55", "56", "73", "74", "62", "66", "80", "81", "82", "AS"}
    for modifier in sorted(KNOWN - gated):
        (item,) = value_claim([Line("99213", (modifier,))], Terms(RVU26C, CMS_PARALLEL))
        assert item.credit == (Decimal("0.6500") if modifier in {"52", "53"} else Decimal("1.3000")), modifier


def test_does_not_mind_the_order_of_modifiers() -> None:
    assert credits(valued("63030-50-80 33533-80")) == credits(valued("63030-80-50 33533-80"))
