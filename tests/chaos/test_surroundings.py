"""RVU Edge survives what surrounds it: a slow mail server, a clock that jumps, a poisonous file, too little memory, two at once, a restart.

Run it with `pytest -m chaos tests/chaos/test_surroundings.py -s`; it needs the PostgreSQL and the Valkey of the wheels.
"""

import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from rvuedge.embedded import postgres
from tests.chaos.crowded import Crowd
from tests.chaos.files import fee_file
from tests.chaos.people import Answer, rank
from tests.chaos.poison import CONTENT
from tests.chaos.stage import SECONDS, Stage, installation
from tests.smtp import mail_server

pytestmark = pytest.mark.chaos
CLINICIANS, ROWS = 6, 1500


@pytest.fixture
def database() -> Iterator[str]:
    with postgres.serving("synchronous_commit=on") as server:
        yield server.address


def close_and_publish(stage: Stage, month: str) -> list[int]:
    return [stage.chief.post(f"/manage/months/{month}/{step}/").status for step in ("close", "publish")]


def test_waits_for_a_slow_mail_server_with_nothing_but_its_mails(tmp_path: Path, database: str) -> None:
    with mail_server() as mails:
        mails.pause = 2.0  # five answers a mail
        addresses: dict[str, Any] = {"DATABASE_URL": database, "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}"}
        with installation(tmp_path, clinicians=CLINICIANS, **addresses) as stage:
            crowd = Crowd(stage)
            crowd.start()
            assert close_and_publish(stage, "2016-01") == [302, 302]
            assert stage.chief.upload("/manage/schedules/check/", "0.csv", fee_file(0, ROWS)).status == 302
            time.sleep(3)
            print(f"slow mail: p95 of an entry {rank(crowd.milliseconds(), 0.95):.0f} ms")
            crowd.is_whole()
            (month,) = stage.teller.asked("months", 1).values()
        assert month == {"rows": CLINICIANS, "published": CLINICIANS, "sent": CLINICIANS, "unknown": 0}
        assert len(mails.taken) == CLINICIANS
    assert set(crowd.met()) == {200}


@pytest.mark.parametrize("who", ["clock", "clock-worker"])
def test_follows_no_jump_of_a_clock(tmp_path: Path, database: str, who: str) -> None:
    """All clocks jump back an hour and forth two, or that of the worker alone is two hours ahead and then behind."""
    variables: dict[str, Any] = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.chaos.skewed", "PYTHONPATH": "."}
    with (
        mail_server() as mails,
        installation(tmp_path, clinicians=CLINICIANS, EMAIL_URL=f"smtp://127.0.0.1:{mails.port}", **variables) as stage,
    ):
        crowd = Crowd(stage)
        crowd.start()
        for number, seconds in enumerate((-3600, 7200) if who == "clock" else (7200, -7200)):
            assert stage.chief.upload("/manage/schedules/check/", f"{number}.csv", fee_file(number, ROWS)).status == 302
            assert close_and_publish(stage, f"2016-0{number + 1}") == [302, 302]
            (tmp_path / who).write_text(str(seconds))
            time.sleep(3)
            print(f"{who} {seconds:+} s: whole after {crowd.is_whole():.1f} s")
            crowd.start()
        crowd.stop()
        months = stage.teller.asked("months", 2)
    assert set(crowd.met()) == {200}
    assert all(one["published"] == CLINICIANS == one["sent"] for one in months.values()), months
    assert len(mails.taken) == 2 * CLINICIANS


def test_gives_up_a_file_that_ends_its_worker_three_times_and_does_the_rest(tmp_path: Path, database: str) -> None:
    variables: dict[str, Any] = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.chaos.poisonous", "PYTHONPATH": "."}
    with installation(tmp_path, clinicians=CLINICIANS, **variables) as stage:
        crowd = Crowd(stage)
        crowd.start()
        began = time.monotonic()
        assert stage.chief.upload("/manage/schedules/check/", "poison.csv", CONTENT).status == 302
        assert stage.chief.upload("/manage/schedules/check/", "0.csv", fee_file(0, ROWS)).status == 302
        assert close_and_publish(stage, "2016-01") == [302, 302]
        crowd.is_whole(failed_imports=1)
        print(f"poison: parked and all else done after {time.monotonic() - began:.1f} s")
        poison, sound = stage.teller.asked("imports")
        page = stage.chief.ask("GET", "/manage/schedules/")
    assert (poison["state"], poison["attempts"], sound["state"]) == ("failed", 3, "ready")
    assert "stopped three times" in poison["outcome"]["reason"]
    assert "poison.csv" in page.body
    assert set(crowd.met()) == {200}


def test_says_that_a_file_needs_more_memory_than_the_worker_has(tmp_path: Path, database: str) -> None:
    with installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database) as stage:
        crowd = Crowd(stage)
        crowd.start()
        (worker,) = stage.pids("worker")[:1]
        told = Path(f"/proc/{worker}/status").read_text()
        taken = next(int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith("VmData:"))
        resource.prlimit(worker, resource.RLIMIT_DATA, (taken + 48 * 1024**2,) * 2)
        assert stage.chief.upload("/manage/schedules/check/", "large.csv", fee_file(0, 80_000)).status == 302
        assert stage.chief.upload("/manage/schedules/check/", "small.csv", fee_file(1, 20)).status == 302
        crowd.is_whole(failed_imports=1)
        large, small = stage.teller.asked("imports")
        print(f"too little memory: the worker {'went on' if stage.pids('worker')[0] == worker else 'was started again'}")
    assert (large["state"], small["state"]) == ("failed", "ready")
    assert "more memory than the worker has" in large["outcome"]["reason"]
    assert set(crowd.met()) == {200}


def test_does_once_what_two_administrators_ask_at_the_same_moment(tmp_path: Path, database: str) -> None:
    with installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database) as stage:
        crowd = Crowd(stage)
        crowd.start()
        answers: list[Answer] = []
        for number in range(3):
            answers += at_once(stage, number)
        print(f"two at once: whole after {crowd.is_whole():.1f} s")
        imports, months = stage.teller.asked("imports"), stage.teller.asked("months", 3)
    assert {answer.status for answer in answers} == {302}
    assert [one["state"] for one in imports] == ["ready"] * 3
    assert all((one["rows"], one["published"]) == (CLINICIANS, CLINICIANS) for one in months.values())
    assert set(crowd.met()) == {200}


def at_once(stage: Stage, number: int) -> list[Answer]:
    """Both bring the same file, close the same month and publish its reports."""
    together, answers = Barrier(2), list[Answer]()

    def work() -> None:
        file = fee_file(number, 300)
        for ask in (
            lambda: stage.chief.upload("/manage/schedules/check/", "same.csv", file),
            lambda: stage.chief.post(f"/manage/months/2016-0{number + 1}/close/"),
            lambda: stage.chief.post(f"/manage/months/2016-0{number + 1}/publish/"),
        ):
            together.wait(SECONDS)
            answers.append(ask())

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(SECONDS)
    return answers


def test_ends_what_is_under_way_when_it_is_asked_to_stop(tmp_path: Path, database: str) -> None:
    with installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database) as stage:
        crowd = Crowd(stage)
        crowd.start()
        assert stage.chief.upload("/manage/schedules/check/", "0.csv", fee_file(0, 2 * ROWS)).status == 302
        assert close_and_publish(stage, "2016-01") == [302, 302]
        for part in ("worker", "web"):
            stage.kill(part, how=signal.SIGTERM)
        print(f"restarted: whole after {crowd.is_whole():.1f} s, {crowd.met()}")
    # Between the two web servers nobody answers; no answer is a fault.
    assert set(crowd.met()) <= {0, 200, 409, 503}
