"""RVU Edge's public pages answer without an account, cost little, and lead only to pages that exist."""

import json
import re
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.urls import resolve

from rvuedge.site.cards import card_title
from rvuedge.site.library import GUIDES, HELP, POSTS, post_tags, texts
from rvuedge.site.sitemap import site_paths
from rvuedge.site.urls import urlpatterns
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("catalogue")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-27T15:00:00Z", tick=False):
        yield


def test_answers_at_every_address_of_the_sitemap(client: Client) -> None:
    assert len(site_paths()) > 50
    assert [path for path in site_paths() if client.get(path).status_code != 200] == []


def test_leads_only_to_pages_that_exist(client: Client) -> None:
    pages = ["/resources/", "/blog/", "/support/", "/tools/", "/for/medical-students/", "/for/residents/", "/for/attendings/"]
    found = {link for page in pages for link in re.findall(r'href="(/[^"#?]*)', client.get(page).content.decode())}
    addresses = {link for link in found if not link.startswith("/static/")}
    assert [link for link in addresses if Client().get(link).status_code not in (200, 302)] == []


def test_names_its_pages_to_search_engines(client: Client) -> None:
    sitemap = client.get("/sitemap.xml").content.decode()
    assert all(f"http://testserver{path}<" in sitemap for path in site_paths())


def test_leads_search_engines_to_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://testserver/sitemap.xml\n" in client.get("/robots.txt").content.decode()


LIMITS = {
    "/robots.txt": 2,
    "/": 7,
    "/resources/": 3,
    "/resources/?q=colonoscopy": 6,
    "/resources/modifier-50/": 3,
    "/blog/": 3,
    "/blog/feed.atom": 3,
    "/blog/tag/measured/": 3,
    "/blog/what-rvu26c-changed/": 3,
    "/support/": 3,
    "/support/contact/": 3,
    "/support/privacy/": 3,
    "/support/status/": 4,
    "/for/medical-students/": 12,
    "/for/residents/": 7,
    "/for/attendings/": 6,
    "/tools/": 3,
    "/tools/find/?q=snare": 6,
    "/tools/case/?lines=45385+45380": 7,
    "/tools/what-changed/?lines=45385x10": 9,
    "/tools/percentile/?value=5500&p50=5000": 2,
    "/tools/pay/?work=4000&rate=50": 2,
    "/tools/payment/?lines=99213": 7,
    "/card/guides/modifier-50.png": 3,
    "/sitemap.xml": 4,
}


@pytest.mark.parametrize(("address", "most"), LIMITS.items())
def test_asks_little_of_the_database(client: Client, django_assert_max_num_queries, address: str, most: int) -> None:
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_limits_the_queries_of_every_page() -> None:
    limited = {resolve(address.partition("?")[0]).route for address in LIMITS}
    assert [pattern.name for pattern in urlpatterns if str(pattern.pattern) not in limited] == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/resources/",
        "/resources/modifier-50/",
        "/blog/",
        "/blog/feed.atom",
        "/support/",
        "/support/status/",
        "/support/terms/",
        "/tools/",
    ],
)
def test_says_that_a_page_is_the_same(client: Client, address: str) -> None:
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_gives_signed_in_people_no_etag(client: Client, cast: Cast) -> None:
    client.force_login(cast.clinician.user)
    assert "ETag" not in client.get("/resources/modifier-50/")


def test_finds_guides_and_codes_by_one_search(client: Client) -> None:
    page = client.get("/resources/?q=bilateral").content.decode()
    assert page.index("Modifier 50, LT and RT: both sides") < page.index("Reading the row of a code")
    page = client.get("/resources/?q=colonoscopy").content.decode()
    assert "/codes/45378/" in page
    assert "Endoscopy families" in page or "How work RVUs are counted" in page


def test_says_so_when_nothing_is_found(client: Client) -> None:
    page = client.get("/resources/?q=zzzqqq").content.decode()
    assert "No guide has all of these words" in page


def test_shows_a_guide_with_contents_sources_and_a_case_to_try(client: Client) -> None:
    page = client.get("/resources/endoscopy-families/").content.decode()
    assert '<a href="#within-a-family">Within a family</a>' in page
    assert '<h2 id="within-a-family">' in page
    assert "/tools/case/?lines=45385%2045380%2043239&amp;place=22" in page
    assert '"@type": "Article"' in page
    assert 'property="og:image" content="http://testserver/card/guides/endoscopy-families.png"' in page
    assert "values of 2026" in page


LINKED = [(folder, place, article) for folder, place in ((GUIDES, "resources"), (POSTS, "blog")) for article in texts(folder).values()]


def test_tells_programs_of_each_text_what_is_true_of_it(client: Client) -> None:
    for folder, place, article in LINKED:
        page = client.get(f"/{place}/{article.slug}/").content.decode()
        (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        told = json.loads(written)
        assert told["@type"] == ("BlogPosting" if folder == POSTS else "Article")
        assert (told["headline"], told["datePublished"]) == (article.title, article.date.isoformat())
        assert told["url"] == f"http://testserver/{place}/{article.slug}/"
        assert tuple(told.get("citation", ())) == article.sources
        assert not {"author", "aggregateRating", "review", "reviewedBy"} & set(told)


def test_makes_the_statements_that_visitors_look_for(client: Client) -> None:
    assert {"privacy", "terms", "accessibility", "attributions"} <= set(texts(HELP))
    privacy = client.get("/support/privacy/").content.decode()
    assert "patient" in privacy


@pytest.mark.parametrize(
    "address",
    [
        "/resources/no-such/",
        "/blog/no-such/",
        "/blog/tag/no-such/",
        "/support/no-such/",
        "/card/guides/no-such.png",
        "/card/pages/no-such.png",
        "/card/codes/00000.png",
        "/card/no-such/case.png",
    ],
)
def test_answers_404_for_what_is_not_there(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_gives_a_feed_that_is_atom(client: Client) -> None:
    answer = client.get("/blog/feed.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(texts(POSTS))
    assert feed.findtext(f"{ATOM}updated") == max(f"{post.date}T00:00:00Z" for post in texts(POSTS).values())
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)


def test_lists_the_posts_of_a_tag(client: Client) -> None:
    assert "measured" in post_tags()
    page = client.get("/blog/tag/measured/").content.decode()
    assert "What RVU26C changed" in page
    assert "Why we print no 9th percentile</a>" not in page


def test_draws_a_picture_for_each_text(client: Client) -> None:
    answer = client.get("/card/guides/modifier-50.png")
    assert answer["Content-Type"] == "image/png"
    # The header of a PNG says its size: 1200 x 630.
    assert (int.from_bytes(answer.content[16:20], "big"), int.from_bytes(answer.content[20:24], "big")) == (1200, 630)


SHARED = (
    "/",
    "/codes/",
    "/codes/45385/",
    "/resources/",
    "/blog/",
    "/support/",
    "/for/medical-students/",
    "/for/residents/",
    "/for/attendings/",
    "/codes/specialties/",
    "/codes/specialties/cardiology/",
    "/codes/category/bundled-services/",
    "/codes/compare/?c=99213&c=99214",
    "/support/contact/",
    "/support/status/",
)
TOOLS = ("/tools/", "/tools/case/", "/tools/what-changed/", "/tools/percentile/", "/tools/pay/", "/tools/payment/")


@pytest.mark.parametrize("address", SHARED + TOOLS)
def test_draws_a_picture_for_each_page_that_is_shared(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert page.count('property="og:title"') == 1
    (picture,) = re.findall(r'property="og:image" content="http://testserver(/card/[^"]+)"', page)
    assert client.get(picture).content.startswith(b"\x89PNG")


def test_names_a_code_on_its_picture_in_our_own_words() -> None:
    assert card_title("codes", "45385") == "45385: Colonoscopy, polyp removed by snare"
    assert card_title("codes", "00000") is None


def test_says_version_release_and_age(client: Client) -> None:
    page = client.get("/support/status/").content.decode()
    assert "0.1.0" in page
    assert "Sample values of 2026" in page
    # 1 January to 27 November 2026: 330 days.
    assert "330 days" in page


def test_loads_nothing_from_elsewhere(client: Client) -> None:
    for folder, slugs in (("resources", texts(GUIDES)), ("blog", texts(POSTS)), ("support", texts(HELP))):
        for slug in slugs:
            page = client.get(f"/{folder}/{slug}/").content.decode()
            loaded = re.findall(r'(?:src|srcset)="([^"]+)"|<link rel="(?:stylesheet|icon|preload)" href="([^"]+)"', page)
            assert all((one or other).startswith("/") for one, other in loaded)
