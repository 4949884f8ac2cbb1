"""Administrators say how they compare and among which specialties time is divided; bad input is told with what to do."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from benchmarks.models import ComparisonPolicy, SpecialtyShare
from benchmarks.services_comparison import keep_shares
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.tables import BY_CUT, CUT_HEAD
from tests.benchmarks.work import clinician_of, edition_in_force
from tests.cast import Cast


@pytest.fixture
def fay(cast: Cast, specialties: dict[str, Specialty], client: Client) -> Client:
    client.force_login(cast.administrator.user)
    return client


def save(client: Client, **said: str):
    return client.post(reverse("comparison-save"), {"effective_from": "2026-01-01", "method": "newest"} | said, follow=True)


def divide(client: Client, number: int, **said: str):
    return client.post(reverse("shares-save", args=[number]), {"effective_from": "2026-01-01"} | said, follow=True)


def test_keeps_how_an_organisation_compares(fay: Client, cast: Cast) -> None:
    edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    cut = " academic, western ;Western;everybody"
    page = save(fay, method="fixed", weights="willow 60", cut=cut, target_percentile="60", ramp="50 75%").text
    kept = ComparisonPolicy.objects.get()
    assert (kept.method, kept.weights, kept.cut) == ("fixed", {"willow": "60"}, "Western, Academic; Western; everybody")
    assert kept.target_percentile == Decimal(60)
    assert kept.ramp == ["0.5", "0.75"]
    assert "By fixed weights" in page and "Western" in page
    assert '?from=2026-01-01#say"' in page
    form = fay.get(f"{reverse('comparison')}?from=2026-01-01").context["form"]
    said = [form[name].value() for name in ("method", "weights", "target_percentile", "ramp")]
    assert said == ["fixed", "willow 60", "60", "50 75"]
    assert fay.get(f"{reverse('comparison')}?from=soon").context["form"]["weights"].value() is None
    fay.post(reverse("comparison-remove", args=[kept.pk]))
    assert not ComparisonPolicy.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="comparison.").count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"method": "fixed"},
        {"method": "fixed", "weights": "oak 40"},
        {"weights": "willow many"},
        {"target_percentile": "100"},
        {"ramp": "50 101"},
        {"ramp": "half"},
        {"effective_from": "1999-01-01"},
        {"method": "loudest"},
        {"cut": "Western"},
    ],
)
def test_refuses_a_comparison_that_makes_no_sense(fay: Client, cast: Cast, said: dict[str, str]) -> None:
    edition_in_force(cast)
    assert save(fay, **said).status_code == 422
    assert not ComparisonPolicy.objects.exists()


def test_divides_clinical_time_among_specialties(fay: Client, cast: Cast) -> None:
    number = cast.clinician.membership.pk
    parts = {"specialty1": "gastroenterology", "percent1": "60", "specialty2": "family-medicine", "percent2": "40"}
    assert "Gastroenterology" in divide(fay, number, **parts).text
    kept = SpecialtyShare.objects.values_list("specialty__code", "weight")
    assert dict(kept) == {"gastroenterology": Decimal("0.6"), "family-medicine": Decimal("0.4")}
    form = fay.get(f"{reverse('shares', args=[number])}?from=2026-01-01").context["form"]
    assert {name: form[name].value() for name in parts} == parts and '?from=2026-01-01#say"' in fay.get(
        reverse("shares", args=[number])
    ).text
    divide(fay, number, specialty1="gastroenterology", percent1="100")
    assert SpecialtyShare.objects.get().weight == 1
    fay.post(reverse("shares-remove", args=[number, "2026-01-01"]))
    assert not SpecialtyShare.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"specialty1": "gastroenterology", "percent1": "90"}, "add up to 100"),
        ({"specialty1": "gastroenterology", "percent1": "60", "specialty2": "gastroenterology", "percent2": "40"}, "stands there twice"),
        ({"specialty1": "gastroenterology", "percent1": "60", "percent2": "40"}, "needs its percent"),
        ({"specialty1": "zoology", "percent1": "100"}, "Select a valid choice"),
    ],
)
def test_refuses_parts_that_are_no_whole(fay: Client, cast: Cast, said: dict[str, str], words: str) -> None:
    answer = divide(fay, cast.clinician.membership.pk, **said)
    assert answer.status_code == 422
    assert words in answer.text
    assert not SpecialtyShare.objects.exists()


def test_stores_no_shares_that_are_no_whole(cast: Cast, specialties: dict[str, Specialty]) -> None:
    shares = {specialties["gastroenterology"]: Decimal("0.9")}
    with pytest.raises(ValidationError, match="add up to 100%"):
        keep_shares(clinician=clinician_of(cast.clinician), effective_from=date(2026, 1, 1), shares=shares, by=cast.administrator.user)


def test_finds_no_shares_of_an_odd_day(fay: Client, cast: Cast) -> None:
    assert fay.post(reverse("shares-remove", args=[cast.clinician.membership.pk, "soon"])).status_code == 404
