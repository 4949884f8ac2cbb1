"""RVU Edge's catalogue is searched and browsed on one page, with and without scripts."""

import re

import pytest
import time_machine
from django.http import QueryDict

from codes.asked import Asked, read_asked
from codes.browse import by_category
from codes.kinds import DENTAL
from codes.lanes import Lane
from tests.cast import make_cast
from tests.snapshots import load_sample

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def cast(db):
    load_sample()
    return make_cast()


def codes_on(answer):
    return re.findall(r'<span class="t code">([0-9A-Z]{5})</span>', answer.content.decode())


def test_offers_kinds_and_lanes_with_their_counts(client, cast):
    page = client.get("/codes/").content.decode()
    assert 'href="/codes/?kind=surgery"' in page
    assert 'href="/codes/?lane=dental"' in page
    assert re.search(r"\d+ codes, one search", page)


def test_answers_words_best_first_with_this_year_and_the_last(client, cast):
    answer = client.get("/codes/?q=colonoscopy+snare")
    assert codes_on(answer)[0] == "45385"
    assert '1 code for "colonoscopy snare".' in answer.content.decode()
    assert "4.57 in 2025" in answer.content.decode()


def test_leads_the_digits_of_one_code_straight_to_it(client, cast):
    answer = client.get("/codes/?q=d1553")
    assert (answer.status_code, answer["Location"]) == (302, "/codes/D1553/")
    line = client.get("/codes/99214-25/")
    assert (line.status_code, line["Location"]) == (302, "/codes/?q=99214-25")


def test_explains_the_modifiers_that_a_search_names(client, cast):
    beside = client.get("/codes/?q=99214-25")
    assert codes_on(beside) == ["99214"]
    assert "Modifier 25: A visit of its own on the day of a procedure" in beside.content.decode()
    alone = client.get("/codes/?q=modifier+25", headers=HTMX).content.decode()
    assert 'href="/resources/modifier-25/"' in alone
    assert "Nothing found" not in alone
    assert 'href="/resources/#modifiers"' in client.get("/codes/?q=modifiers", headers=HTMX).content.decode()
    assert client.get("/api/v1/codes/?q=modifier+25").json() == {
        "results": [],
        "modifiers": [
            {
                "modifier": "25",
                "name": "A visit of its own on the day of a procedure",
                "effect": "It opens the visit beside a minor procedure and changes no value.",
            }
        ],
    }


def test_gives_htmx_the_results_alone_and_the_address_to_show(client, cast):
    answer = client.get("/codes/?q=polyp&paid=work", headers=HTMX)
    assert b"<html" not in answer.content
    assert codes_on(answer)[0] == "45385"
    assert answer["HX-Replace-Url"] == "/codes/?q=polyp&paid=work"
    assert "HX-Request" in answer["Vary"]


def test_gives_the_front_page_a_taste_and_leaves_its_address(client, cast):
    answer = client.get("/codes/?q=visit&few=1", headers=HTMX)
    assert len(codes_on(answer)) == 6
    assert "HX-Replace-Url" not in answer
    assert 'href="/codes/?q=visit"' in answer.content.decode()


def test_brings_the_ways_in_back_when_the_words_are_gone(client, cast):
    assert "By how it is counted" in client.get("/codes/?q=", headers=HTMX).content.decode()


def test_says_that_nothing_was_found_and_what_to_try(client, cast):
    page = client.get("/codes/?q=unicorn&kind=dental").content.decode()
    assert 'Nothing found for "unicorn".' in page
    assert "Try fewer or other words" in page
    assert 'href="/codes/?q=unicorn"' in page


def test_browses_a_kind_page_by_page(client, cast):
    first, second = client.get("/codes/?kind=surgery"), client.get("/codes/?kind=surgery&page=2")
    assert len(codes_on(first)) == 25
    assert codes_on(first) == sorted(codes_on(first))
    assert codes_on(first)[-1] < codes_on(second)[0]
    assert codes_on(client.get("/codes/?kind=surgery&page=999")) == codes_on(first)


def test_browses_a_lane(client, cast):
    shown = codes_on(client.get("/codes/?lane=dental"))
    assert "D0120" in shown
    assert all(code.startswith("D") for code in shown)


def test_narrows_to_work_or_to_fees(client, cast):
    assert "D1553" not in codes_on(client.get("/codes/?q=space&paid=work"))
    assert codes_on(client.get("/codes/?q=space&paid=fee"))[0].startswith("D")


def test_works_without_scripts(client, cast):
    page = client.get("/codes/?kind=dental&q=space").content.decode()
    assert '<form method="get" action="/codes/"' in page
    assert '<option value="dental" selected>Dental</option>' in page
    assert '<button class="btn">Show</button>' in page


@pytest.mark.parametrize(
    "query", ["?q=%00", "?q=%F0%9F%A6%B7", "?page=-1", "?page=9999999999", "?page=²", "?kind=x&lane=y&paid=z", "?q=" + "a" * 500]
)
def test_takes_any_address(client, cast, query):
    assert client.get("/codes/" + query).status_code == 200


def test_shows_what_is_typed_as_text(client, cast):
    assert "<script>" not in client.get("/codes/?q=<script>alert(1)</script>").content.decode().split("<main")[1]


def test_has_a_page_for_each_category(client, cast):
    for group in by_category()[:5]:
        answer = client.get(f"/codes/category/{group.slug}/")
        assert codes_on(answer) == [text.code for text in group.texts]
        assert group.span in answer.content.decode()


def test_names_every_category_once():
    slugs = [group.slug for group in by_category()]
    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("address", ["/codes/", "/codes/?q=polyp", "/codes/?kind=surgery"])
def test_asks_at_most_six_queries(client, cast, address, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_reads_what_is_asked_and_skips_what_it_does_not_know():
    asked = read_asked(QueryDict("q=+polyp+&kind=dental&lane=drug&paid=fee&page=3").dict())
    assert (asked.query, asked.kind, asked.lane, asked.paid, asked.page) == ("polyp", DENTAL, Lane.DRUG, "fee", 3)
    assert asked.parameters == "q=polyp&kind=dental&lane=drug&paid=fee"
    assert read_asked(QueryDict("kind=x&lane=x&paid=x&page=x").dict()) == Asked()
