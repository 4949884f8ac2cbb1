"""RVU Edge writes every line of the log as JSON, whoever says it, with the number of the request and without a secret or a name."""

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest
import structlog
from celery import signals
from celery.app.task import Context
from django.contrib.admindocs.views import simplify_regex
from django.db import DatabaseError

from rvuedge.celery import WITH_TASKS
from rvuedge.logging import LOGGING, scrub
from rvuedge.operating.tasks import forget
from tests.access.addresses import addresses
from tests.shape import ROOT, modules

# A letter of an address that somebody opens something by.
SECRET = "a-secret-of-a-link-0123456789"
SAY_AS_THE_SERVERS = """
import logging, django
django.setup()
from gunicorn.config import Config
from rvuedge import gunicorn
from rvuedge.celery import app
config = Config()
config.set("loglevel", "warning")
config.set("logger_class", gunicorn.logger_class)
server = config.logger_class(config)
# A request that went well: nothing of it is even looked at.
server.access(None, None, None, None)
server.error("Error handling request %s", "/invitations/aaaa-bbbb-cccc/")
app.log.setup(loglevel="WARNING")
logging.getLogger("celery.worker.consumer").error("Cannot connect to %s", "redis://:hunter2@queue:6379/0")
logging.getLogger("rvuedge.x").info("of %s", "ada@clinic.example")
"""


def line_of(message: str, *words: object, error: BaseException | None = None) -> dict[str, Any]:
    """A line as it is written."""
    said: Any = LOGGING["formatters"]
    formatter = structlog.stdlib.ProcessorFormatter(**{key: value for key, value in said["json"].items() if key != "()"})
    about = (type(error), error, error.__traceback__) if error else None
    found: dict[str, Any] = json.loads(formatter.format(logging.LogRecord("rvuedge.x", logging.INFO, "p", 1, message, words, about)))
    return found


def test_every_line_of_a_request_carries_its_number_and_no_secret() -> None:
    with structlog.contextvars.bound_contextvars(request_id="abcdefgh"):
        line = line_of("Saved %s", "it")
    assert (line["event"], line["request_id"], line["level"]) == ("Saved it", "abcdefgh", "info")
    hidden = scrub(None, "", {"event": "x", "password": "p", "Authorization": "a", "user_email": "e", "case": 1, "in": {"api_token": "t"}})
    assert hidden == {
        "event": "x",
        "password": "[hidden]",
        "Authorization": "[hidden]",
        "user_email": "[hidden]",
        "case": 1,
        "in": {"api_token": "[hidden]"},
    }


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("No mail to ada.o-neill+log@clinic.example today", "No mail to [hidden] today"),
        ("Authorization: Bearer rvu_A-b_c9 was refused", "Authorization: Bearer [hidden] was refused"),
        ("token rvus_A-b_c9 ended", "token [hidden] ended"),
        ("postgres://rvu_web:hunter2@database/rvuedge is gone", "postgres://[hidden]@database/rvuedge is gone"),
        ("Cookie: __Host-rvuedge=abc; csrftoken=def", "Cookie: __Host-rvuedge=[hidden]; csrftoken=[hidden]"),
        ("GET /x?access_token=abc&page=2", "GET /x?access_token=[hidden]&page=2"),
        ("Import 8d3e1b2a-3c4d-5e6f-8d3e-1b2a3c4d5e6f of RVU26C.zip, 19,356 rows", None),
        ("Internal Server Error: /reports/2026-10/", None),
    ],
)
def test_takes_out_of_a_text_what_is_nobodys_to_read(said: str, written: str | None) -> None:
    assert line_of(said)["event"] == (written or said)


def test_takes_the_secret_out_of_every_address_that_has_one() -> None:
    routes = [one.route for one in addresses() if {"secret", "token", "key", "uidb36"} & set(one.parameters) and "scim/" not in one.route]
    assert {"invitations/<str:secret>/", "people/new-password/<str:number>/<str:token>/"} <= set(routes)
    for route in routes:
        shown = simplify_regex(route) if "(?P" in route else "/" + route
        path = "".join(part if index % 2 == 0 else SECRET for index, part in enumerate(shown.replace(">", "<").split("<")))
        assert SECRET in path
        assert SECRET not in json.dumps(line_of("Internal Server Error: %s", path)), route


def test_quotes_no_row_that_the_database_refused() -> None:
    refused = 'null value in column "code"\nDETAIL:  Failing row contains (7, 2026-10-14, a note about somebody).\n'
    try:
        raise DatabaseError(refused)
    except DatabaseError as error:
        line = line_of("An entry could not be stored", error=error)
    assert "DatabaseError" in line["exception"] and 'null value in column "code"' in line["exception"]
    assert "a note about somebody" not in json.dumps(line)


def test_says_what_its_servers_say_in_the_same_way(tmp_path: Any) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "rvuedge.settings", "RVUEDGE_DATA": str(tmp_path), "SECRET_KEY": "k" * 60}
    done = subprocess.run([sys.executable, "-c", SAY_AS_THE_SERVERS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["event"]) for line in lines] == [
        ("gunicorn.error", "Error handling request /invitations/[hidden]"),
        ("celery.worker.consumer", "Cannot connect to redis://[hidden]@queue:6379/0"),
        ("rvuedge.x", "of [hidden]"),
    ]


def test_gives_a_task_the_number_of_the_request_that_asked_for_it() -> None:
    headers: dict[str, object] = {}
    with structlog.contextvars.bound_contextvars(request_id="abcdefgh"):
        signals.before_task_publish.send(sender="x", headers=headers)
    assert headers == {"request_id": "abcdefgh"}
    forget.request_stack.push(Context({"id": "task-1", "is_eager": False, **headers}))
    try:
        signals.task_prerun.send(sender=forget, task=forget, task_id="task-1")
        line = line_of("Removed")
        assert (line["request_id"], line["task"]) == ("abcdefgh", "rvuedge.operating.tasks.forget")
        signals.task_postrun.send(sender=forget, task=forget, task_id="task-1")
        assert "request_id" not in line_of("Idle")
    finally:
        forget.pop_request()


def test_a_worker_knows_the_tasks_of_every_app() -> None:
    named = {module.name.removesuffix(".tasks") for module in modules() if module.name.endswith(".tasks")}
    assert named == set(WITH_TASKS)
