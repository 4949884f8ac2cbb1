"""RVU Edge keeps the policies that always exist, and those of published tables with the numbers that they print."""

from decimal import Decimal

import pytest

from tests.tracking.claims import credits, valued
from tracking.wrvu import presets
from tracking.wrvu.policy import Policy, RankBasis, SideFactors, TimeRounding
from tracking.wrvu.presets import CMS_PARALLEL, MEDICARE, NO_RANK, PRESETS, RAW
from tracking.wrvu.sources import SOURCES, source_of


def test_offers_each_policy_by_its_name_with_its_source() -> None:
    assert list(PRESETS)[:3] == ["cms_parallel", "no_rank", "raw"]
    assert all(policy.name == name and policy.source for name, policy in PRESETS.items())
    assert len(PRESETS) == len({policy.name for policy in PRESETS.values()}) == 15


def test_takes_cms_parallel_where_a_policy_says_nothing() -> None:
    assert Policy("own", source=CMS_PARALLEL.source) == Policy("own", source="CMS payment rules, the same factors on work")
    own = Policy("cms_parallel", source=CMS_PARALLEL.source)
    assert own == CMS_PARALLEL


def test_makes_no_rank_of_cms_parallel_without_ranking_and_families() -> None:
    assert (NO_RANK.ranks, NO_RANK.folds_endoscopy, NO_RANK.sides) == (False, False, CMS_PARALLEL.sides)
    assert credits(valued("45385 45380 27447-50", NO_RANK)) == ["4.4600", "3.4700", "28.6650"]


def test_counts_work_that_medicare_does_not_use_in_raw_only() -> None:
    assert [policy.name for policy in PRESETS.values() if policy.counts_work_not_used_by_medicare] == ["raw"]


@pytest.mark.parametrize(
    ("name", "field", "percent"),
    [
        ("cancer_centre", "increased", "150"),
        ("cancer_centre", "stopped", "20"),
        ("cancer_centre", "surgical_care", "75"),
        ("cancer_centre", "pre_operative_care", "10"),
        ("cancer_centre", "team", "62.5"),
        ("cancer_centre", "assistant", "16"),
        ("cancer_centre", "assistant_nonphysician", "12"),
        ("regence", "pre_operative_care", "0"),
        ("health_net_medi_cal", "co_surgeon", "62"),
        ("health_net_medi_cal", "assistant", "20"),
        ("security_health_plan", "assistant", "20"),
        ("security_health_plan", "assistant_nonphysician", "16"),
        ("michigan_workers_comp", "co_surgeon", "62.5"),
        ("michigan_workers_comp", "assistant", "20"),
        ("michigan_workers_comp", "minimum_assistant", "13"),
        ("michigan_workers_comp", "assistant_without_resident", "20"),
        ("wisconsin_cataract", "surgical_care", "80"),
        ("orthopaedic_newsletter", "surgical_care", "70"),
        ("orthopaedic_newsletter", "post_operative_care", "30"),
        ("open_repricer", "reduced", "50"),
        ("shared_visit_80", "shared_by_physician", "80"),
        ("shared_visit_80", "shared_by_nonphysician", "20"),
    ],
)
def test_starts_from_what_a_table_prints(name: str, field: str, percent: str) -> None:
    assert getattr(PRESETS[name], field) * 100 == Decimal(percent)


def test_starts_from_rules_that_a_table_prints() -> None:
    assert PRESETS["spine_opinion"].ranking is RankBasis.NONE
    assert [share * 100 for share in PRESETS["united_community"].ladder] == [100, 50, 25]
    assert PRESETS["blue_cross_idaho"].sides == SideFactors()
    assert PRESETS["open_repricer"].time_rounding is TimeRounding.WHOLE_UP
    assert credits(valued("44140 27447-50", PRESETS["blue_cross_idaho"])) == ["11.0150", "28.6650"]


def test_pays_by_rules_that_no_policy_of_credit_changes() -> None:
    assert MEDICARE not in PRESETS.values()
    assert (MEDICARE.nonphysician, MEDICARE.social_worker, MEDICARE.assistant_nonphysician) == (
        Decimal("0.85"),
        Decimal("0.75"),
        Decimal("0.136"),
    )
    assert {str(item.payment) for policy in PRESETS.values() for item in valued("44140-AS", policy)} == {"170.03"}


def test_gives_the_factor_of_each_bilateral_indicator() -> None:
    assert [SideFactors().of(indicator) for indicator in "01239"] == [Decimal(text) for text in ("1", "1.5", "1", "2", "1")]


def test_says_where_each_rule_stands() -> None:
    assert source_of("rank") == SOURCES["rank"]
    assert source_of("no_work", "status") == "CMS record layout RVU25D.pdf: status code"
    assert source_of("no_work", "made up") == ""
    assert RAW.name in PRESETS and presets.PUBLISHED[0].name in PRESETS


# Lines that end in every kind of refusal, remark and factor that a line by itself can show.
TYPED = (
    "45385 45380 45378", "44140-80 44140-62 44140-66 47562-AS", "27447-50 27447-54 27447-55 27447-56 27447-78", "99213-54 99213-59",
    "70450 70450-26-TC 70450-TC", "45380-53 45378-53 45385-52 45385-63 45385-22", "99999 99214x0 99213-ZZ 99213-73 45385-52-53",
    "00142 00142-AA 00142-80", "78815 80053 99417 J0585 D1553", "11102-50 27447-25 99213-FS", "44140-62-80",
)  # fmt: skip


@pytest.mark.parametrize("policy", (CMS_PARALLEL, RAW), ids=lambda policy: policy.name)
def test_says_of_every_step_on_both_tracks_where_it_stands(policy: Policy) -> None:
    steps = [step for typed in TYPED for item in valued(typed, policy) for step in (*item.steps, *item.payment_steps)]
    assert len({step.rule for step in steps}) > 15
    assert [step for step in steps if not step.source] == []
