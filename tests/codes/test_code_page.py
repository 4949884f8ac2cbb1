"""RVU Edge has a page for every code that is true for its lane, with all headings where it has texts."""

import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from codes.lanes import FeeKind
from codes.models import OtherFee, OtherSchedule, Release, ReleaseState
from codes.page import code_page
from codes.releases import move_catalogue_version
from codes.services_notices import declare_licence
from rvuedge.accounts.models import Organisation
from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row

HEADINGS = [
    "Also known as", "In plain language", "Clinical context", "RVU information", "Billing and documentation", "Specialties", "Questions",
]  # fmt: skip
OF_EVERY_LANE = ["45385", "D1553", "99214", "71046", "80053", "J0696", "E0601", "00142", "3044F", "49999", "36416", "93005"]
NOVEMBER = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def cast(db):
    load_sample()
    return make_cast()


def page_of(client, code):
    answer = client.get(f"/codes/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def told(page):
    """Return the page as a reader reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    "code", ["45385", "D1553", "99214", "71046", "80053", "J0696", "E0601", "00142", "3044F", "49999", "36416", "93005"]
)
def test_has_every_heading_for_a_code_of_the_sample(client, cast, code):
    page = page_of(client, code)
    assert re.findall(r"<h2>([^<]+)</h2>", page) == HEADINGS
    assert 'href="/log/?add=' + code in page
    assert "Track this code" in page


def test_adds_up_total_and_payment_in_both_settings(client, cast):
    # RVU26C, 45385: (4.46 + 1.72 + 0.51) x 33.4009 = 223.452021 and (4.46 + 10.00 + 0.51) x 33.4009 = 500.011473.
    page = told(page_of(client, "45385"))
    assert "Work, what the clinician does 4.46 4.46" in page
    assert "Practice expense, staff, room, supplies 1.72 10.00" in page
    assert "Malpractice 0.51 0.51" in page
    assert "Total RVU 6.69 14.97" in page
    assert "x 33.4009, national payment before locality $223.45 $500.01" in page


def test_never_calls_work_times_the_factor_a_payment(client, cast):
    # 4.46 x 33.4009 = 148.97; 1.92 x 33.4009 = 64.13.
    assert "148.97" not in page_of(client, "45385")
    assert "64.13" not in page_of(client, "99214")


def test_prints_no_payment_for_a_setting_where_the_service_is_not_done(client, cast):
    # RVU26C, 27447: office marked NA; 34.71 x 33.4009 = 1159.345239.
    page = told(page_of(client, "27447"))
    assert "national payment before locality $1,159.35 -" in page
    assert "rarely or never done in that setting" in page


def test_explains_the_indicators_and_names_the_base_code(client, cast):
    page = page_of(client, "45385")
    assert "Several procedures 3 Endoscopy family" in told(page)
    assert "Global period 000 Work of the same day is included." in told(page)
    assert '<a href="/codes/45378/">45378</a>' in page


def test_tells_the_shares_of_a_global_package(client, cast):
    assert "Of the work, 10% is before the operation, 69% during and 21% after it." in page_of(client, "27447")


def test_shows_the_parts_of_a_divided_service(client, cast):
    page = told(page_of(client, "71046"))
    # RVU26C, 71046: 0.30 x 33.4009 = 10.02027 and 0.69 x 33.4009 = 23.046621; the technical part has no price in a facility.
    assert "26, professional part 0.21 0.30 $10.02 0.30 $10.02" in page
    assert "TC, technical part none 0.69 0.69 $23.05" in page


def test_shows_the_row_of_a_service_that_was_stopped(client, cast):
    assert "53, stopped early 1.59" in told(page_of(client, "45378"))


def test_says_what_each_release_changed(client, cast):
    page = told(page_of(client, "45385"))
    assert "Work 4.57 lowered by the efficiency adjustment (2.5%)" in page
    assert "The earliest release stored here" in page
    assert "For this code that is 4.57 x 0.975, rounded 4.46." in page
    assert "is the first to show it" not in page


def test_says_of_a_dental_code_that_it_has_no_work_value_and_prints_no_zero_for_it(client, cast):
    page = told(page_of(client, "D1553"))
    assert "Fee-schedule reimbursed" in page
    assert "Work RVU none CMS sets no work value" in page
    assert "Fee not known" in page
    assert "Why there is no work RVU" in page
    assert page.count("0.00") == 1  # in the sentence that says what the file prints


def test_never_takes_the_hospitals_price_for_the_clinicians_fee(client, cast):
    page = told(page_of(client, "D1553"))
    assert "$1,662.63" in page
    assert "paid to the hospital, not the clinician's fee" in page
    shown = code_page("D1553", NOVEMBER, None)
    assert shown.fee is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("J0696", "Fee $0.462 Part B drug payment limits (sample), per 250 mg"),
        ("80053", "Fee $10.56 Clinical laboratory fees (sample)"),
        ("E0601", "Fee not known no loaded schedule has it"),
        ("49999", "Fee not known priced by report"),
        ("00142", "Counts as ASA units not wRVU"),
        ("36416", "Work RVU none part of another service"),
        ("3044F", "Work RVU none the code is for reporting"),
        ("93005", "Work RVU none no physician work"),
        ("90885", "printed, not used by Medicare"),
        ("86153", "with modifier 26 only"),
    ],
)
def test_says_how_each_lane_is_paid(client, cast, code, sentence):
    assert sentence in told(page_of(client, code))


def test_says_that_sample_values_are_a_sample(client, cast):
    assert "Sample values" in page_of(client, "45385")


def test_shows_an_official_release_as_such(client, cast):
    store_rows(ReleaseFactory.create(), fee_row("45385", "", "A", "4.46", "0"))
    move_catalogue_version()
    page = told(page_of(client, "45385"))
    assert "CMS Physician Fee Schedule, July 2026" in page
    assert "A sample: facts" not in page


def test_leaves_headings_out_where_it_has_no_text(client, cast):
    store_rows(ReleaseFactory.create(), fee_row("45300", "", "A", "0.78", "0"))
    move_catalogue_version()
    page = page_of(client, "45300")
    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["RVU information", "Billing and documentation", "Questions"]
    assert "This code has no text of ours yet" in page
    assert "Surgery, colon and rectum , 45000 to 45999 (CPT)" in told(page)


def test_tells_of_a_dental_code_without_a_text_what_plans_ask_for(client, cast):
    """D5899 of July 2026 has status R and no work, and no text of ours: tooth or area, radiographs, and asking the plan before."""
    store_rows(ReleaseFactory.create(), fee_row("D5899", "", "R", "0.00", "0"))
    move_catalogue_version()
    page = told(page_of(client, "D5899"))
    assert "This code has no text of ours yet" in page
    for asked in ("Name the tooth, the surfaces or the area of the mouth", "Keep the radiographs", "Ask the plan about pre-authorisation"):
        assert asked in page


def test_shows_official_descriptors_only_where_somebody_holds_the_licence(client, cast, settings):
    release = ReleaseFactory.create()
    store_rows(release, fee_row("45300", "", "A", "0.78", "0"))
    release.rows.update(descriptor="Imported words")
    move_catalogue_version()
    assert "Imported words" not in page_of(client, "45300")
    assert "Imported words" not in client.get("/codes/?q=4530").content.decode()
    settings.PUBLIC_DESCRIPTORS = True
    assert "Imported words" in page_of(client, "45300")
    settings.PUBLIC_DESCRIPTORS = False
    client.force_login(cast.clinician.user)
    assert "Imported words" not in page_of(client, "45300")
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    assert "Imported words" in page_of(client, "45300")
    assert "Imported words" in client.get("/codes/?q=4530").content.decode()


@pytest.fixture
def own_fee(cast):
    schedule = OtherSchedule.objects.create(
        kind=FeeKind.DENTAL,
        name="Riverside dental fees",
        organisation=cast.organisation,
        effective_from=date(2026, 7, 1),
        state=ReleaseState.ACTIVE,
    )
    OtherFee.objects.create(schedule=schedule, code="D1553", amount=Decimal("64"), unit="")
    return schedule


def test_shows_an_organisations_fee_to_its_members(client, cast, own_fee):
    client.force_login(cast.clinician.user)
    page = told(page_of(client, "D1553"))
    assert "Fee $64.00 Riverside dental fees" in page


@pytest.mark.parametrize("part", ["stranger", "strange_administrator", "operator", None])
def test_shows_an_organisations_fee_to_nobody_else(client, cast, own_fee, part):
    if part:
        client.force_login(cast.members[part])
    assert "Riverside" not in page_of(client, "D1553").split("<main")[1]


def test_shows_a_published_fee_to_everybody(client, cast, own_fee):
    OtherSchedule.objects.filter(pk=own_fee.pk).update(is_public=True)
    assert "Riverside dental fees" in page_of(client, "D1553")


def test_shows_no_fee_before_its_day(client, cast, own_fee):
    OtherSchedule.objects.filter(pk=own_fee.pk).update(effective_from=date(2027, 1, 1))
    client.force_login(cast.clinician.user)
    assert "Riverside dental fees" not in page_of(client, "D1553")


def test_says_of_an_unknown_code_what_was_searched_and_what_is_near(client, cast):
    answer = client.get("/codes/45399X/")
    page = told(answer.content.decode())
    assert answer.status_code == 404
    assert "No loaded schedule holds 45399X" in page
    assert "SAMPLE26, SAMPLE25, SAMPLE24" in page
    assert len(re.findall(r'<li class="line">', answer.content.decode())) == 3


@pytest.mark.parametrize("code", ["4538", "99999", "ZZZZZ", "0", "1234567890"])
def test_answers_404_for_what_is_no_code(client, cast, code):
    assert client.get(f"/codes/{code}/").status_code == 404


@pytest.mark.parametrize("address", ["/codes/%00/", "/codes/a b/", "/codes/..%2f/", "/codes/12345678901/", "/codes/category/no-such/"])
def test_answers_404_for_what_can_be_no_code(client, cast, address):
    assert client.get(address).status_code == 404


def test_leads_small_letters_to_the_code(client, cast):
    answer = client.get("/codes/d1553/")
    assert (answer.status_code, answer["Location"]) == (301, "/codes/D1553/")


def test_answers_304_until_something_changes(client, cast):
    etag = client.get("/codes/45385/")["ETag"]
    assert client.get("/codes/45385/", headers={"If-None-Match": etag}).status_code == 304
    move_catalogue_version()
    assert client.get("/codes/45385/", headers={"If-None-Match": etag}).status_code == 200
    etag = client.get("/codes/45385/")["ETag"]
    Organisation.objects.filter(pk=cast.organisation.pk).update(is_demo=True)
    assert client.get("/codes/45385/", headers={"If-None-Match": etag}).status_code == 200


def test_never_answers_signed_in_people_from_a_visitors_copy(client, cast):
    etag = client.get("/codes/45385/")["ETag"]
    client.force_login(cast.clinician.user)
    answer = client.get("/codes/45385/", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "ETag" not in answer
    assert "Cookie" in answer["Vary"]


@pytest.mark.parametrize("code", ["45385", "D1553", "J0696"])
def test_asks_at_most_six_queries_for_a_page(client, cast, code, django_assert_max_num_queries):
    client.get(f"/codes/{code}/")
    with django_assert_max_num_queries(6):
        client.get(f"/codes/{code}/")


def test_speaks_of_a_chosen_release(cast):
    assert Release.objects.count() == 3
    main = code_page("45385", NOVEMBER, None, "SAMPLE25").main
    assert main is not None
    assert main.row.work_rvu == Decimal("4.57")
    assert code_page("45385", NOVEMBER, None, "RVU99Z").main is None
