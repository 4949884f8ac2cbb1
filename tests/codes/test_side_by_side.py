"""RVU Edge puts two to four codes side by side, sorts them by section, and names its pages to search engines."""

import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from codes.browse import by_specialty
from codes.sections import counted, section_named, section_of, sections
from codes.texts import load_texts
from tests.cast import Cast, make_cast
from tests.codes.official_rows import official_rows
from tests.codes.test_code_page import told
from tests.snapshots import load_sample


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    load_sample()
    return make_cast()


def test_compares_codes_fact_by_fact(client: Client, cast: Cast):
    page = client.get("/codes/compare/?c=45385&c=45380&c=D1553").content.decode()
    text = told(page)
    # RVU26C: work 4.46 and 3.47; totals in a facility 6.69 and 5.32, times 33.4009 = 223.45 and 177.69.
    assert "Work RVU 4.46 3.47 -" in text
    assert "Total, facility 6.69 5.32 -" in text
    assert "Payment, facility $223.45 $177.69 -" in text
    assert "Global period 000" in text
    assert "Supervision" not in text


def test_lets_what_is_the_same_stand_back(client: Client, cast: Cast):
    page = client.get("/codes/compare/?c=45385&c=45380").content.decode()
    assert re.search(r'<tr class="same"><th scope="row">Global period', page)
    assert re.search(r'<tr><th scope="row">Work RVU', page)


def test_takes_a_code_away_and_adds_one(client: Client, cast: Cast):
    page = client.get("/codes/compare/?c=45385&c=45380").content.decode()
    assert '<a class="small noprint" href="/codes/compare/?c=45380" aria-label="Remove 45385">' in page
    assert '<input type="hidden" name="c" value="45385">' in page
    assert "Add a code" in page


def test_takes_no_fifth_code_and_says_so(client: Client, cast: Cast):
    page = client.get("/codes/compare/?c=45385&c=45380&c=45378&c=45381&c=45384").content.decode()
    assert "At most 4 codes fit; left out: 45384." in told(page)
    assert "Add a code" not in page


@pytest.mark.parametrize("query", ["?c=12345", "?c=<b>", "?c=%00", "?c=" + "a" * 300, "?c=45385&c=nope!"])
def test_says_which_codes_it_does_not_know(client: Client, cast: Cast, query: str):
    answer = client.get("/codes/compare/" + query)
    assert answer.status_code == 200
    assert "No loaded schedule holds" in told(answer.content.decode())
    assert "<b>" not in answer.content.decode().split("<main")[1]


def test_begins_with_an_empty_comparison(client: Client, cast: Cast):
    assert "First code" in client.get("/codes/compare/").content.decode()


def test_names_a_code_once(client: Client, cast: Cast):
    assert client.get("/codes/compare/?c=45385&c=45385&c=45380").content.decode().count('aria-label="Remove 45385"') == 1


def test_leads_from_a_code_to_the_comparison(client: Client, cast: Cast):
    assert 'href="/codes/compare/?c=45385&amp;c=45378"' in client.get("/codes/45385/").content.decode()


@pytest.mark.parametrize(
    "address", ["/codes/compare/?c=45385&c=45380&c=D1553&c=J0696", "/codes/specialties/", "/codes/specialties/general-dentistry/"]
)
def test_asks_at_most_six_queries(client: Client, cast: Cast, address: str, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_puts_every_code_of_the_official_file_into_a_section(official_files: Path):
    codes = {row.code for release in ("RVU25D", "RVU26C") for row in official_rows(official_files, release)}
    # A placeholder that CMS has not numbered yet.
    assert {code for code in codes if section_of(code) is None} <= {"GXXX1"}
    assert sum(count for _section, count in counted(codes)) == len(codes - {"GXXX1"})


def test_has_sections_that_do_not_overlap_and_have_names_of_their_own():
    for before, after in zip(sections(), sections()[1:], strict=False):
        assert before.first <= before.last
        assert not after.holds(before.last)
        assert not before.holds(after.first)
    assert len({section.slug for section in sections()}) == len(sections())


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("45385", "45000", "45999"),
        ("00142", "00100", "00222"),
        ("0446T", "0000T", "9999T"),
        ("D1553", "D1000", "D1999"),
        ("J0585", "J0000", "J8499"),
    ],
)
def test_knows_the_range_of_a_code(code: str, first: str, last: str):
    section = section_of(code)
    assert section is not None
    assert (section.first, section.last) == (first, last)
    assert section_named(section.slug) == section


@pytest.mark.parametrize("text", ["", "X", "1234", "99999", "ABCDE", "12345678901"])
def test_puts_what_is_no_code_into_no_section(text: str):
    assert section_of(text) is None


def test_narrows_by_section_specialty_and_lane_together(client: Client, cast: Cast):
    def codes(query: str) -> list[str]:
        return re.findall(r'<span class="t code">([0-9A-Z]{5})</span>', client.get(f"/codes/?{query}").content.decode())

    both = codes("specialty=gastroenterology&section=surgery-colon-and-rectum")
    assert both
    assert all("45000" <= code <= "45999" and "gastroenterology" in load_texts()[code].specialties for code in both)
    # 45999 is unlisted: the contractor prices it.
    assert codes("section=surgery-colon-and-rectum&paid=fee&specialty=gastroenterology") == ["45999"]
    assert "No code is all of this at once." in client.get("/codes/?kind=dental&lane=wrvu").content.decode()
    assert client.get("/codes/?section=no-such&specialty=no-such").status_code == 200


def test_has_a_page_for_every_specialty_that_a_text_names(client: Client, cast: Cast):
    listed = client.get("/codes/specialties/").content.decode()
    named = {slug for text in load_texts().values() for slug in text.specialties}
    assert {one.name.code for one in by_specialty()} == named
    for one in by_specialty():
        assert f'href="/codes/specialties/{one.name.code}/"' in listed
    page = client.get("/codes/specialties/gastroenterology/").content.decode()
    assert 'href="/codes/45385/"' in page
    assert 'href="/codes/27447/"' not in page
    assert client.get("/codes/specialties/no-such/").status_code == 404


def test_names_every_page_to_search_engines(client: Client, cast: Cast):
    answer = client.get("/sitemap.xml")
    assert answer["Content-Type"] == "application/xml"
    named = re.findall(r"<loc>http://testserver([^<]+)</loc>", answer.content.decode())
    assert len(named) == len(set(named))
    assert {
        "/",
        "/codes/",
        "/codes/45385/",
        "/codes/D1553/",
        "/codes/specialties/general-dentistry/",
        "/codes/category/joint-replacement/",
    } <= set(named)
    for path in named[::60]:
        assert client.get(path).status_code == 200, path
    assert client.get("/sitemap.xml", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_writes_linked_data_that_cannot_end_its_element(client: Client, cast: Cast):
    answer = client.get("/codes/45385/")
    script = answer.content.decode().split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "<" not in script
    assert "unsafe" not in answer["Content-Security-Policy"]
