"""RVU Edge tells a difference in money by what the plan in force pays for the next wRVU, and says so."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from benchmarks.models import Reconciliation, ReconciliationKind
from benchmarks.pay.marginal_rate import marginal_rate
from benchmarks.pay.plan import PlanTerms, Span
from benchmarks.pay.tiers import Tier, TierMethod
from benchmarks.pay.work import Stretch
from benchmarks.pay_rate import HeldRate, held_rate, rate_for
from tests.benchmarks.agreed import agree, of
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, did, employ
from tests.cast import Cast

D = Decimal
TIERS = (Tier(D(0), D(40)), Tier(D(3000), D(50)))
# Half a year of full time: half of each yearly figure.
HALF: dict[str, Any] = {"effective_years": D("0.5"), "fte_years": D("0.5"), "share_of_year": D("0.5")}


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def half(wrvu: str) -> Stretch:
    return Stretch(date(2026, 1, 1), date(2026, 7, 1), wrvu=D(wrvu), **HALF)


@pytest.mark.parametrize(
    ("terms", "wrvu", "rate"),
    [
        (PlanTerms(rate=D(50)), "1", "50"),
        (PlanTerms(rate=D(50), threshold=D(4000)), "1999.99", "0"),
        (PlanTerms(rate=D(50), threshold=D(4000)), "2000", "50"),
        (PlanTerms(base=D(200000), rate=D(50), threshold_is_implied=True), "1999.99", "0"),
        (PlanTerms(tiers=TIERS), "1499.99", "40"),
        (PlanTerms(tiers=TIERS), "1500", "50"),
        (PlanTerms(tiers=TIERS, tier_method=TierMethod.WHOLE), "1600", "50"),
        (PlanTerms(tiers=(Tier(D(1000), D(40)),)), "499", "0"),
        (PlanTerms(rate=D(50), payout=D("0.8")), "1", "40"),
        (PlanTerms(rate=D(50), quality_rate=D(5), quality_score=D("0.8")), "1", "54"),
        (PlanTerms(rate=D(50), quality_rate=D(5)), "1", "50"),
        (PlanTerms(rate=D(50), cap_wrvu=D(4000)), "2000", "0"),
        (PlanTerms(rate=D(50), cap_production=D(100000), quality_rate=D(5), quality_score=D(1)), "1001", "5"),
        (PlanTerms(rate=D(50), cap_total=D(100000)), "1001", "0"),
        (PlanTerms(rate=D(50), guarantee=D(100000)), "999", "0"),
        (PlanTerms(rate=D(50), guarantee=D(100000)), "1000", "50"),
        (PlanTerms(base=D(200000)), "1000", "0"),
    ],
)
def test_the_next_wrvu_pays(terms: PlanTerms, wrvu: str, rate: str) -> None:
    assert marginal_rate(terms, [half(wrvu)]) == D(rate)


def test_the_next_wrvu_pays_by_the_quarter_where_a_threshold_starts_anew() -> None:
    quarter: dict[str, Any] = {"effective_years": D("0.25"), "fte_years": D("0.25"), "share_of_year": D("0.25")}
    first = Stretch(date(2026, 1, 1), date(2026, 3, 31), wrvu=D(1500), period=1, **quarter)
    second = Stretch(date(2026, 4, 1), date(2026, 6, 30), wrvu=D(900), period=2, **quarter)
    terms = PlanTerms(rate=D(50), threshold=D(4000))
    assert marginal_rate(terms, [first, second]) == D(50)
    assert marginal_rate(PlanTerms(rate=D(50), threshold=D(4000), resets=Span.QUARTER), [first, second]) == 0


def test_takes_the_rate_of_the_plan_at_the_point_reached(cast: Cast) -> None:
    employ(cast.clinician)
    agree(cast.clinician)
    clinician = clinician_of(cast.clinician)
    # 31 October is day 304: the threshold is 3,600 x 304 / 365 = 2,998.36.
    did(cast.clinician, date(2026, 9, 1), "45385", "2990")
    assert rate_for(clinician, OCTOBER) is None
    did(cast.clinician, date(2026, 10, 1), "45385", "10")
    assert held_rate(clinician, OCTOBER) == HeldRate(D(50), "Agreed")


def test_a_named_rate_of_the_month_holds_before_the_plan_and_an_older_one_behind_it(cast: Cast) -> None:
    clinician = clinician_of(cast.clinician)
    of_month: dict[str, Any] = {"kind": ReconciliationKind.TOTAL, "own_total": D(1), "their_total": D(1), "tolerance": D(0), "shift": 3}
    Reconciliation.objects.create(
        clinician=clinician, month_index=OCTOBER.index - 1, rate=D(44), file_hash="a", inputs_hash="a", **of_month
    )
    assert held_rate(clinician, OCTOBER) == HeldRate(D(44))
    employ(cast.clinician)
    agree(cast.clinician)
    did(cast.clinician, date(2026, 10, 1), "45385", "4000")
    assert held_rate(clinician, OCTOBER) == HeldRate(D(50), "Agreed")
    Reconciliation.objects.create(clinician=clinician, month_index=OCTOBER.index, rate=D(47), file_hash="b", inputs_hash="b", **of_month)
    assert held_rate(clinician, OCTOBER) == HeldRate(D(47))


def test_says_on_the_page_where_the_rate_comes_from(cast: Cast) -> None:
    employ(cast.clinician)
    agree(cast.clinician)
    did(cast.clinician, date(2026, 10, 1), "45385", "4000")
    page = of(cast.clinician).post("/reconcile/total/", {"month": "2026-10", "total": "3998", "rate": ""}, follow=True)
    assert "at $50.00 a wRVU" in page.text
    assert 'The rate is what "Agreed" pays for the next wRVU at the point reached by the end of the month' in page.text
    assert 'data-total="difference">$100.00</b>' in page.text
    named = of(cast.clinician).post("/reconcile/total/", {"month": "2026-10", "total": "3997", "rate": "51"}, follow=True)
    assert "pays for the next wRVU" not in named.text
