"""A position can be looked at in a cut of the survey; no cut that nobody chose is compared with, and a licence holds in each."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from benchmarks.models import ComparisonPolicy, Cut
from codes.models import Specialty
from tests.benchmarks.tables import BY_CUT, CUT_HEAD
from tests.benchmarks.work import NOON, clinician_of, did, edition_in_force, employ
from tests.cast import Cast
from tracking.models.policy import Contract

PAGE, API = "/dashboard/position/", "/api/v1/position/"
# The lines of everybody left out: a survey that gives this specialty by region only.
ONLY_CUTS = "".join(line for line in BY_CUT.splitlines(keepends=True) if ",All," not in line)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast, specialties: dict[str, Specialty], client: Client) -> Client:
    """One visit of 400 in each of the trailing 12 months: 4,800 in a clinical FTE-year."""
    employ(cast.clinician, specialty=specialties["gastroenterology"])
    for month in [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, number, 5) for number in range(1, 11))]:
        did(cast.clinician, month, "45385", "400")
    client.force_login(cast.clinician.user)
    return client


def wants(cast: Cast, cut: str) -> None:
    ComparisonPolicy.objects.create(organisation=cast.organisation, effective_from=date(2026, 1, 1), cut=cut)


def text_of(page: str) -> str:
    return " ".join(page.split())


@pytest.mark.parametrize(
    ("cut", "text", "n", "named"),
    [
        ("", "45th", 90, ""),  # 25 + 25 x 800/1000
        ("everybody", "45th", 90, ""),
        ("western", "35th", 40, "Western"),  # 25 + 25 x 400/1000
        ("Academic, Western", "63rd", 12, "Western, Academic"),  # 50 + 25 x 600/1200 = 62.5
    ],
)
def test_places_the_log_in_the_cut_that_is_asked_for(ada: Client, cast: Cast, cut: str, text: str, n: int, named: str) -> None:
    edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    told = ada.get(API, {"cut": cut}).json()
    assert (told["text"], told["edition"]["n"], told["edition"]["cut"]) == (text, n, named)
    page = text_of(ada.get(PAGE, {"cut": cut}).text)
    assert f"Trailing 12 months: {text}" in page and f"n {n}" in page
    assert '<option value="Western, Academic"' in page


def test_names_the_cuts_that_there_are_where_another_is_asked_for(ada: Client, cast: Cast) -> None:
    edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    answer = ada.get(API, {"cut": "Eastern"})
    assert answer.status_code == 400
    assert "Known are: everybody, Western, Western, Academic." in answer.text
    assert ada.get(PAGE, {"cut": "Eastern"}).status_code == 404


def test_follows_the_order_of_the_organisation_and_says_what_the_survey_lacks(ada: Client, cast: Cast) -> None:
    edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    wants(cast, "Eastern; Western")
    told = ada.get(API).json()
    assert (told["text"], told["edition"]["cut"], told["warnings"]) == (
        "35th",
        "Western",
        ["not_on_the_values_of_the_edition", "cut_not_published"],
    )
    assert "Not in Eastern: the survey does not publish it for this specialty." in text_of(ada.get(PAGE).text)
    assert ada.get(API, {"cut": "Western"}).json()["warnings"] == ["not_on_the_values_of_the_edition"]


def test_compares_with_no_cut_that_nobody_chose(ada: Client, cast: Cast) -> None:
    edition_in_force(cast, body=ONLY_CUTS, head=CUT_HEAD)
    told = ada.get(API).json()
    assert (told["refusal"], told["edition"], told["points"]) == ("no_wanted_cut", None, [])
    assert "An administrator chooses which." in text_of(ada.get(PAGE).text)
    wants(cast, "Western")
    assert ada.get(API).json()["text"] == "35th"


@pytest.mark.parametrize(("policy", "warns"), [("raw", True), ("no_rank", False), ("cms_parallel", False)])
def test_warns_of_raw_work_beside_a_survey_of_adjusted_work(ada: Client, cast: Cast, policy: str, warns: bool) -> None:
    edition_in_force(cast)
    Contract.objects.create(clinician=clinician_of(cast.clinician), effective_from=date(2024, 1, 1), policy=policy)
    assert ("raw_policy" in ada.get(API).json()["warnings"]) is warns
    for address in (PAGE, "/dashboard/"):
        assert ("The log counts raw wRVU, and surveys count work that is adjusted" in text_of(ada.get(address).text)) is warns


@pytest.mark.parametrize("view", ["around_own", "position_only"])
def test_tells_no_survey_value_of_any_cut_beyond_the_licence(ada: Client, cast: Cast, view: str) -> None:
    edition_in_force(cast, view=view, body=BY_CUT, head=CUT_HEAD)
    far = ("6000", "7500", "6400", "7900", "6600", "3600")
    for cut in ("everybody", "Western", "Western, Academic"):
        for address in (API, PAGE):
            text = ada.get(address, {"cut": cut}).text.replace(",", "")
            assert not [value for value in far if value in text], (address, cut)


def test_offers_no_cut_of_an_edition_that_is_not_in_force_or_elsewhere(ada: Client, cast: Cast) -> None:
    edition = edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    edition.expires_on = date(2026, 10, 31)
    edition.save()
    assert "<select" not in ada.get(PAGE).text
    assert ada.get(API, {"cut": "Western"}).status_code == 400


def test_keeps_what_the_columns_say_and_shows_it_to_administrators(cast: Cast, specialties: dict[str, Specialty], client: Client) -> None:
    edition = edition_in_force(cast, body=BY_CUT, head=CUT_HEAD)
    cut = Cut.objects.get(edition=edition, label="Western, Academic")
    assert (cut.region, cut.academic, cut.ownership) == ("Western", "Academic", "")
    client.force_login(cast.administrator.user)
    place = f"/manage/benchmarks/{edition.pk}/"
    assert client.get(place).text.count('<th scope="row">Gastroenterology</th>') == 3
    page = text_of(client.get(place, {"cut": str(cut.pk)}).text)
    assert page.count('<th scope="row">Gastroenterology</th>') == 1
    assert "<dt>Academic or not</dt><dd>Academic</dd>" in page
    # A cut of another edition, or none, shows all.
    assert client.get(place, {"cut": "x"}).text.count('<th scope="row">Gastroenterology</th>') == 3
