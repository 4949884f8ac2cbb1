"""The Celery application; workers start with -A rvuedge.celery."""

import os
from contextlib import suppress
from pathlib import Path

from celery import Celery, Task, signals
from django.conf import settings
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rvuedge.settings")

WITH_TASKS = [
    "rvuedge.accounts", "rvuedge.backup", "rvuedge.imports", "rvuedge.operating", "rvuedge.site", "tracking", "benchmarks",
]  # fmt: skip

app = Celery("rvuedge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks(WITH_TASKS)

_NUMBER = "request_id"


@signals.setup_logging.connect
def log_as_the_settings_say(**_about: object) -> None:
    """Whoever listens here sets logging up instead of Celery, whose own lines are no JSON and pass no processor: Django did."""


@signals.before_task_publish.connect
def hand_the_number_on(headers: dict[str, object] | None = None, **_about: object) -> None:
    """Give a task the number of the request that asks for it."""
    if headers is not None and _NUMBER in get_contextvars():
        headers[_NUMBER] = get_contextvars()[_NUMBER]


@signals.task_prerun.connect
def take_the_number_up(task: "Task[..., object]", task_id: str, **_about: object) -> None:
    """Let every line of a task carry its name and the number of its request; one that no request asked for has its own."""
    if not task.request.is_eager:
        clear_contextvars()
        bind_contextvars(task=task.name, request_id=task.request.get(_NUMBER) or task_id)


@signals.task_postrun.connect
def let_the_number_go(task: "Task[..., object]", **_about: object) -> None:
    """Forget both: the thread goes on with another task."""
    if not task.request.is_eager:
        clear_contextvars()


@signals.heartbeat_sent.connect
def show_life(**_about: object) -> None:
    """Touch the file by which a health check sees that a worker is connected, or that a clock hands over what is due."""
    if settings.ALIVE_FILE:
        with suppress(OSError):
            Path(settings.ALIVE_FILE).touch()


@signals.beat_init.connect
def show_life_with_each_task(**_about: object) -> None:
    """A clock has no heartbeat of its own: it lives while the queue takes its tasks."""
    signals.after_task_publish.connect(show_life)
