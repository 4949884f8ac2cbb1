"""RVU Edge refuses a body that no honest program sends with 400, 413 or 415 and a sentence; none of it is a fault or is stored."""

import pytest
from django.test import Client

from tests.cast import Cast
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


@pytest.mark.parametrize("number", [100_000, 1_001])
def test_reads_no_form_of_a_hundred_thousand_fields(ada: Client, number: int) -> None:
    # A thousand fields are the limit.
    fields = {f"f{place}": "" for place in range(number)}
    answer = ada.post("/log/save/", posted(entry="99214", **fields))
    assert answer.status_code == 400
    assert not Case.objects.exists()
