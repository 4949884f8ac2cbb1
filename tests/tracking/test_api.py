"""Cases and totals over the API."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast
from tracking.models import Case

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
JSON = "application/json"
BODY = {"date_of_service": "2026-11-23", "lines": [{"code": "45380", "modifiers": ["59"]}, {"code": "D1553"}]}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def create(client: Client, body: object = BODY, key: str = "") -> Any:
    return client.post("/api/v1/cases/", body, content_type=JSON, headers={"Idempotency-Key": key or str(uuid4())})


def test_creates_a_case_and_tells_every_step(ada: Client) -> None:
    answer = create(ada)
    assert answer.status_code == 201
    case = answer.json()
    assert case["credit"] == "3.4700"
    first, second = case["lines"]
    assert (first["work_rvu"], first["credit"], first["modifiers"], first["release"]) == ("3.47", "3.4700", ["59"], "RVU26C")
    row = {"rule": "row", "before": None, "after": "3.47", "field": "code", "value": "45380"}
    assert first["steps"] == [row | {"source": "CMS record layout RVU25D.pdf: modifier, status code"}]
    assert (second["lane"], second["outcome"], second["flags"], second["fee_amount"]) == ("dental", "not_credited", ["no_work"], None)


def test_requires_an_idempotency_key(ada: Client) -> None:
    answer = ada.post("/api/v1/cases/", BODY, content_type=JSON)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["errors"]


def test_answers_the_same_key_with_the_first_answer(ada: Client) -> None:
    first, again = create(ada, key="k"), create(ada, key="k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert create(ada, BODY | {"date_of_service": "2026-11-22"}, key="k").status_code == 422
    assert Case.objects.count() == 1


def test_keeps_the_id_that_the_client_made(ada: Client, cast: Cast) -> None:
    mine = str(uuid4())
    assert create(ada, BODY | {"id": mine}).json()["id"] == mine
    assert create(ada, BODY | {"id": mine}).status_code == 201
    assert create(ada, BODY | {"id": mine, "place_of_service": "22"}).status_code == 409
    ada.force_login(cast.colleague.user)
    assert create(ada, BODY | {"id": mine}).status_code == 404
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"date_of_service": "2026-11-24"}, "date_of_service"),
        ({"date_of_service": "24.11.2026"}, "date_of_service"),
        ({"place_of_service": "77"}, "place_of_service"),
        ({"lines": []}, "lines"),
        ({"lines": [{"code": "polyp"}]}, "lines"),
        ({"lines": [{"code": "99214", "units": 0}]}, "lines"),
        ({"lines": [{"code": "99214", "units": "two"}]}, "lines"),
        ({"lines": [{"code": "71046", "modifiers": ["26", "TC"]}]}, "lines"),
        ({"lines": [{"code": "71046", "modifiers": ["2"]}]}, "lines"),
        ({"id": "7"}, "id"),
    ],
)
def test_refuses_a_wrong_field_by_name(ada: Client, change: dict[str, object], field: str) -> None:
    answer = create(ada, BODY | change)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Case.objects.count() == 0


def test_reads_replaces_and_deletes_an_own_case(ada: Client) -> None:
    address = f"/api/v1/cases/{create(ada).json()['id']}/"
    assert ada.get(address).json()["credit"] == "3.4700"
    changed = ada.put(address, BODY | {"lines": [{"code": "99214", "units": 2}]}, content_type=JSON)
    assert (changed.status_code, changed.json()["credit"]) == (200, "3.8400")
    assert ada.delete(address).status_code == 204
    assert ada.get(address).status_code == 404


def test_overwrites_nothing_that_was_changed_after_it_was_read(ada: Client) -> None:
    address = f"/api/v1/cases/{create(ada).json()['id']}/"
    read = {"If-Match": ada.get(address)["ETag"]}
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        changed = ada.put(address, BODY | {"lines": [{"code": "99214"}]}, content_type=JSON, headers=read)
    assert (changed.status_code, changed["ETag"] == read["If-Match"]) == (200, False)
    late = ada.put(address, BODY | {"lines": [{"code": "45385"}]}, content_type=JSON, headers=read)
    assert (late.status_code, ada.delete(address, headers=read).status_code) == (412, 412)
    assert "read it again" in late.json()["detail"]
    assert ada.get(address).json()["credit"] == "1.9200"
    assert ada.put(address, BODY | {"lines": [{"code": "45385"}]}, content_type=JSON, headers={"If-Match": "*"}).status_code == 200
    assert ada.delete(address, headers={"If-Match": f'"another", {ada.get(address)["ETag"]}'}).status_code == 204


def test_flags_what_looks_like_a_slip_after_what_the_rules_remark(ada: Client) -> None:
    lines = [{"code": "45385", "tooth": "3"}, {"code": "99214", "units": 100}, {"code": "D1553", "tooth": "3"}]
    case = create(ada, BODY | {"lines": lines}).json()
    assert [line["flags"] for line in case["lines"]] == [["tooth_misplaced"], ["units_unusual"], ["no_work"]]
    assert [line["flags"] for line in ada.get("/api/v1/cases/").json()["results"][0]["lines"]] == [line["flags"] for line in case["lines"]]


def test_lists_by_date(ada: Client) -> None:
    for day in ("2026-11-20", "2026-11-23"):
        create(ada, BODY | {"date_of_service": day})
    found = ada.get("/api/v1/cases/", {"date_from": "2026-11-21"}).json()
    assert (found["count"], found["results"][0]["date_of_service"]) == (1, "2026-11-23")
    assert ada.get("/api/v1/cases/", {"date_to": "2026-11-21"}).json()["count"] == 1
    assert ada.get("/api/v1/cases/", {"date_to": "soon"}).status_code == 400
    assert ada.get("/api/v1/cases/", {"limit": "36893488147419103231"}).status_code == 400


def test_tells_the_totals_of_a_month(ada: Client) -> None:
    create(ada)
    (total,) = ada.get("/api/v1/totals/", {"month": "2026-11"}).json()["results"]
    assert total == {
        "clinician": "Ada Clinician",
        "month": "2026-11",
        "basis": "current",
        "credit": "3.4700",
        "lines": 2,
        "not_counted": 1,
        "fee_amount": "0.00",
        "asa_units": None,
        "is_learning": False,
    }
    assert ada.get("/api/v1/totals/", {"month": "2026-10"}).json()["results"] == []
    assert ada.get("/api/v1/totals/", {"month": "October"}).status_code == 400


@pytest.mark.parametrize(
    ("part", "sees_case", "sees_total"),
    [
        ("colleague", 404, 0),
        ("lead", 404, 1),
        ("lead_elsewhere", 404, 0),
        ("administrator", 200, 1),
        ("stranger", 404, 0),
        ("strange_administrator", 404, 0),
    ],
)
def test_keeps_its_borders(ada: Client, cast: Cast, part: str, sees_case: int, sees_total: int) -> None:
    address = f"/api/v1/cases/{create(ada).json()['id']}/"
    ada.force_login(cast.members[part])
    assert ada.get(address).status_code == sees_case
    assert ada.put(address, BODY, content_type=JSON).status_code == 404
    assert ada.delete(address).status_code == 404
    assert ada.get("/api/v1/totals/").json()["count"] == sees_total


def test_has_no_log_for_an_administrator(ada: Client, cast: Cast) -> None:
    ada.force_login(cast.administrator.user)
    assert create(ada).status_code == 403


def test_refuses_a_visitor(client: Client, cast: Cast) -> None:
    assert client.get("/api/v1/cases/").status_code == 401


def test_lists_many_cases_in_few_queries(ada: Client, django_assert_max_num_queries) -> None:
    for _ in range(3):
        create(ada)
    with django_assert_max_num_queries(9):
        assert ada.get("/api/v1/cases/").json()["count"] == 3
