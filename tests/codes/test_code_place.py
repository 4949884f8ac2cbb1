"""RVU Edge tells a payment in a locality: the formula step by step, by choice or by ZIP code, nothing stored."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from codes.cms import gpci, oppscap, pfrev
from codes.fees import FeeRow
from codes.models import LocalityIndex, OtherSchedule, ReleaseState, ZipLocality
from codes.payment import Indices, imaging_cap, payment_of
from codes.releases import move_catalogue_version
from tests.cast import make_cast
from tests.codes.locality_files import as_opened
from tests.codes.official_rows import official_rows, store_official
from tests.codes.test_code_page import page_of, told
from tests.snapshots import load_sample


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def localities(db: None) -> OtherSchedule:
    load_sample()
    make_cast()
    return store_localities()


def store_localities() -> OtherSchedule:
    """Store three localities of GPCI2025.csv (RVU25D) and a ZIP code of each but one."""
    table = _table("gpci", "Geographic practice cost indices", date(2025, 1, 1))
    for mac, state, number, name, work, expense, malpractice in (
        ("10112", "AL", "00", "ALABAMA", "1.000", "0.869", "0.575"),
        ("01112", "CA", "05", "SAN FRANCISCO-OAKLAND-BERKELEY", "1.088", "1.419", "0.445"),
        ("01112", "CA", "51", "NAPA", "1.061", "1.299", "0.445"),
    ):
        LocalityIndex.objects.create(
            schedule=table, mac=mac, state=state, locality=number, name=name, work_gpci=work, pe_gpci=expense, mp_gpci=malpractice
        )
    zips = _table("zip5", "ZIP codes and localities", date(2025, 10, 1))
    ZipLocality.objects.create(schedule=zips, zip_code="94110", state="CA", mac="01112", locality="05")
    move_catalogue_version()
    return table


def _table(kind: str, title: str, day: date) -> OtherSchedule:
    return OtherSchedule.objects.create(kind=kind, name=title, title=f"{title} {day.year}", effective_from=day, state=ReleaseState.ACTIVE)


def test_shows_the_formula_of_a_locality_step_by_step(client: Client, localities: OtherSchedule):
    # RVU26C, 45385: 4.46 x 1.088 = 4.85248; 1.72 and 10.00 x 1.419 = 2.44068 and 14.19; 0.51 x 0.445 = 0.22695.
    # (4.85248 + 2.44068 + 0.22695) x 33.4009 = 251.178442; (4.85248 + 14.19 + 0.22695) x 33.4009 = 643.616305.
    page = told(client.get("/codes/45385/?locality=CA-05").content.decode())
    assert "Work x 1.088 4.85248 4.85248" in page
    assert "Practice expense x 1.419 2.44068 14.19" in page
    assert "Malpractice x 0.445 0.22695 0.22695" in page
    assert "Sum 7.52011 19.26943" in page
    assert "Payment, x 33.4009 $251.18 $643.62" in page
    assert "Total, office 14.97 $643.62 in CA-05" in page
    assert "x 33.4009, national payment before locality $223.45 $500.01" in page
    assert "No indices of 2026 are loaded; those on file are older." in page


def test_keeps_the_choice_in_the_list_and_stores_nothing(client: Client, localities: OtherSchedule):
    answer = client.get("/codes/45385/?locality=ca-5")
    assert '<option value="CA-05" selected>CA-05 San Francisco-Oakland-Berkeley</option>' in answer.content.decode()
    assert not answer.cookies
    assert '<link rel="canonical" href="http://testserver/codes/45385/">' in answer.content.decode()


def test_finds_the_locality_of_a_zip_code(client: Client, localities: OtherSchedule):
    answer = client.get("/codes/45385/?locality=&zip=94110-1234")
    assert (answer.status_code, answer["Location"]) == (302, "/codes/45385/?locality=CA-05#payment")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("zip=00000", "The table on file does not hold ZIP code 00000."),
        ("zip=9411", "A ZIP code has five digits, for example 94110."),
        ("zip=%00", "A ZIP code has five digits, for example 94110."),
        ("locality=ZZ-99", "ZZ-99 is no place of the tables on file."),
        ("locality=CA", "CA is no place of the tables on file."),
        ("locality=%3Cb%3E", "&lt;b&gt; is no place of the tables on file."),
    ],
)
def test_says_what_is_wrong_with_a_place_and_shows_the_national_payment(
    client: Client, localities: OtherSchedule, asked: str, sentence: str
):
    page = client.get(f"/codes/45385/?{asked}").content.decode()
    assert sentence in page
    assert "$500.01 national" in told(page)


def test_takes_a_state_of_one_locality_by_its_letters(client: Client, localities: OtherSchedule):
    assert "in AL-00" in told(client.get("/codes/45385/?locality=AL").content.decode())


def test_offers_no_place_where_no_indices_are_loaded(client: Client, db: None):
    load_sample()
    make_cast()
    assert 'name="locality"' not in page_of(client, "45385")


def test_offers_no_zip_field_where_no_zip_codes_are_loaded(client: Client, localities: OtherSchedule):
    OtherSchedule.objects.filter(kind="zip5").update(state=ReleaseState.RETIRED)
    move_catalogue_version()
    page = page_of(client, "45385")
    assert 'name="locality"' in page
    assert 'name="zip"' not in page


@pytest.mark.parametrize("code", ["D1553", "80053", "3044F"])
def test_offers_no_place_for_what_the_schedule_does_not_pay(client: Client, localities: OtherSchedule, code: str):
    assert 'name="locality"' not in page_of(client, code)


def test_gives_each_place_an_etag_of_its_own(client: Client, localities: OtherSchedule):
    etags = {client.get(f"/codes/45385/{query}")["ETag"] for query in ("", "?locality=CA-05", "?locality=AL-00")}
    assert len(etags) == 3
    etag = client.get("/codes/45385/?locality=CA-05")["ETag"]
    assert client.get("/codes/45385/?locality=CA-05", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/codes/45385/?locality=AL-00", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", ["/codes/45385/?locality=CA-05", "/codes/45385/?zip=94110", "/codes/45385/?zip=00000"])
def test_asks_at_most_six_queries(client: Client, localities: OtherSchedule, address: str, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_tells_programs_the_same(client: Client, localities: OtherSchedule):
    document = client.get("/api/v1/codes/45385/?locality=CA-05").json()
    assert document["payments"] == [
        {
            "modifier": "", "facility": "223.45", "non_facility": "500.01", "local_facility": "251.18", "local_non_facility": "643.62",
            "is_capped": False,
        }
    ]  # fmt: skip
    assert document["locality"]["work_gpci"] == "1.0880"
    assert client.get("/api/v1/codes/45385/?locality=ZZ-99").status_code == 400
    assert client.get("/api/v1/codes/45385/?locality=-").status_code == 400


def test_pays_what_cms_publishes_for_each_locality(official_files: Path):
    """PFREV25C.txt of July 2025 prints the amounts of 76145 in all 109 localities; its values did not move up to October."""
    row = _row(official_files, "76145")
    indices = _indices(official_files)
    name = "PFREV25C.txt"
    amounts = pfrev.read(as_opened((official_files / "cms/PFREV25C" / name).read_bytes(), name)).rows
    published = {(amount.mac, amount.locality): amount.non_facility_amount for amount in amounts}
    assert len(published) == 109
    for place, expected in published.items():
        payment = payment_of(row, indices[place], in_facility=False)
        assert payment is not None
        assert payment.amount == expected, place


def test_caps_imaging_as_the_published_caps_do(official_files: Path):
    """OPPSCAP_Oct.csv prints 16,100 caps by locality; those of carriers that GPCI2025.csv lists are computed from the row."""
    indices, rows = _indices(official_files), {row.key: row for row in official_rows(official_files, "RVU25D")}
    name = "OPPSCAP_Oct.csv"
    compared = 0
    for cap in oppscap.read(as_opened((official_files / "cms/RVU25D" / name).read_bytes(), name)).rows:
        place, row = indices.get((cap.mac, cap.locality)), rows.get((cap.code, cap.modifier))
        if place is not None and row is not None and row.status in ("A", "R", "T"):
            assert imaging_cap(row, place, in_facility=False) == cap.non_facility_cap, (cap.code, cap.modifier, cap.mac, cap.locality)
            compared += 1
    assert compared > 5_000


def _indices(folder: Path) -> dict[tuple[str, str], Indices]:
    content = (folder / "cms/RVU25D/GPCI2025.csv").read_bytes()
    rows = gpci.read(as_opened(content, "GPCI2025.csv")).rows
    return {(row.mac, row.locality): Indices(row.work_gpci, row.pe_gpci, row.mp_gpci) for row in rows}


def _row(folder: Path, code: str) -> FeeRow:
    return next(row for row in official_rows(folder, "RVU25D") if row.key == (code, ""))


def test_lowers_a_payment_to_the_cap_and_says_so(client: Client, localities: OtherSchedule, official_files: Path):
    # RVU26C, 75635: office 12.31 x 33.4009 = 411.165079; with the OPPS values 2.34 + 6.13 + 0.18 = 8.65, 288.917785.
    store_official(official_files, "RVU26C", ["75635"])
    page = told(page_of(client, "75635"))
    assert "national payment before locality - $411.17" in page
    assert "Paid at most, by the cap on imaging - $288.92" in page
    assert "Total, office 12.31 $288.92 national" in page
    # In Alabama: 2.34 x 1.000 + 6.13 x 0.869 + 0.18 x 0.575 = 7.77047; x 33.4009 = 259.540691.
    assert "Paid at most, by the cap on imaging - $259.54" in told(client.get("/codes/75635/?locality=AL-00").content.decode())
