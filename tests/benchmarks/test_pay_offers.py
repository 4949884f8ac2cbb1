"""/plan/offers/ and /plan/compare/: offers that nobody else sees, and two plans or offers side by side."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.models import PayOffer
from benchmarks.pay.codec import as_document
from benchmarks.pay.plan import PlanTerms
from benchmarks.services_pay import MOST_OFFERS
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.agreed import BASE, OFFER, address, agree, of, told
from tests.benchmarks.work import clinician_of, did, employ
from tests.cast import Cast

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
D = Decimal


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast) -> Client:
    return of(cast.clinician)


def test_keeps_offers_for_nobody_else(cast: Cast, ada: Client) -> None:
    fay = of(cast.administrator)
    assert ada.post("/plan/offers/add/", OFFER | {"base": "250000"}).status_code == 302
    offer = PayOffer.objects.get()
    assert "Lakeview" in told(ada.get("/plan/"))
    assert 'value="250000"' in told(ada.get(f"/plan/offers/{offer.pk}/"))
    assert ada.post(f"/plan/offers/{offer.pk}/change/", OFFER | {"base": "260000"}).status_code == 302
    assert PayOffer.objects.get().agreed.base == 260000
    for client in (fay, of(cast.lead), of(cast.colleague)):
        assert client.get(f"/plan/offers/{offer.pk}/").status_code == 404
        assert client.post(f"/plan/offers/{offer.pk}/remove/").status_code == 404
    assert "Lakeview" not in told(fay.get(address(cast.clinician)))
    assert not AuditEntry.objects.filter(detail__icontains="260000").exists()
    assert ada.post(f"/plan/offers/{offer.pk}/remove/").status_code == 302
    assert not PayOffer.objects.exists()


def test_keeps_no_more_offers_than_a_person_can_read(cast: Cast, ada: Client) -> None:
    PayOffer.objects.bulk_create(PayOffer(clinician=clinician_of(cast.clinician), title="x") for _ in range(MOST_OFFERS))
    answer = ada.post("/plan/offers/add/", OFFER | {"base": "1"})
    assert (answer.status_code, "Remove one first." in told(answer)) == (422, True)


@pytest.fixture
def two(cast: Cast) -> dict[str, str]:
    """The plan in force and an offer, as the form names them."""
    plan = agree(cast.clinician)
    terms = as_document(PlanTerms(rate=D(60), quality_rate=D(5)))
    offer = PayOffer.objects.create(clinician=clinician_of(cast.clinician), title="Lakeview", terms=terms)
    return {"first": f"plan-{plan.pk}", "second": f"offer-{offer.pk}"}


def test_compares_two_on_the_same_log(cast: Cast, ada: Client, two: dict[str, str]) -> None:
    employ(cast.clinician)
    did(cast.clinician, date(2026, 3, 2), "45385", "3000")
    shown = told(ada.get("/plan/compare/", two | {"on": "log"}))
    # The threshold to date is 3,600 x 327 / 365 = 3,225.21, above 3,000: base alone; the offer pays 3,000 x 60.
    assert 'data-total="first">$161,260.27<' in shown
    assert 'data-total="second">$180,000.00<' in shown
    assert "Lakeview pays $18,739.73 more than Agreed" in shown
    assert "A missing score is not zero." in shown


def test_compares_two_on_planned_volumes(ada: Client, two: dict[str, str]) -> None:
    shown = told(ada.get("/plan/compare/", two | {"on": "planned", "wrvu": "4000", "clinical_fte": "0.5", "total_fte": "0.5"}))
    # 90,000 + (4,000 - 1,800) x 50 = 200,000; 4,000 x 60.
    assert 'data-total="first">$200,000.00<' in shown
    assert 'data-total="second">$240,000.00<' in shown


def test_says_why_two_cannot_be_compared(cast: Cast, ada: Client, two: dict[str, str]) -> None:
    assert "There is nothing to compare yet." in told(of(cast.colleague).get("/plan/compare/"))
    assert "No effort is entered for you" in told(ada.get("/plan/compare/", two | {"on": "log"}))
    answer = ada.get("/plan/compare/", two | {"on": "log", "second": "offer-0"})
    assert (answer.status_code, "valid choice" in told(answer)) == (422, True)
    # What a trainee logs is learning: only a planned year can be compared.
    PayOffer.objects.create(clinician=clinician_of(cast.trainee), title="A", terms=as_document(BASE))
    PayOffer.objects.create(clinician=clinician_of(cast.trainee), title="B", terms=as_document(BASE))
    assert 'value="log"' not in told(of(cast.trainee).get("/plan/compare/"))
