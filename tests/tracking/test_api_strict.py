"""The API takes the types that its document tells and no other, and names the field."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tracking.models import Case

JSON = "application/json"
LINE = {"code": "D2391", "modifiers": ["59"], "units": 2, "tooth": "14-MO", "details": {"visit": "2"}}
BODY = {"id": "3f1d2c3b-4a59-4687-8899-aabbccddeeff", "date_of_service": "2026-11-23", "place_of_service": "11", "lines": [LINE]}


def create(client: Client, body: object) -> Any:
    with time_machine.travel("2026-11-23T17:00:00Z", tick=False):
        return client.post("/api/v1/cases/", body, content_type=JSON, headers={"Idempotency-Key": str(uuid4())})


def test_takes_what_its_document_tells(ada: Client) -> None:
    answer = create(ada, BODY)
    assert answer.status_code == 201
    assert answer.json()["lines"][0]["tooth"] == "14-MO"


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("code", 45385),
        ("code", " 45385"),
        ("code", "45385\n"),
        ("units", "2"),
        ("units", 2.0),
        ("units", True),
        ("tooth", 5),
        ("tooth", "99"),
        ("modifiers", [59]),
        ("modifiers", "59"),
        ("details", {"minutes": 45}),
    ],
)
def test_names_the_field_of_a_line_that_has_another_type(ada: Client, field: str, sent: object) -> None:
    answer = create(ada, BODY | {"lines": [LINE | {field: sent}]})
    assert (answer.status_code, answer["Content-Type"], Case.objects.count()) == (400, "application/problem+json", 0)
    assert list(answer.json()["errors"]["lines"]["0"]) == [field]


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("id", 7),
        ("id", "3f1d2c3b4a5946878899aabbccddeeff"),
        ("date_of_service", 20261123),
        ("date_of_service", "20261123"),
        ("date_of_service", "2026-11-3"),
        ("date_of_service", "2026-W47-1"),
        ("date_of_service", "2026-02-30"),
        ("place_of_service", 11),
        ("lines", {"0": LINE}),
    ],
)
def test_names_the_field_of_a_case_that_has_another_type(ada: Client, field: str, sent: object) -> None:
    answer = create(ada, BODY | {field: sent})
    assert (answer.status_code, list(answer.json()["errors"]), Case.objects.count()) == (400, [field], 0)


def test_documents_the_types_that_it_takes_and_gives(ada: Client) -> None:
    document = ada.get("/api/v1/schema/", {"format": "json"}).json()
    shapes = document["components"]["schemas"]
    line, case, given = (shapes[name]["properties"] for name in ("LineIn", "CaseIn", "LineOut"))
    assert [line[name]["type"] for name in ("code", "units", "modifiers", "details")] == ["string", "integer", "array", "object"]
    assert [one["type"] for one in line["tooth"]["oneOf"]] == ["string", "string"]
    assert [case[name]["format"] for name in ("id", "date_of_service")] == ["uuid", "date"]
    assert (given["flags"]["type"], given["steps"]["type"], given["release"]["nullable"]) == ("array", "array", True)
    asked = {one["name"]: one["schema"] for one in document["paths"]["/api/v1/cases/"]["get"]["parameters"]}
    assert [asked[name]["format"] for name in ("date_from", "date_to")] == ["date", "date"]
    (month,) = (one["schema"] for one in document["paths"]["/api/v1/totals/"]["get"]["parameters"] if one["name"] == "month")
    assert month["pattern"] == "^[0-9]{4}-(0[1-9]|1[0-2])$"
