"""RVU Edge remembers the list of a query for as long as its index, and never shows it to somebody who is to see another."""

import pytest
from django.test import Client

from codes.answers import KEPT, forget_answers, remembered
from codes.releases import move_catalogue_version
from codes.search_index import SearchIndex
from codes.services_notices import declare_licence
from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row
from tracking.models import Favourite


def test_makes_an_answer_once_for_an_index():
    made: list[str] = []

    def make() -> str:
        made.append("answer")
        return "answer"

    one, other = SearchIndex([]), SearchIndex([])
    assert [remembered(one, "col", make) for _ in range(3)] == ["answer"] * 3
    assert len(made) == 1
    remembered(other, "col", make)
    forget_answers()
    remembered(one, "col", make)
    assert len(made) == 3


def test_forgets_what_nobody_asked_for_of_late():
    index = SearchIndex([])
    for number in range(KEPT + 1):
        remembered(index, number, lambda: "old")
    assert remembered(index, KEPT, lambda: "new") == "old"
    assert remembered(index, 0, lambda: "new") == "new"


@pytest.fixture
def cast(db):
    load_sample()
    return make_cast()


def listed(client: Client, query: str) -> str:
    return client.get("/codes/", {"q": query, "few": "1"}, headers={"HX-Request": "true"}).content.decode()


def test_answers_a_visitor_and_a_clinician_each_with_their_own_list(cast):
    visitor, clinician = Client(), Client()
    clinician.force_login(cast.clinician.user)
    Favourite.objects.create(clinician=cast.clinician.clinician, code="45385", position=0)
    assert "yours" not in listed(visitor, "453")
    assert "yours" in listed(clinician, "453")
    assert "yours" not in listed(visitor, "453")


def test_follows_the_setting_of_official_descriptors_and_the_catalogue(cast):
    release = ReleaseFactory.create()
    store_rows(release, fee_row("12999", "", "A", "1.00", "0"))
    release.rows.filter(code="12999").update(descriptor="Own test wording")
    move_catalogue_version()
    visitor, clinician = Client(), Client()
    clinician.force_login(cast.clinician.user)
    assert "Own test wording" not in listed(clinician, "12999")
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    assert "Own test wording" in listed(clinician, "12999")
    assert "Own test wording" not in listed(visitor, "12999")
    release.rows.filter(code="12999").update(work_rvu="2.00")
    move_catalogue_version()
    assert "2.00" in listed(visitor, "12999")
