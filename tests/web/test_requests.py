"""RVU Edge refuses a body that no honest program sends with 400, 413 or 415 and a sentence; none of it is a fault or is stored."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tests.factories import PASSWORD
from tests.tracking.posting import posted
from tracking.models import Case

JSON = "application/json"
LINE = '{"date_of_service": "2026-11-20", "place_of_service": "11", "lines": [{"code": "99214"%s}]}'


@pytest.fixture
def ada(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.clinician.user)
    return client


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        (LINE % ', "code": "45385"', JSON, 400, "a key stands twice"),
        (LINE % ', "units": NaN', JSON, 400, "NaN is not a number"),
        (LINE % ', "units": Infinity', JSON, 400, "Infinity is not a number"),
        (LINE % (', "x": ' + "[" * 1000 + "]" * 1000), JSON, 400, "nesting is deeper than 20"),
        (LINE % ', "tooth": "\\u0000"', JSON, 400, "NUL or half a character"),
        (LINE % ', "tooth": "\\ud83d"', JSON, 400, "NUL or half a character"),
        (LINE % (', "x": "' + "x" * 1_000_000 + '"'), JSON, 413, "larger than 1 MB"),
        (LINE % "", "text/csv", 415, "text/csv"),
        ("<case/>", "application/xml", 415, "application/xml"),
        ("\ufeff{", JSON, 400, "is not JSON"),
    ],
    ids=["twice", "NaN", "Infinity", "deep", "NUL", "half", "large", "csv", "xml", "cut off"],
)
def test_refuses_a_body_that_cannot_be_read(ada: Client, body: str, kind: str, status: int, told: str) -> None:
    answer = ada.post("/api/v1/cases/", body, content_type=kind, headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert told in answer.json()["detail"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("number", [100_000, 2_001])
def test_reads_no_form_of_a_hundred_thousand_fields(ada: Client, number: int) -> None:
    # Two thousand fields are the limit.
    fields = {f"f{place}": "" for place in range(number)}
    answer = ada.post("/log/save/", posted(entry="99214", **fields))
    assert answer.status_code == 400
    assert not Case.objects.exists()


def test_refuses_another_body_under_the_same_key(ada: Client) -> None:
    first, other = LINE % "", LINE % ', "units": 2'
    answers = [ada.post("/api/v1/cases/", body, content_type=JSON, headers={"Idempotency-Key": "a"}) for body in (first, other, first)]
    assert [answer.status_code for answer in answers] == [201, 422, 201]
    assert answers[0].json() == answers[2].json()
    assert Case.objects.count() == 1


def test_leads_to_the_sign_in_and_back_where_the_key_of_the_server_is_another_one(ada: Client, cast: Cast, settings: Any) -> None:
    """As after a restore without the kept key: what was stored is read, what was signed counts no more."""
    settings.SECRET_KEY = "another key, as after a restore without the kept one" * 2
    page, form = ada.get("/log/"), ada.post("/log/save/", posted(entry="99214"))
    assert [answer.status_code for answer in (page, form)] == [302, 302]
    assert page["Location"] == "/accounts/login/?next=/log/"
    assert form["Location"].startswith("/accounts/login/?next=/log/")
    # A device is told to keep the entry, which it has not sent.
    sent = ada.post("/log/send/", "{}", content_type=JSON, headers={"Idempotency-Key": "a"})
    assert sent.status_code == 401
    assert ada.login(username=cast.clinician.user.email, password=PASSWORD)
    assert ada.get("/log/").status_code == 200
