"""RVU Edge names modifiers that do not exist, that are a hospital's, or that contradict one another."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from zipfile import ZipFile

import pytest

from codes.fees import schedule_of
from tests.tracking.claims import FACTOR, RVU26C, changed, credits, valued, with_rows
from tracking.wrvu.credit import value_claim
from tracking.wrvu.modifiers import KNOWN, opposed
from tracking.wrvu.policy import Absent, Policy
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
    (("74", "73"), "73 74", Reason.FACILITY_MODIFIER),
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


EXCLUSIVE = (
    "26 TC",
    "50 LT",
    "50 RT",
    "52 53",
    "62 66",
    "58 78 79",
    "80 81 82",
    "GC GE",
    "CO CQ",
    "P1 P2 P3 P4 P5 P6",
    "AA AD QK QX QY QZ",
)
OPPOSED = [pair for group in EXCLUSIVE for pair in combinations(group.split(), 2)]


def test_refuses_a_share_of_a_package_by_the_one_row_there_is() -> None:
    """A visit has no package (payment rules 2.7), be it in the release of the day alone or in the frozen schedule alone."""
    without = schedule_of("RVU20A", date(2020, 1, 1), FACTOR, [row for row in RVU26C.rows if row.code != "99213"])
    nothing = replace(CMS_PARALLEL, absent=Absent.NOTHING)
    of_the_day = Terms(RVU26C, nothing, frozen=(without,)), Reason.MODIFIER_NOT_ALLOWED
    frozen = Terms(without, nothing, frozen=(RVU26C,)), Reason.NOT_IN_SCHEDULE
    for terms, unpaid in (of_the_day, frozen):
        (item,) = value_claim([Line("99213", ("54",))], terms)
        assert (item.outcome, item.payment) == (Outcome.INVALID, None)
        assert Reason.MODIFIER_NOT_ALLOWED in item.flags
        assert unpaid in item.payment_flags


@pytest.mark.parametrize("pair", OPPOSED, ids=" ".join)
def test_finds_any_two_of_a_group_that_say_opposite_things(pair: tuple[str, str]) -> None:
    assert opposed(pair) == opposed(pair[::-1]) == pair


# Payment rules 2.6: the published pairs and triples, and no other.
PUBLISHED = """50 51,50 54,50 55,50 62,50 66,50 80,51 54,51 55,51 62,51 66,51 80,54 62,55 62,54 66,55 66,
50 54 62,50 54 66,51 54 62,51 54 66""".replace("\n", "").split(",")
PRICING = ("50", "51", "52", "53", "54", "55", "56", "62", "66", "78", "80")


def test_warns_of_every_two_or_three_pricing_modifiers_but_the_published_ones() -> None:
    together = [told for size in (1, 2, 3) for told in combinations(PRICING, size) if opposed(told) is None]
    items = {told: value_claim([Line("63030", told)], Terms(RVU26C, CMS_PARALLEL))[0] for told in together}
    standing = {" ".join(told) for told, item in items.items() if Reason.UNUSUAL_PAIR not in item.flags}
    assert standing == {*PUBLISHED, *PRICING}
    for steps in (items["50", "78"].steps, items["50", "78"].payment_steps):
        (step,) = (step for step in steps if step.rule == "unusual_pair")
        assert (step.field, step.value) == ("modifiers", "50 78")


def test_names_the_field_of_a_package_that_is_not_there() -> None:
    """A visit has no global period; 090 rows without shares are no surgery (payment rules, section 8)."""
    bare = with_rows(changed("63030", pre_operative=Decimal(0), intra_operative=Decimal(0), post_operative=Decimal(0)))
    for modifier in ("54", "55", "56"):
        (visit,), (no_surgery,) = valued(f"99213-{modifier}"), valued(f"63030-{modifier}", schedule=bare)
        for item, field, value in ((visit, "global_days", "XXX"), (no_surgery, "intra_operative", "0")):
            assert item.outcome is Outcome.INVALID
            for steps in (item.steps, item.payment_steps):
                assert (steps[-1].rule, steps[-1].field, steps[-1].value) == ("modifier_not_allowed", field, value)


@pytest.mark.parametrize("modifier", ["80", "81", "82", "AS"])
def test_lets_any_assistant_stand_beside_both_sides_and_not_beside_54(modifier: str) -> None:
    """The published pairs (payment rules 2.6) say 80; 81, 82 and AS are assistants too."""
    beside, odd = (value_claim([Line("63030", (modifier, other))], Terms(RVU26C, CMS_PARALLEL))[0] for other in ("50", "54"))
    assert Reason.UNUSUAL_PAIR not in beside.flags
    assert Reason.UNUSUAL_PAIR in odd.flags


def test_finds_the_pair_that_contradicts_itself() -> None:
    assert opposed(("59", "TC", "26")) == ("26", "TC")
    assert opposed(("59", "26", "LT")) is None


def test_knows_the_modifiers_of_appendix_a_of_cpt_and_no_other_that_begins_with_a_digit() -> None:
    """From 22 to 99, as first and last of each run, and the four of performance measures."""
    runs = ((22, 27), (32, 33), (47, 47), (50, 59), (62, 63), (66, 66), (73, 74), (76, 82), (90, 93), (95, 97), (99, 99))
    listed = {str(number) for first, last in runs for number in range(first, last + 1)}
    assert {modifier for modifier in KNOWN if modifier[0].isdigit()} == listed | {"1P", "2P", "3P", "8P"}


# HCPC2018_CONTR_ANWEB_disc.txt: how many of its 354 modifiers begin with each letter; and those that came later.
IN_2018 = {
    "A": 31, "B": 6, "C": 18, "D": 1, "E": 15, "F": 15, "G": 34, "H": 27, "J": 12, "K": 31, "L": 8, "M": 2, "N": 3, "P": 17,
    "Q": 29, "R": 8, "S": 21, "T": 30, "U": 24, "V": 10, "X": 9, "Z": 3,
}  # fmt: skip
LATER = {
    "AB", "CO", "CQ", "ER", "FQ", "FR", "FS", "FT", "G0", "J5", "JK", "JL", "JZ", "LU", "MA", "MB",
    "MC", "MD", "ME", "MF", "MG", "MH", "N1", "N2", "N3", "QA", "QB", "QR", "V4",
}  # fmt: skip


def test_knows_every_modifier_of_hcpcs_in_2018_and_those_that_came_later() -> None:
    assert {"LT", "E1", "FA", "F9", "TA", "T9", "LC", "LM", "XE", "QZ", "P6", "KX"} <= KNOWN
    assert LATER <= KNOWN
    assert Counter(modifier[0] for modifier in KNOWN - LATER if modifier[0].isalpha()) == IN_2018
    assert all(len(modifier) == 2 for modifier in KNOWN)


def test_knows_every_modifier_of_the_official_file(official_files: Path) -> None:
    file = official_files / "cms/HCPCS2018/2018-Alpha-Numeric-HCPCS-File.zip"
    with ZipFile(file) as archive:
        text = archive.read("HCPC2018_CONTR_ANWEB_disc.txt").decode("latin-1")
    # HCPCS18_recordlayout.txt: a modifier stands in places 4 and 5, its records are of kind 7 and 8.
    listed = {record[3:5] for record in text.splitlines() if record[:3] == "   " and record[10:11] in ("7", "8")}
    assert len(listed) == sum(IN_2018.values())
    assert listed == {modifier for modifier in KNOWN - LATER if modifier[0].isalpha()}


def test_lets_every_known_modifier_stand_by_itself_on_a_visit() -> None:
    gated = {"26", "TC", "54", "55", "56", "73", "74", "62", "66", "80", "81", "82", "AS"}
    for modifier in sorted(KNOWN - gated):
        (item,) = value_claim([Line("99213", (modifier,))], Terms(RVU26C, CMS_PARALLEL))
        assert item.credit == (Decimal("0.6500") if modifier in {"52", "53"} else Decimal("1.3000")), modifier


def test_does_not_mind_the_order_of_modifiers() -> None:
    assert credits(valued("63030-50-80 33533-80")) == credits(valued("63030-80-50 33533-80"))
