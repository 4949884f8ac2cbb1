"""/plan/ and /manage/people/NUMBER/plan/: what was agreed, its arithmetic on the own log, offers of one's own, two side by side."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from benchmarks.models import PayPlan
from benchmarks.pay.plan import PlanTerms
from benchmarks.pay.tiers import Tier
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.agreed import OFFER, address, agree, of, told
from tests.benchmarks.work import clinician_of, did, employ, paid_by_fee
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.models import Contract, Effort

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
D = Decimal
PLAN = OFFER | {"title": "Agreed 2026", "effective_from": "2026-01-01", "year_starts_in": "1"}
# Session, user, place and shell, log, plans, offers, effort, leave, days, contract and policies.
QUERIES = 15


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast) -> Client:
    return of(cast.clinician)


def test_shows_the_arithmetic_of_the_year_to_date(cast: Cast, ada: Client) -> None:
    employ(cast.clinician, "0.800")
    agree(cast.clinician)
    did(cast.clinician, date(2026, 3, 2), "45385", "2700.50")
    did(cast.clinician, date(2025, 12, 31), "45385", "999")
    shown = told(ada.get("/plan/"))
    # 23 November is day 327. Base 180,000 x 327 / 365 = 161,260.27; threshold 3,600 x 0.8 x 327 / 365 = 2,580.16;
    # (2,700.50 - 2,580.1644) x 50 = 6,016.78; together 167,277.05.
    for words in (
        '<b data-total="pay">$167,277</b>',
        "$6,016.78 of it beyond base and extras.",
        "$180,000.00 x 0.895890 total FTE-years",
        "3,600 x 0.716712 clinical FTE-years",
        "120.3356 x $50.00",
        "Illustration, not payroll, not an opinion on fair market value.",
    ):
        assert words in shown, words
    assert "raw wRVU" not in shown


def test_asks_the_database_for_the_same_whatever_the_log_holds(cast: Cast, ada: Client, django_assert_max_num_queries: Any) -> None:
    employ(cast.clinician)
    agree(cast.clinician)
    for day in range(1, 25):
        did(cast.clinician, date(2026, 9, day), "99214", "1.92")
    with django_assert_max_num_queries(QUERIES):
        assert ada.get("/plan/").status_code == 200


def test_splits_the_year_where_a_plan_follows_another(cast: Cast, ada: Client) -> None:
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(rate=D(40)))
    agree(cast.clinician, PlanTerms(rate=D(50)), date(2026, 7, 1))
    did(cast.clinician, date(2026, 6, 30), "45385", "100")
    did(cast.clinician, date(2026, 7, 1), "45385", "100")
    shown = told(ada.get("/plan/"))
    # 100 x 40 + 100 x 50.
    assert 'data-total="pay">$9,000<' in shown
    assert "1 January 2026 to 30 June 2026" in shown and "1 July 2026 to 23 November 2026" in shown


def test_works_out_where_the_year_could_end(cast: Cast, ada: Client) -> None:
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(rate=D(50)))
    did(cast.clinician, date(2026, 10, 5), "45385", "1000")
    shown = told(ada.get("/plan/", {"wrvu": "2000"}))
    assert "as the last 3 months" in shown and "as the last 12 months" in shown
    # 2,000 x 50.
    assert '<td class="n">2,000</td><td class="n">$100,000</td><td class="n only-wide">$50.00</td>' in shown
    assert "This cannot be the end of the year: 1,000.00 wRVU are logged already" in told(ada.get("/plan/", {"wrvu": "999"}))
    assert "This is not a number." in told(ada.get("/plan/", {"wrvu": "lots"}))


def test_warns_whoever_counts_raw_wrvu(cast: Cast, ada: Client, fay: Client) -> None:
    employ(cast.clinician)
    agree(cast.clinician)
    Contract.objects.create(clinician=clinician_of(cast.clinician), effective_from=date(2026, 1, 1), policy="raw")
    assert "Your log counts raw wRVU" in told(ada.get("/plan/"))
    assert "This log counts raw wRVU" in told(fay.get(address(cast.clinician)))
    assert ada.get("/api/v1/plan/").json()["counts_raw_wrvu"] is True


def test_pays_on_the_values_of_the_year_that_the_plan_names(cast: Cast, ada: Client) -> None:
    employ(cast.clinician)
    plan = agree(cast.clinician, PlanTerms(rate=D(50)), schedule_year=2026)
    did(cast.clinician, date(2026, 8, 3), "99214", "1.00")
    assert "The values of the plan's year are not loaded" in told(ada.get("/plan/"))
    assert 'data-total="pay">$50<' in told(ada.get("/plan/"))
    store_rows(ReleaseFactory.create(), *RVU26C.rows)
    # 99214 has 1.92 in RVU26C: 1.92 x 50.
    shown = told(ada.get("/plan/"))
    assert ('data-total="pay">$96<' in shown, "Valued on" in shown) == (True, True)
    assert plan.agreed.rate == 50


def test_pays_dental_dollars_by_their_value(cast: Cast, ada: Client) -> None:
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(dental_rate=D("0.3")))
    paid_by_fee(cast.clinician, date(2026, 8, 3), "D2391", "250.00")
    assert "$250.00 x $0.30 a dollar" in told(ada.get("/plan/"))
    assert 'data-total="pay">$75<' in told(ada.get("/plan/"))


def test_says_what_is_missing(cast: Cast, ada: Client) -> None:
    assert "No pay plan is in force for you today." in told(ada.get("/plan/"))
    agree(cast.clinician)
    assert "Your clinical time is not entered" in told(ada.get("/plan/"))
    assert "You keep no log here." in told(of(cast.administrator).get("/plan/"))
    assert "The work of a trainee is learning" in told(of(cast.trainee).get("/plan/"))


def test_sends_the_arithmetic_as_csv(cast: Cast, ada: Client) -> None:
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(rate=D(50)))
    did(cast.clinician, date(2026, 8, 3), "45385", "10")
    rows = ada.get("/plan/arithmetic.csv").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "plan,from,to,quarter,rule,name,figures,unit,amount,is_added"
    assert "Agreed,2026-01-01,2026-11-23,,bonus,,work=10 rate=50,dollars,500.00,yes" in rows
    assert rows[-1] == '"Illustration, not payroll, not an opinion on fair market value."'
    assert AuditEntry.objects.get(action="pay.exported").actor_id == cast.clinician.user.pk


def test_tells_the_own_plan_by_the_api(cast: Cast, ada: Client) -> None:
    assert ada.get("/api/v1/plan/").json()["plan"] is None
    employ(cast.clinician)
    agree(cast.clinician, PlanTerms(rate=D(50)))
    did(cast.clinician, date(2026, 8, 3), "45385", "10")
    answer = ada.get("/api/v1/plan/").json()
    assert (answer["plan"], answer["first_day"], answer["as_of"], answer["total"]) == ("Agreed", "2026-01-01", "2026-11-23", "500.00")
    (part,) = answer["parts"]
    assert part["lines"][-1] == {
        "rule": "bonus",
        "name": "",
        "quarter": 0,
        "figures": {"work": "10", "rate": "50"},
        "unit": "dollars",
        "amount": "500.00",
        "is_added": True,
    }
    assert [one["earned"] for one in part["settlements"]] == ["0.00", "0.00", "500.00", "0.00"]


def test_keeps_changes_and_removes_a_plan_with_a_line_of_the_trail(cast: Cast, fay: Client) -> None:
    place = address(cast.clinician)
    body = PLAN | {"base": "180000", "threshold": "3600", "rate": "50.5", "stipends": "Medical director; 24,000"}
    body |= {"withhold": "10", "quality_score": "80"}
    assert "Saved. Ada Clinician sees it under Pay plan." in told(fay.post(f"{place}add/", body, follow=True))
    row = PayPlan.objects.get()
    assert (row.agreed.base, row.agreed.rate, row.agreed.quality_score, row.created_by) == (
        D(180000),
        D("50.5"),
        D("0.8"),
        cast.administrator.user,
    )
    form = told(fay.get(f"{place}{row.pk}/"))
    assert 'value="80"' in form and "Medical director; 24000" in form
    assert fay.post(f"{place}{row.pk}/change/", body | {"base": "190000"}).status_code == 302
    assert "Removed." in told(fay.post(f"{place}{row.pk}/remove/", follow=True))
    assert not PayPlan.objects.exists()
    lines = list(AuditEntry.objects.filter(action__startswith="pay_plan.").order_by("pk").values_list("action", "detail"))
    assert [action for action, _ in lines] == ["pay_plan.added", "pay_plan.changed", "pay_plan.removed"]
    assert (lines[1][1]["before"]["base"], lines[1][1]["after"]["base"]) == ("180000", "190000")
    # Names are free text and stay out of a trail that never forgets.
    assert "director" not in str(lines)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({}, "The plan pays nothing yet."),
        ({"rate": "50", "tiers": "0; 55"}, "not by both"),
        ({"tiers": "0; 55\n4500"}, "Line 2: write 2 parts with a semicolon between."),
        ({"tiers": "0; fifty"}, "Line 1: &#x27;fifty&#x27; is not a number."),
        ({"tiers": "0; 55\n0; 65"}, "Each tier begins above the one before."),
        ({"tiers": "0; 1\n" * 13}, "Write at most 12 lines."),
        ({"stipends": "; 5"}, "Line 1: begin with a name"),
        ({"stipends": "MRN 1234567; 5"}, "patient"),
        ({"per_diems": "Call; 12"}, "Line 1: write 3 parts"),
        ({"base": "-1"}, "greater than or equal to 0"),
        ({"base": "NaN"}, "This is not a number."),
        ({"base": "1e9"}, "less than or equal to 99999999.99"),
        ({"base": "1", "title": "MRN 1234567"}, "patient"),
        ({"base": "1", "title": ""}, "This field is required."),
        ({"base": "1", "effective_from": "2026-02-30"}, "not a date of the calendar"),
        ({"base": "1", "year_starts_in": "13"}, "valid choice"),
        ({"base": "1", "schedule_year": "26"}, "greater than or equal to 2000"),
        ({"base": "1", "recovery": "never"}, "valid choice"),
        ({"base": "1", "payout": "80"}, "nothing is paid for work"),
        ({"base": "1", "quality_score": "90"}, "The score releases nothing yet."),
        ({"base": "1", "recovery": "kept", "most_recovered": "5000"}, "there is nothing to limit"),
        ({"base": "1", "cap_wrvu": "7000"}, "The plan pays for no wRVU"),
        ({"base": "1", "cap_production": "7000"}, "The plan pays for no work"),
        ({"threshold_is_implied": "on", "rate": "50"}, "Enter both, or take the check mark away."),
    ],
)
def test_says_what_is_wrong_and_keeps_nothing(cast: Cast, fay: Client, said: dict[str, str], fault: str) -> None:
    answer = fay.post(f"{address(cast.clinician)}add/", PLAN | said)
    assert (answer.status_code, fault in told(answer)) == (422, True), told(answer)
    assert not PayPlan.objects.exists()


def test_keeps_one_plan_a_day(cast: Cast, fay: Client) -> None:
    place, body = address(cast.clinician), PLAN | {"base": "1"}
    fay.post(f"{place}add/", body)
    answer = fay.post(f"{place}add/", body)
    assert (answer.status_code, "There is a plan from this day already." in told(answer)) == (422, True)
    assert PayPlan.objects.count() == 1


def test_counts_nothing_of_a_training_that_ended(cast: Cast, ada: Client) -> None:
    log = clinician_of(cast.clinician)
    log.trainee_until = date(2026, 6, 30)
    log.save()
    Effort.objects.create(clinician=log, effective_from=date(2026, 7, 1), total_fte=1, clinical_fte=1)
    agree(cast.clinician, PlanTerms(rate=D(50)))
    did(cast.clinician, date(2026, 6, 30), "45385", "100")
    did(cast.clinician, date(2026, 7, 1), "45385", "10")
    assert 'data-total="pay">$500<' in told(ada.get("/plan/"))


def test_shows_where_a_tier_begins(cast: Cast, ada: Client) -> None:
    employ(cast.clinician, "0.800")
    agree(cast.clinician, PlanTerms(tiers=(Tier(D(0), D(40)), Tier(D(3600), D(50)))))
    did(cast.clinician, date(2026, 3, 2), "45385", "2700.50")
    shown = told(ada.get("/plan/"))
    # 0.8 x 327 / 365 = 0.716712; 3,600 x 0.716712 = 2,580.1644; 120.3356 above it at 50 dollars.
    assert "120.3356 x $50.00; it begins at 3,600 x 0.716712 clinical FTE-years" in shown
