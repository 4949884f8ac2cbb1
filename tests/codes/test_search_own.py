"""RVU Edge puts the codes first that a person keeps or logged of late, and says why each code was found."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils.html import escape

from codes.lanes import Lane
from codes.own_codes import own_codes
from codes.releases import move_catalogue_version
from codes.search import search
from codes.search_index import Entry, SearchIndex
from codes.search_lexicon import load_lexicon
from codes.services_notices import declare_licence
from codes.texts import load_texts
from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row
from tracking.entry import CaseContent, EntryLine
from tracking.models import Favourite
from tracking.services import log_case

TODAY = date(2026, 11, 23)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def cast(db):
    load_sample()
    return make_cast()


def keep(member, *codes):
    for position, code in enumerate(codes):
        Favourite.objects.create(clinician=member.clinician, code=code, position=position)


def log(member, code, day=TODAY):
    content = CaseContent(day, "11", (EntryLine(code),))
    log_case(clinician=member.clinician, case_id=uuid4(), content=content, actor=member.user)


def codes_of(answer):
    return [hit["code"] for hit in answer.json()["results"]]


def test_knows_favourites_in_their_order_then_what_was_logged_latest_first(cast):
    keep(cast.clinician, "45385", "99214")
    log(cast.clinician, "43239", date(2026, 11, 2))
    log(cast.clinician, "99214", date(2026, 11, 3))
    log(cast.clinician, "45380", date(2026, 11, 4))
    log(cast.clinician, "99232", date(2026, 8, 31))
    assert own_codes(cast.clinician.user, TODAY) == ("45385", "99214", "45380", "43239")


def test_knows_nothing_of_the_codes_of_others(cast):
    keep(cast.colleague, "45385")
    log(cast.colleague, "45380")
    assert own_codes(cast.clinician.user, TODAY) == own_codes(cast.administrator.user, TODAY) == ()


def test_puts_own_codes_before_better_matches_and_after_the_exact_code(cast):
    assert search("colonoscopy", 3, TODAY, own=("45384", "45380"))[0].code == "45384"
    assert [hit.code for hit in search("4538", 2, TODAY, own=("45385",))] == ["45385", "45380"]
    assert search("45380", 2, TODAY, own=("45385",))[0].code == "45380"
    assert "45384" not in {hit.code for hit in search("knee scope", 10, TODAY, own=("45384",))}


def test_keeps_a_near_spelling_of_an_own_code_behind_real_matches():
    entries = [Entry("29881", "Knee arthroscopy", Decimal(7), Lane.WRVU), Entry("97116", "Kneecap taped", Decimal(1), Lane.WRVU)]
    assert [hit.code for hit in SearchIndex(entries).search("knee", 5, own=("97116",))] == ["97116", "29881"]
    assert [hit.code for hit in SearchIndex(entries).search("knae", 5, own=("97116",))] == ["29881"]


def test_answers_programs_with_a_persons_own_codes_first(client, cast):
    log(cast.clinician, "45384")
    visitor = codes_of(client.get("/api/v1/codes/?q=colonoscopy"))
    client.force_login(cast.clinician.user)
    own = codes_of(client.get("/api/v1/codes/?q=colonoscopy"))
    assert visitor[0] != "45384"
    assert own[0] == "45384"
    assert set(own) == set(visitor) | {"45384"} or len(own) == len(visitor)


def test_asks_little_of_the_database_for_a_search(client, cast, django_assert_num_queries):
    client.get("/api/v1/codes/?q=colonoscopy")
    # The catalogue's version.
    with django_assert_num_queries(1):
        client.get("/api/v1/codes/?q=knee+scope")
    client.force_login(cast.clinician.user)
    # The session, its user, the favourites, the latest lines, the version, and whether descriptors may be shown.
    with django_assert_num_queries(6):
        client.get("/api/v1/codes/?q=knee+scope")


def test_marks_own_codes_and_says_why_on_the_page(client, cast):
    keep(cast.clinician, "45380")
    client.force_login(cast.clinician.user)
    page = client.get("/codes/?q=colonoscopy+with+biopsy", headers=HTMX).content.decode()
    assert page.index(">45380<") < page.index("yours")
    assert page.count("yours") == 1
    assert "near spelling" in client.get("/codes/?q=colonscopy", headers=HTMX).content.decode()
    assert "ACL reconstruction" in client.get("/codes/?q=acl+recon", headers=HTMX).content.decode()


def test_offers_own_codes_first_in_the_log(client, cast):
    log(cast.clinician, "45384")
    client.force_login(cast.clinician.user)
    options = client.get("/log/find/?q=colonoscopy", headers=HTMX).content.decode()
    first = options.split("</li>")[0]
    assert 'data-code="45384"' in first
    assert "yours" in first
    assert 'data-name="Colonoscopy, polyp removed by hot forceps"' in first


def test_says_in_the_log_what_a_code_was_found_by(client, cast):
    client.force_login(cast.clinician.user)
    options = client.get("/log/find/?q=lap+chole", headers=HTMX).content.decode()
    assert "lap chole" in options.split("</li>")[0]
    assert "near spelling" in client.get("/log/find/?q=colonscopy", headers=HTMX).content.decode()


def test_names_a_code_without_a_text_by_what_people_say_where_descriptors_may_not_be_shown(client, cast):
    code, called = next((code, names) for code, names in sorted(load_lexicon().names.items()) if code not in load_texts())
    release = ReleaseFactory.create()
    store_rows(release, fee_row(code, "", "A", "3.56", "0"))
    release.rows.update(descriptor="Imported words")
    move_catalogue_version()
    client.force_login(cast.clinician.user)
    for address in ("/log/find/", "/codes/"):
        page = client.get(address, {"q": called[0]}, headers=HTMX).content.decode()
        assert escape(called[0]) in page
        assert "Imported words" not in page
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    for address in ("/log/find/", "/codes/"):
        assert "Imported words" in client.get(address, {"q": called[0]}, headers=HTMX).content.decode()


def test_has_nothing_first_for_a_visitor_and_for_somebody_without_a_log(client, cast):
    assert own_codes(AnonymousUser(), TODAY) == own_codes(cast.operator, TODAY) == ()
    client.force_login(cast.operator)
    assert codes_of(client.get("/api/v1/codes/?q=colonoscopy"))
