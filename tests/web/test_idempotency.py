"""RVU Edge does once what is sent twice, also where the process that began it was killed, or is slower than whoever sent it again waits."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from rvuedge.web.idempotency import ABANDONED_AFTER
from rvuedge.web.models import IdempotencyKey
from tests.cast import Cast
from tracking.models import Case
from tracking.services import log_case

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
BODY = {"date_of_service": "2026-11-20", "place_of_service": "11", "lines": [{"code": "99214"}]}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def ada(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.clinician.user)
    return client


def send(client: Client) -> Any:
    return client.post("/api/v1/cases/", json.dumps(BODY), content_type="application/json", headers={"Idempotency-Key": "a"})


def killed(client: Client) -> None:
    """Let it look as if the process that worked on a request was killed: the claim is there, and what was written is not."""
    assert send(client).status_code == 201
    Case.objects.all().delete()
    IdempotencyKey.objects.update(status=None, body=None)


def test_does_half_a_minute_later_what_a_killed_process_began(ada: Client, clock: Any) -> None:
    killed(ada)
    clock.move_to(NOW + ABANDONED_AFTER)
    assert (send(ada).status_code, Case.objects.count()) == (409, 0)
    clock.move_to(NOW + ABANDONED_AFTER + timedelta(seconds=1))
    assert timedelta(seconds=31) >= ABANDONED_AFTER
    assert (send(ada).status_code, Case.objects.count()) == (201, 1)
    assert (send(ada).status_code, Case.objects.count()) == (201, 1)


def test_stores_nothing_of_whoever_was_overtaken(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def overtaken(**told: Any) -> Any:
        case = log_case(**told)
        # What somebody does first who takes an abandoned claim over.
        IdempotencyKey.objects.filter(status=None).delete()
        return case

    monkeypatch.setattr("tracking.api.log_case", overtaken)
    answer = send(ada)
    assert (answer.status_code, answer["Retry-After"], Case.objects.count()) == (409, "1", 0)
