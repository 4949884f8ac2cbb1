"""RVU Edge takes what a device sends from its queue: each step once, in its owner's log, on top of what the device saw."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from codes.models import Release
from rvuedge.web.models import IdempotencyKey
from tests.cast import Cast
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, CaseLine, TrainedCase

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # 12:00 in New York
CASE = "3f1d2c3b-4a59-4687-8899-aabbccddeeff"
JSON = "application/json"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def step(cast: Cast, **changes: Any) -> dict[str, Any]:
    assert cast.clinician.clinician
    case = {"date_of_service": "2026-11-20", "place_of_service": "11", "lines": [{"code": "99214"}]} | changes.pop("case", {})
    mine = {"v": 1, "owner": cast.clinician.user.pk, "log": cast.clinician.clinician.pk, "do": "log", "id": CASE, "seen": ""}
    return mine | {"case": case} | changes


def send(client: Client, body: dict[str, Any], key: str = "", **headers: str) -> Any:
    return client.post("/log/send/", body, content_type=JSON, headers={"Idempotency-Key": key or uuid4().hex} | headers)


def text() -> str:
    return write_entry(content_of(Case.objects.get()).lines)


def test_logs_a_case_and_tells_what_it_counts(ada: Client, cast: Cast) -> None:
    answer = send(ada, step(cast, case={"lines": [{"code": "99214"}, {"code": "D1553"}]}), key="k")
    told = answer.json()
    assert (answer.status_code, answer["Idempotency-Key"], answer["Cache-Control"]) == (200, "k", "no-store")
    assert (told["id"], told["text"], told["is_counted"], told["is_deleted"]) == (CASE, "99214 D1553", True, False)
    assert [(line["code"], line["credit"], line["outcome"]) for line in told["lines"]] == [
        ("99214", "1.9200", "credited"),
        ("D1553", "0.0000", "not_credited"),
    ]
    assert Case.objects.get().source == "log"


def test_asks_the_database_twelve_times_for_a_case(ada: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Session, person with place, log; the key; savepoint, case, what is agreed, lines, month, audit, answer, release."""
    content = {"lines": [{"code": "45385"}, {"code": "45380", "modifiers": ["59"]}, {"code": "99214", "modifiers": ["25"]}]}
    send(ada, step(cast, case=content))
    with django_assert_num_queries(12):
        told = send(ada, step(cast, id=str(uuid4()), case=content)).json()
    assert [line["credit"] for line in told["lines"]] == [line["credit"] for line in send(ada, step(cast, case=content)).json()["lines"]]


def test_tells_of_a_new_case_what_it_tells_of_a_stored_one(ada: Client, cast: Cast) -> None:
    """What was just written is not read again; every byte is that of the case as it is stored."""
    content = {"lines": [{"code": "45385"}, {"code": "45380", "modifiers": ["59"], "units": 2}, {"code": "D1553", "tooth": "3"}]}
    first = send(ada, step(cast, case=content))
    assert first.content == send(ada, step(cast, case=content)).content
    assert first.json()["text"] == "45385 45380-59x2 D1553 #3"


def test_answers_a_lost_reply_with_the_first_answer(ada: Client, cast: Cast) -> None:
    first = send(ada, step(cast), key="k")
    again = send(ada, step(cast), key="k", **{"X-Device-Time": "2026-11-23T17:20:00Z"})
    assert (again.status_code, again.json()) == (200, first.json())
    assert send(ada, step(cast)).status_code == 200  # the same case under another key
    assert Case.objects.count() == 1


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.1", ";", ""])
def test_answers_in_json_whatever_a_device_says_that_it_takes(ada: Client, cast: Cast, accept: str) -> None:
    answer = send(ada, step(cast), Accept=accept)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_says_that_a_step_is_being_worked_on(ada: Client, cast: Cast) -> None:
    send(ada, step(cast), key="k")
    IdempotencyKey.objects.update(status=None)
    answer = send(ada, step(cast), key="k")
    assert (answer.status_code, answer["Retry-After"]) == (409, "1")


def test_passes_over_fields_of_other_versions(ada: Client, cast: Cast) -> None:
    assert send(ada, step(cast, v=7, colour="blue", case={"weather": "rain"})).status_code == 200


@pytest.mark.parametrize("part", ["colleague", "stranger", "trainee"])
def test_keeps_a_step_out_of_another_persons_log(ada: Client, cast: Cast, part: str) -> None:
    ada.force_login(cast.members[part])
    assert send(ada, step(cast)).status_code == 403
    assert send(ada, step(cast, owner=cast.members[part].pk)).status_code == 403
    assert Case.objects.count() == 0


def test_tells_a_device_that_nobody_is_signed_in(client: Client, cast: Cast, release: Release) -> None:
    answer = send(client, step(cast), key="k")
    assert (answer.status_code, answer["Idempotency-Key"]) == (401, "k")


def test_refuses_what_no_page_of_ours_sent(cast: Cast, release: Release) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.clinician.user)
    assert send(strict, step(cast)).status_code == 403


def test_changes_a_case_as_the_device_saw_it(ada: Client, cast: Cast) -> None:
    version = send(ada, step(cast)).json()["version"]
    with time_machine.travel(datetime(2026, 11, 23, 18, tzinfo=UTC)):
        changed = send(ada, step(cast, do="amend", seen=version, case={"lines": [{"code": "45385"}]}))
    assert (changed.status_code, changed.json()["text"]) == (200, "45385")
    assert changed.json()["version"] != version


def test_shows_both_where_a_case_was_changed_elsewhere(ada: Client, cast: Cast) -> None:
    version = send(ada, step(cast)).json()["version"]
    with time_machine.travel(datetime(2026, 11, 23, 18, tzinfo=UTC)):
        send(ada, step(cast, do="amend", case={"lines": [{"code": "99214", "units": 2}]}))
    for do in ("amend", "remove"):
        answer = send(ada, step(cast, do=do, seen=version, case={"lines": [{"code": "45385"}]}))
        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
        assert "changed on another device" in answer.json()["detail"]
        assert answer.json()["errors"]["now"]["text"] == "99214x2"
        assert "Retry-After" not in answer
    assert text() == "99214x2"
    current = answer.json()["errors"]["now"]["version"]
    assert send(ada, step(cast, do="amend", seen=current, case={"lines": [{"code": "45385"}]})).status_code == 200


def test_takes_an_edit_that_is_there_already(ada: Client, cast: Cast) -> None:
    version = send(ada, step(cast)).json()["version"]
    edit = step(cast, do="amend", seen=version, case={"lines": [{"code": "45385"}]})
    with time_machine.travel(datetime(2026, 11, 23, 18, tzinfo=UTC)):
        assert [send(ada, edit).status_code for _ in range(2)] == [200, 200]


def test_does_not_change_a_deleted_case(ada: Client, cast: Cast) -> None:
    version = send(ada, step(cast)).json()["version"]
    assert send(ada, step(cast, do="remove", seen=version)).json()["is_deleted"]
    assert send(ada, step(cast, do="remove", seen=version)).status_code == 200
    answer = send(ada, step(cast, do="amend", seen=version, case={"lines": [{"code": "45385"}]}))
    assert (answer.status_code, answer.json()["errors"]["now"]["is_deleted"]) == (409, True)
    assert "deleted on another device" in answer.json()["detail"]
    assert not send(ada, step(cast, do="restore")).json()["is_deleted"]


def test_refuses_a_used_id_with_other_content(ada: Client, cast: Cast) -> None:
    send(ada, step(cast))
    answer = send(ada, step(cast, case={"lines": [{"code": "45385"}]}))
    assert (answer.status_code, answer.json()["errors"]["now"]["text"]) == (409, "99214")


def test_hides_the_case_of_somebody_else(ada: Client, cast: Cast) -> None:
    assert cast.colleague.clinician
    send(ada, step(cast))
    ada.force_login(cast.colleague.user)
    theirs = {"owner": cast.colleague.user.pk, "log": cast.colleague.clinician.pk}
    for do in ("log", "amend", "remove", "restore"):
        assert send(ada, step(cast, do=do, **theirs)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"do": "burn"}, "do"),
        ({"id": "17"}, "id"),
        ({"owner": "me"}, "owner"),
        ({"case": {"date_of_service": "2026-11-24"}}, "date_of_service"),
        ({"case": {"date_of_service": "2023-12-31"}}, "date_of_service"),
        ({"case": {"lines": []}}, "lines"),
        ({"case": {"lines": [{"code": "polyp"}]}}, "lines"),
        ({"case": {"lines": [{"code": "99214", "units": 0}]}}, "lines"),
    ],
)
def test_names_the_field_that_is_wrong(ada: Client, cast: Cast, changes: dict[str, Any], field: str) -> None:
    answer = send(ada, step(cast, **changes))
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Case.objects.count() == 0


def test_asks_to_confirm_the_date_of_a_device_whose_clock_is_off(ada: Client, cast: Cast) -> None:
    yesterday_but_one = {"X-Device-Time": "2026-11-21T17:00:00Z"}
    answer = send(ada, step(cast), **yesterday_but_one)
    assert (answer.status_code, "off by 2 days" in answer.json()["detail"]) == (409, True)
    assert (
        send(ada, step(cast), **{"X-Device-Time": "2026-11-23T03:00:00Z"})
        .json()["detail"]
        .startswith("The clock of this device is off by 14 hours")
    )
    assert send(ada, step(cast, is_date_chosen=True), **yesterday_but_one).status_code == 200


@pytest.mark.parametrize("told", ["", "noon", "2026-11-23", "2026-11-23T08:00:00Z"])
def test_takes_a_step_whose_time_is_near_or_not_told(ada: Client, cast: Cast, told: str) -> None:
    assert send(ada, step(cast), **{"X-Device-Time": told}).status_code == 200


def test_requires_a_key(ada: Client, cast: Cast) -> None:
    assert ada.post("/log/send/", step(cast), content_type=JSON).status_code == 400


def test_logs_a_case_that_was_taken_back_before_it_was_sent_and_is_wanted_after_all(ada: Client, cast: Cast) -> None:
    told = send(ada, step(cast, do="restore"))
    assert (told.status_code, told.json()["text"]) == (200, "99214")
    send(ada, step(cast, do="remove"))
    # What the server has is put back as it was: what the device remembers changes nothing.
    again = send(ada, step(cast, do="restore", case={"lines": [{"code": "45385"}]}))
    assert (again.json()["text"], again.json()["is_deleted"]) == ("99214", False)
    assert Case.objects.count() == 1


def test_an_amendment_keeps_what_the_device_does_not_know(ada: Client, cast: Cast) -> None:
    send(ada, step(cast, case={"lines": [{"code": "45385"}, {"code": "99214"}]}))
    ada.post(reverse("case-line", args=[CASE, 1]), {"visit": "2"})
    assert CaseLine.objects.get(code="45385").details == "visit=2"
    answer = send(ada, step(cast, do="amend", case={"lines": [{"code": "99214", "units": 2}, {"code": "45385"}]}))
    assert answer.status_code == 200
    assert CaseLine.objects.get(code="45385").details == "visit=2"
    assert CaseLine.objects.get(code="99214").details == ""


def test_keeps_what_a_trainee_says_of_a_case(cast: Cast, release: Release, client: Client) -> None:
    trainee, attending = cast.trainee, cast.clinician.clinician
    assert trainee.clinician and attending
    client.force_login(trainee.user)
    facts = {"role": "surgeon_junior", "level": "assisted", "setting": "clinic", "attending": str(attending.pk), "is_simulated": "on"}
    body = step(cast, owner=trainee.user.pk, log=trainee.clinician.pk, facts=facts)
    assert send(client, body).status_code == 200
    told = TrainedCase.objects.get()
    assert (told.role, told.level, told.setting, told.is_simulated, told.case.attending) == (
        "surgeon_junior", "assisted", "clinic", True, attending,
    )  # fmt: skip
    # Sent again, it keeps what was said since.
    assert send(client, body | {"facts": facts | {"role": "teaching"}}).status_code == 200
    assert TrainedCase.objects.get().role == "surgeon_junior"


def test_saves_a_case_without_what_cannot_be_said_of_it(cast: Cast, release: Release, client: Client) -> None:
    trainee = cast.trainee
    assert trainee.clinician
    client.force_login(trainee.user)
    body = step(cast, owner=trainee.user.pk, log=trainee.clinician.pk, facts={"role": "king", "level": "", "setting": "clinic"})
    assert send(client, body).status_code == 200
    assert Case.objects.count() == 1 and not TrainedCase.objects.exists()
