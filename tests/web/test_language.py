"""RVU Edge speaks the language that a person chose where a page is translated, and English everywhere else."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from rvuedge.web.templatetags import parts
from tests.cast import Cast

SPANISH = {"django_language": "es"}


@pytest.fixture
def spaniard(cast: Cast, client: Client) -> Client:
    """The clinician of the cast, whose account speaks Spanish."""
    user = cast.clinician.user
    user.language = "es"
    user.save()
    client.force_login(user)
    return client


def page_of(client: Client, address: str, **options: Any) -> str:
    return client.get(address, follow=True, **options).content.decode()


def opening(page: str, tag: str) -> str:
    found = re.search(rf"<{tag}[^>]*>", page)
    assert found
    return found[0]


def choose(client: Client, language: str, back: str = "/log/") -> Any:
    return client.post("/language/choose/", {"language": language, "next": back})


def test_says_nothing_of_languages_but_the_way_to_the_other_while_nobody_chose(client, cast):
    client.force_login(cast.clinician.user)
    for address in ("/log/", "/codes/", "/"):
        answer = client.get(address)
        page = answer.content.decode()
        assert '<html lang="en">' in page
        assert page.count("lang=") == 3  # of the page, and in the one link: lang and hreflang
        assert '" rel="nofollow" lang="es" hreflang="es">Español</a>' in page
        assert "Content-Language" not in answer


def test_what_a_browser_accepts_decides_nothing(client, cast):
    assert '<html lang="en">' in page_of(client, "/", headers={"Accept-Language": "es-US,es;q=0.9"})


def test_speaks_the_language_of_the_account(spaniard):
    answer = spaniard.get("/log/")
    page = answer.content.decode()
    assert answer["Content-Language"] == "es"
    assert '<html lang="es">' in page
    assert "lang=" not in opening(page, "main")
    for words in ("Guardar el caso", "Agregar procedimientos", "Fecha de servicio", "Todos los casos están guardados.", ">Registro<"):
        assert words in page
    for words in ("Save case", "Add procedures", "Date of service", "Favourites"):
        assert words not in page


def test_marks_the_content_of_a_page_that_is_not_translated(spaniard):
    answer = spaniard.get("/dashboard/")
    page = answer.content.decode()
    assert '<html lang="es">' in page
    assert 'lang="en"' in opening(page, "main")
    assert 'lang="en"' in opening(page, "title")
    assert 'lang="es"' in opening(page, "footer")
    assert "Iniciar sesión" not in page
    assert ">Libro<" in page
    assert "Content-Language" not in answer


def test_marks_names_of_codes_as_english(spaniard, catalogue):
    assert re.search(r'<b><span lang="en">[^<]+</span></b>', page_of(spaniard, "/log/"))


def test_a_visitor_chooses_by_a_cookie_that_leads_back(client, cast):
    link = re.search(r'<a href="(/language/[^"]*)"[^>]*>Español</a>', page_of(client, "/codes/"))
    assert link
    page = page_of(client, link[1])
    assert '<input type="hidden" name="next" value="/codes/">' in page
    answer = choose(client, "es", "/codes/")
    assert (answer.status_code, answer["Location"]) == (302, "/codes/")
    cookie = answer.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("es", True, "Lax")
    page = page_of(client, "/codes/")
    assert '<html lang="es">' in page
    assert 'lang="en"' in opening(page, "main")
    assert "Iniciar sesión" in page
    assert ">English</a>" in page


def test_an_account_remembers_the_choice_for_other_browsers(client, cast):
    client.force_login(cast.clinician.user)
    choose(client, "es")
    other = Client()
    other.force_login(cast.clinician.user)
    assert '<html lang="es">' in page_of(other, "/log/")
    choose(other, "en")
    assert '<html lang="en">' in page_of(client, "/log/")


@pytest.mark.parametrize("told", ["", "xx", "es-MX", "../es"])
def test_refuses_a_language_that_it_does_not_speak(client, cast, told):
    answer = choose(client, told)
    assert (answer.status_code, "django_language" in answer.cookies) == (400, False)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_never_leads_to_another_site(client, cast, back):
    assert 'name="next" value="/"' in page_of(client, f"/language/?next={back}")
    assert choose(client, "es", back)["Location"] == "/"


def test_a_visitors_page_stays_one_that_can_be_asked_for_again(client, cast, catalogue):
    for address in ("/", "/codes/45385/"):
        english = client.get(address)
        assert "csrftoken" not in english.cookies
        assert "csrfmiddlewaretoken" not in english.content.decode()
        again = client.get(address, headers={"If-None-Match": english["ETag"]})
        assert again.status_code == 304
        assert "Cookie" in english["Vary"]
        assert "Cookie" in again["Vary"]
        client.cookies.load(SPANISH)
        spanish = client.get(address, headers={"If-None-Match": english["ETag"]})
        assert spanish.status_code == 200
        assert spanish["ETag"] != english["ETag"]
        del client.cookies["django_language"]


def test_the_interface_of_programs_speaks_english(spaniard):
    answer = spaniard.post("/api/v1/cases/", {}, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert answer.status_code == 400
    assert "Este campo" not in answer.content.decode()


def test_faults_of_the_log_are_told_in_its_language(spaniard):
    answer = spaniard.post("/log/save/", {"date_of_service": "", "place_of_service": "11"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Ingrese la fecha de servicio." in answer.content.decode()
    assert "El caso todavía no tiene ningún procedimiento." in answer.content.decode()


def test_writes_dates_in_words_of_the_language_and_numbers_as_ever():
    day = date(2026, 11, 3)
    assert (parts.day(day), parts.short_day(day)) == ("3 November 2026", "3 Nov")
    with translation.override("es"):
        assert (parts.day(day), parts.short_day(day)) == ("3 de noviembre de 2026", "3 nov")
        assert parts.wrvu(Decimal("1234.5")) == "1,234.50"


def test_the_language_of_an_account_asks_the_database_for_nothing_more(client, cast):
    client.force_login(cast.clinician.user)
    client.get("/log/")
    with CaptureQueriesContext(connection) as english:
        client.get("/log/")
    cast.clinician.user.language = "es"
    cast.clinician.user.save()
    client.get("/log/")
    with CaptureQueriesContext(connection) as spanish:
        client.get("/log/")
    assert len(spanish) == len(english)


@pytest.mark.parametrize("name", ["list", "calendar", "export", "favourites", "deleted", "places"])
def test_every_page_of_the_log_is_translated(spaniard, name):
    page = page_of(spaniard, f"/log/{name}/")
    assert '<html lang="es">' in page
    assert "lang=" not in opening(page, "main")


@pytest.mark.parametrize(("address", "words"), [("/settings/", "Cerrar sesión"), ("/language/", "De la navegación y del registro.")])
def test_where_a_person_sets_things_is_translated(spaniard, address, words):
    page = page_of(spaniard, address)
    assert words in page
    assert "lang=" not in opening(page, "main")


@pytest.mark.parametrize("address", ["/log/import/", "/manage/places/", "/training/", "/resources/", "/no/such/page/"])
def test_other_pages_say_that_they_are_english(spaniard, address):
    assert 'lang="en"' in opening(page_of(spaniard, address), "main")


def test_the_page_without_a_connection_is_there_in_each_language(client, cast):
    assert "This page needs the server" in page_of(client, "/offline/")
    spanish = page_of(client, "/offline/?language=es")
    assert '<html lang="es">' in spanish
    assert "Esta página necesita el servidor" in spanish
    assert page_of(client, "/offline/?language=xx") == page_of(client, "/offline/")
