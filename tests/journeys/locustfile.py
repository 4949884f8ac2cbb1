"""The same crowd, driven by locust, which `test_crowd.py` starts where RVUEDGE_LOCUST names it.

It takes the people of the file RVUEDGE_PEOPLE, one for each of its users, and leaves what was done in the file RVUEDGE_TOLD.
"""

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant_pacing, events, task

from tests.journeys.crowd import EVERY, PATIENCE, TURNS, Person, asked_by

_people = [Person(*one) for one in json.loads(Path(os.environ["RVUEDGE_PEOPLE"]).read_text())]
_times: dict[str, list[float]] = defaultdict(list)
_errors: list[str] = []
_saved: dict[str, int] = {}


class Clinician(FastHttpUser):
    """Somebody who does one thing every few seconds, and waits for its answer first."""

    wait_time = constant_pacing(EVERY)
    connection_timeout = network_timeout = PATIENCE

    def on_start(self) -> None:
        self.person, self.turn = _people.pop(), 0

    @task
    def act(self) -> None:
        asked, what = asked_by(self.person, self.turn), TURNS[self.turn % len(TURNS)]
        self.turn += 1
        body = {"data": asked.body} if asked.body else {}
        # The server closes what is idle for two seconds: whoever acts every five connects anew.
        headers = asked.headers | {"Connection": "close"}
        with self.client.request(
            asked.method, asked.path, headers=headers, name=what, catch_response=True, allow_redirects=False, **body
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}")
                _errors.append(f"{what}: {answer.status_code} {answer.error}")
            elif asked.case:
                _saved[asked.case] = asked.lines


@events.request.add_listener
def _note(name: str, response_time: float, **_more: Any) -> None:
    _times[name].append(response_time)


@events.quitting.add_listener
def _tell(**_more: Any) -> None:
    Path(os.environ["RVUEDGE_TOLD"]).write_text(json.dumps({"times": _times, "errors": _errors, "saved": _saved}))
