"""The own position on the values of the edition, with everything that it comes from, on a page and over the API."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.models import ComparisonPolicy, Edition, SpecialtyShare
from codes.models import Specialty
from tests.benchmarks.tables import GASTRO
from tests.benchmarks.work import NOON, clinician_of, did, edition_in_force, employ
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.models.policy import Contract

PAGE, API, DASHBOARD = "/dashboard/position/", "/api/v1/position/", "/dashboard/"
FAMILY = "".join(f"Family medicine,wrvu,{at},{value},40\n" for at, value in ((25, 3000), (50, 4000), (75, 5000), (90, 6500)))


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(cast: Cast, specialties: dict[str, Specialty], client: Client) -> Client:
    employ(cast.clinician, target="5900", specialty=specialties["gastroenterology"])
    client.force_login(cast.clinician.user)
    return client


@pytest.fixture
def worked(cast: Cast) -> None:
    """One visit of 390 each month: 400 on the values of 2025, as far as a release says so."""
    for month in [date(2025, 11, 5), date(2025, 12, 5), *(date(2026, number, 5) for number in range(1, 11))]:
        did(cast.clinician, month, "45385", "390")


def release_of_2025(code: str = "45385", work: str = "400.00") -> None:
    release = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(release, fee_row(code, "", "A", work, "0"))


@pytest.mark.usefixtures("worked")
def test_counts_the_log_on_the_values_of_the_edition(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    release_of_2025()
    told = ada.get(API).json()
    # 12 x 400 = 4,800 in one clinical FTE-year: 25 + 25 x 800/1000 = 45; on the values of each day it would be 42.
    assert (told["kind"], told["percentile"], told["text"], told["rate"]) == ("between", "45.0000", "45th", "4800.0000")
    step = "25 + 25 x (4,800 - 4,000) / (5,000 - 4,000) = 45, shown as the 45th"
    assert step in " ".join(ada.get(PAGE).text.split())
    assert told["credit"] == {
        "own_values": "4680.0000",
        "edition_values": "4800.0000",
        "schedule": "RVU25D",
        "approximated_share": "0.0000",
    }
    assert told["window"] == {
        "first_day": "2025-11-01",
        "last_day": "2026-10-31",
        "days": 365,
        "effective_cfte": "1.000000",
        "mean_cfte": "1.0000",
        "basis": "calendar_days",
    }
    assert told["warnings"] == []
    assert (told["edition"]["n"], told["edition"]["schedule_year"], told["method_version"]) == (90, 2025, "6")
    page = ada.get(PAGE).text
    for words in ("wRVU on the values of RVU25D", "4,800.00 / 1.000000 = 4,800.00", "1 November 2025 to 31 October 2026, 365 days", "n 90"):
        assert words in page


@pytest.mark.usefixtures("worked")
def test_keeps_and_tells_what_the_other_schedule_does_not_list(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    release_of_2025("99213")
    told = ada.get(API).json()
    assert (told["credit"]["edition_values"], told["credit"]["approximated_share"]) == ("4680.0000", "1.0000")
    assert told["warnings"] == ["approximate"]
    assert "Approximate: more than 2%" in ada.get(PAGE).text


@pytest.mark.usefixtures("worked")
def test_says_so_where_no_release_of_the_year_is_loaded(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    told = ada.get(API).json()
    assert (told["credit"]["edition_values"], told["warnings"]) == (None, ["not_on_the_values_of_the_edition"])
    assert "no release of that year is loaded" in ada.get(PAGE).text


@pytest.mark.usefixtures("worked")
def test_separates_the_schedule_from_the_work_year_on_year(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    release_of_2025()
    for number in range(1, 11):
        did(cast.clinician, date(2025, number, 5), "45385", "350")
    both = ada.get(DASHBOARD).context["report"].year_on_year
    # 3,900 beside 3,500: on last year's values 4,000, so the work added 500 and the schedule took 100.
    assert (both.change, both.by_work, both.by_schedule) == (Decimal(400), Decimal(500), Decimal(-100))
    page = ada.get(DASHBOARD).text
    assert "What 2026 did to your lines" in page
    assert "3,900.00 on the values of each day; 4,000.00 on the benchmark's values of 2025." in page


@pytest.mark.usefixtures("worked")
def test_blends_specialties_by_the_days_of_their_shares(ada: Client, cast: Cast, specialties: dict[str, Specialty]) -> None:
    edition_in_force(cast, body=GASTRO + FAMILY)
    for code, weight in (("gastroenterology", "0.6"), ("family-medicine", "0.4")):
        shared = {"clinician": clinician_of(cast.clinician), "effective_from": date(2024, 1, 1), "specialty": specialties[code]}
        SpecialtyShare.objects.create(**shared, weight=Decimal(weight))
    told = ada.get(API).json()
    # 60 % of 4,000 and 40 % of 3,000 = 3,600; then 4,600: 25 + 25 x ... 4,680 lies between 4,600 and 5,600: 50 + 25 x 80/1000.
    assert [point["value"] for point in told["points"]][:2] == ["3600.0000", "4600.0000"]
    assert (told["percentile"], told["edition"]["is_target_blend"]) == ("52.0000", True)
    assert "Gastroenterology 60%" in told["edition"]["recipe"]
    assert "the mix of percentiles is not the percentile of the mix" in ada.get(PAGE).text


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(("view", "points"), [("all_points", 4), ("around_own", 2), ("position_only", 0)])
def test_tells_no_survey_value_beyond_the_licence(ada: Client, cast: Cast, view: str, points: int) -> None:
    edition_in_force(cast, view=view)
    told = ada.get(API).json()
    assert (told["text"], len(told["points"])) == ("42nd", points)
    for address in (API, PAGE, DASHBOARD):
        text = ada.get(address).text.replace(",", "")
        shown = [value for value in ("6000", "7500") if value in text]
        assert view == "all_points" or shown == [], address


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(("view", "is_told"), [("all_points", True), ("around_own", False)])
def test_holds_the_clinical_time_against_the_mean_where_the_survey_has_one(ada: Client, cast: Cast, view: str, is_told: bool) -> None:
    edition_in_force(cast, view=view, body=f"{GASTRO}Gastroenterology,wrvu,mean,5200,90\n")
    page = " ".join(ada.get(DASHBOARD).text.split())
    # 10 x 390 on 327 of 365 days: 3,900 / 5,200 / 0.895890 = 0.84.
    assert ("The year so far stands for 0.84 clinical FTE at the mean of the survey; 1.00 is entered." in page) == is_told
    assert "5200" not in page.replace(",", "")


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(("period", "words"), [("fiscal", "of the fiscal years of"), ("mixed", "calendar and fiscal years"), ("", "")])
def test_says_whose_years_the_data_are_of(ada: Client, cast: Cast, period: str, words: str) -> None:
    edition = edition_in_force(cast)
    Edition.objects.filter(pk=edition.pk).update(data_period=period)
    assert words in ada.get(PAGE).text and ("The data are of" in ada.get(PAGE).text) is bool(words)


@pytest.mark.usefixtures("worked")
def test_compares_with_no_edition_whose_licence_ended(ada: Client, cast: Cast) -> None:
    edition = edition_in_force(cast)
    Edition.objects.filter(pk=edition.pk).update(expires_on=date(2026, 11, 22))
    assert ada.get(API).json()["refusal"] == "no_benchmark"
    Edition.objects.filter(pk=edition.pk).update(expires_on=date(2026, 11, 23))
    assert ada.get(API).json()["refusal"] is None


@pytest.mark.usefixtures("worked")
def test_shows_what_a_wanted_percentile_asks_for(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    policy = {"organisation": cast.organisation, "effective_from": date(2026, 1, 1)}
    ComparisonPolicy.objects.create(**policy, target_percentile=Decimal(62))
    # 5,000 + 1,000 x 12/25 = 5,480 for a whole year of full time.
    assert "The 62nd percentile asks for 5,480 a clinical FTE-year" in ada.get(DASHBOARD).text


def test_puts_a_target_back_into_days_and_services(ada: Client, cast: Cast) -> None:
    did(cast.clinician, date(2026, 11, 5), "99214", "1.92")
    gap = ada.get(DASHBOARD).context["report"].gap
    # 24 November to 31 December 2026: 28 weekdays, Thanksgiving and Christmas are kept.
    assert (gap.missing, gap.days) == (Decimal("5898.08"), 26)
    # 5,898.08 / 1.92 = 3,071.9 visits.
    assert [(one.code, one.units) for one in gap.services] == [("99214", 3072)]


def test_has_no_position_for_whoever_keeps_no_log(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator.user)
    assert client.get(API).status_code == 404
    assert client.get(PAGE).status_code == 200


@pytest.mark.usefixtures("worked")
def test_warns_where_raw_work_of_the_window_stands_beside_a_survey(ada: Client, cast: Cast) -> None:
    edition_in_force(cast)
    words = "The log counts raw wRVU, and surveys count work that is adjusted"
    assert words not in ada.get(DASHBOARD).text and "raw_policy" not in ada.get(API).json()["warnings"]
    clinician = clinician_of(cast.clinician)
    # Raw from March to May 2026 only: the trailing 12 months hold it, the last day does not.
    for day, policy in ((date(2026, 3, 1), "raw"), (date(2026, 6, 1), "cms_parallel")):
        Contract.objects.create(clinician=clinician, effective_from=day, policy=policy)
    assert "raw_policy" in ada.get(API).json()["warnings"]
    assert words in ada.get(DASHBOARD).text and "raw wRVU" in ada.get(PAGE).text
    # What was raw before the window is not compared.
    Contract.objects.filter(policy="raw").update(effective_from=date(2025, 3, 1))
    Contract.objects.filter(policy="cms_parallel").update(effective_from=date(2025, 6, 1))
    assert "raw_policy" not in ada.get(API).json()["warnings"] and words not in ada.get(DASHBOARD).text
