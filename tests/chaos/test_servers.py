"""RVU Edge goes on, says what is missing and loses nothing while the queue or the database is gone, and comes back by itself.

Run it with `pytest -m chaos tests/chaos/test_servers.py -s`; it needs the PostgreSQL and the Valkey of the wheels.
"""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from rvuedge.embedded import postgres, valkey
from tests.chaos.crowded import Crowd
from tests.chaos.files import fee_file
from tests.chaos.people import rank
from tests.chaos.stage import SECONDS, installation

pytestmark = pytest.mark.chaos
CLINICIANS = 6
OUT_FOR = 6.0


@pytest.fixture
def database() -> Iterator[postgres.Server]:
    with postgres.serving("synchronous_commit=on") as server:
        yield server


@pytest.mark.parametrize("way", ["killed", "hangs", "forgets"])
def test_logs_on_without_its_queue_and_does_later_what_was_asked(tmp_path: Path, database: postgres.Server, way: str) -> None:
    queue = valkey.server(tmp_path / "queue", tmp_path / "valkey.log")
    path = valkey.socket_of(tmp_path / "queue")
    queue.start()
    try:
        valkey.wait_for(queue, path)
        addresses: dict[str, Any] = {"DATABASE_URL": database.address, "REDIS_URL": valkey.address_of(path)}
        with installation(tmp_path / "data", clinicians=CLINICIANS, **addresses) as stage:
            crowd = Crowd(stage)
            assert stage.chief.upload("/manage/schedules/check/", "0.csv", fee_file(0, 1500)).status == 302
            crowd.start()
            break_queue(queue, way, path)
            asked = [
                stage.chief.upload("/manage/schedules/check/", "1.csv", fee_file(1, 1500)),
                stage.chief.post("/manage/months/2016-01/close/"),
                stage.chief.post("/manage/months/2016-01/publish/"),
            ]
            time.sleep(OUT_FOR)
            met = crowd.met()
            ready = stage.chief.ask("GET", "/readyz")
            mend_queue(queue, way, path)
            took = crowd.is_whole()
            print(f"queue {way}: p95 of an entry {rank(crowd.milliseconds(), 0.95):.0f} ms, done {took:.1f} s after it was back, {met}")
    finally:
        os.killpg(queue.running.pid, signal.SIGCONT) if queue.running else None
        queue.stop()
    assert [one.status for one in asked] == [302, 302, 302]
    assert set(met) == {200}
    if way != "forgets":
        assert ready.status == 503 and '"broker": "does not answer"' in ready.body


def break_queue(queue, way: str, path: Path) -> None:
    if way == "killed":
        queue.running.kill()
        queue.running.wait()
    elif way == "hangs":
        queue.running.send_signal(signal.SIGSTOP)
    else:
        redis.Redis(unix_socket_path=str(path)).flushall()


def mend_queue(queue, way: str, path: Path) -> None:
    if way == "killed":
        path.unlink(missing_ok=True)
        queue.start()
        valkey.wait_for(queue, path)
    elif way == "hangs":
        queue.running.send_signal(signal.SIGCONT)


def test_keeps_what_it_acknowledged_when_the_database_is_stopped_at_once(tmp_path: Path, database: postgres.Server) -> None:
    with installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database.address) as stage:
        crowd = Crowd(stage)
        for number in range(3):
            crowd.start()
            assert stage.chief.upload("/manage/schedules/check/", f"{number}.csv", fee_file(number, 1500)).status == 302
            assert stage.chief.post(f"/manage/months/2016-0{number + 1}/close/").status == 302
            assert stage.chief.post(f"/manage/months/2016-0{number + 1}/publish/").status == 302
            time.sleep(0.3 * number)
            database.stop_at_once()
            time.sleep(OUT_FOR / 2)
            page, ready = stage.people[3].ask("GET", "/log/"), stage.chief.ask("GET", "/readyz")
            database.start()
            assert (page.status, page.retry_after, ready.status) == (503, "10", 503)
            assert "The database does not answer at the moment." in page.body
            print(f"database stopped: whole {crowd.is_whole():.1f} s after it was back")
        told = crowd.told()
    # No bare fault: each answer that was none says so, and when to ask again.
    assert {answer.status for answer in told} <= {503, 409}
    assert all(answer.retry_after for answer in told)


def test_says_so_where_the_database_takes_no_more_connections(tmp_path: Path) -> None:
    with (
        postgres.serving("synchronous_commit=on", "max_connections=40") as database,
        installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database.address) as stage,
    ):
        held = []
        while True:
            try:
                held.append(psycopg.connect(database.address.replace("postgres://", "postgresql://")))
            except psycopg.OperationalError:
                break
        # What was connected before goes on; whoever comes anew is told.
        answers = [stage.people[0].ask("GET", "/log/") for _ in range(12)]
        for one in held:
            one.close()
        end = time.monotonic() + SECONDS
        while not stage.is_ready() and time.monotonic() < end:
            time.sleep(0.2)
        assert stage.people[0].ask("GET", "/log/").status == 200
    assert {answer.status for answer in answers} <= {200, 503}
    assert all(answer.retry_after for answer in answers if answer.status == 503)


def test_reads_and_says_so_where_the_database_is_read_only(tmp_path: Path, database: postgres.Server) -> None:
    with installation(tmp_path, clinicians=CLINICIANS, DATABASE_URL=database.address) as stage:
        with psycopg.connect(database.address.replace("postgres://", "postgresql://"), autocommit=True) as server:
            server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
            server.execute("SELECT pg_reload_conf()")
            time.sleep(1)
            crowd = Crowd(stage, 1)
            crowd.start()
            time.sleep(2)
            assert stage.people[0].ask("GET", "/log/").status == 200
            server.execute("SET default_transaction_read_only = off")
            server.execute("ALTER SYSTEM RESET default_transaction_read_only")
            server.execute("SELECT pg_reload_conf()")
        crowd.is_whole()
    assert set(crowd.devices[0].met) <= {503, 200} and crowd.devices[0].met[503]
    assert "Nothing can be saved at the moment, only read." in crowd.devices[0].told[0].body
