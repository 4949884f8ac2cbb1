"""RVU Edge says of an error what happened and what to do, as a page and to programs."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from rvuedge.web import views

MEDIA_TYPE = "application/problem+json"


def test_says_that_nothing_is_here(client, cast):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()
    assert reverse("codes") in answer.content.decode()


def test_says_that_a_form_is_too_old(cast):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "ada.clinician@clinic.example"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "sentence"),
    [(views.bad_request, 400, "Nothing was changed"), (views.forbidden, 403, "Your role does not include this page")],
)
def test_says_what_to_do(cast, view, status, sentence):
    answer = view(_request("/log/"))
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_says_how_long_to_wait_after_too_many_tries(cast):
    assert "Wait five minutes" in render_to_string("429.html", request=_request("/accounts/login/"))


def test_says_that_the_fault_is_ours_without_the_database(client):
    answer = views.server_error(_request("/log/"))
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status"), [(views.bad_request, 400), (views.forbidden, 403), (views.not_found, 404), (views.server_error, 500)]
)
def test_answers_programs_with_a_problem_document(view, status):
    answer = view(_request("/api/v1/codes/"))
    assert (answer.status_code, answer["Content-Type"]) == (status, MEDIA_TYPE)
    assert b'"detail"' in answer.content


def test_answers_an_unknown_address_of_the_api_with_a_problem_document(client, cast):
    answer = client.get("/api/v1/no-such-thing/")
    assert (answer.status_code, answer["Content-Type"]) == (404, MEDIA_TYPE)


def _request(address: str):
    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    return request


def test_says_of_an_address_that_takes_forms_that_it_does(client, cast):
    client.force_login(cast.clinician.user)
    answer = client.get("/log/save/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address takes forms" in answer.content.decode()


@pytest.mark.parametrize("address", ["/log/", "/no/such/page/", "/codes/99213/"])
def test_refuses_a_foreign_host_from_somebody_who_is_signed_in(client, cast, address):
    client.force_login(cast.clinician.user)
    answer = client.get(address, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "could not be read" in answer.content.decode()


@pytest.mark.parametrize(
    ("comes_from", "leads_to"),
    [("http://testserver/manage/policies/?x=1", "/manage/policies/"), ("https://evil.example/manage/", "/log/"), ("", "/log/")],
)
def test_leads_from_a_form_through_the_sign_in_to_the_page_of_the_form(client, cast, comes_from, leads_to):
    answer = client.post("/manage/policies/new/", {"title": "Ours"}, headers={"referer": comes_from})
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={leads_to}")
