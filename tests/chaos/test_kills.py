"""RVU Edge loses nothing, doubles nothing and comes back by itself, whenever web or worker are killed while people log, import and close.

Run it with `pytest -m chaos tests/chaos/test_kills.py -s`; RVUEDGE_KILLS names another number of kills than 100, RVUEDGE_MINUTES after how
many minutes it ends before (60), RVUEDGE_SEED other moments. It needs the PostgreSQL and the Valkey of the wheels.
"""

import os
import random
import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rvuedge.embedded import postgres
from tests.chaos.crowded import Crowd
from tests.chaos.files import fee_file
from tests.chaos.stage import SECONDS, Stage, installation
from tests.smtp import mail_server

KILLS, SEED = int(os.environ.get("RVUEDGE_KILLS", "100")), int(os.environ.get("RVUEDGE_SEED", "7"))
MINUTES = float(os.environ.get("RVUEDGE_MINUTES", "60"))
CLINICIANS, LOGGING, ROWS, CASES = 6, 3, 1500, 400
# What is killed: gunicorn with its processes, one process of it, the worker.
TARGETS = (("web", 0), ("web", 1), ("worker", 0), ("worker", 0))
# `up` gives up on a program that ends five times within a minute.
MOST_A_MINUTE = 3
# Nothing came, all is well, somebody else is at it, not there for a moment.
ALLOWED = {0, 200, 409, 503}


@dataclass(slots=True)
class Campaign:
    """The rounds of a run: what was killed, how long each took to be whole again, and what was found then."""

    stage: Stage
    crowd: Crowd
    drawn: random.Random
    span: float = 0.0
    killed: list[tuple[float, str]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def round(self, number: int, *, kills: bool) -> float:
        """Log, import, close and mail; kill something at a moment of it; return after how many seconds everything was whole again."""
        with ThreadPoolExecutor(1) as pool:
            began = time.monotonic()
            self.crowd.start()
            working = pool.submit(self._work, number)
            if kills:
                time.sleep(self.drawn.uniform(0, self.span))
                self._kill()
                began = time.monotonic()
            working.result()
        self.crowd.is_whole()
        return time.monotonic() - began

    def _work(self, number: int) -> None:
        chief, month = self.stage.chief, f"{2016 + number // 12}-{number % 12 + 1:02}"
        log, today = self.stage.people[-1].log, datetime.now(UTC).date().isoformat()
        if number % 2:
            self.stage.teller.asked("extract", {"number": number, "cases": CASES, "log": log, "today": today})
        else:
            self._until_taken(lambda: chief.upload("/manage/schedules/check/", f"{number}.csv", fee_file(number, ROWS)).status)
        self._until_taken(lambda: chief.post(f"/manage/months/{month}/close/").status)
        self._until_taken(lambda: chief.post(f"/manage/months/{month}/publish/").status)

    @staticmethod
    def _until_taken(ask) -> None:
        """As a person does: press again until the page says that it was taken."""
        end = time.monotonic() + SECONDS
        while (status := ask()) != 302:
            assert status in ALLOWED and time.monotonic() < end, status
            time.sleep(0.5)

    def _kill(self) -> None:
        now = time.monotonic()
        lately = Counter(name for at, name in self.killed if now - at < 60)
        name, place = self.drawn.choice([one for one in TARGETS if lately[one[0]] < MOST_A_MINUTE] or [("web", 1)])
        self.stage.kill(name, place=place)
        self.killed.append((now, name))


@pytest.mark.chaos
def test_loses_and_doubles_nothing_whenever_web_and_worker_are_killed(tmp_path: Path) -> None:
    with postgres.serving("synchronous_commit=on") as database, mail_server() as mails:
        addresses: dict[str, Any] = {"DATABASE_URL": database.address, "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}"}
        with installation(tmp_path, clinicians=CLINICIANS, months=KILLS + 3, **addresses) as stage:
            campaign = Campaign(stage, Crowd(stage, LOGGING), random.Random(SEED))
            for number in range(2):
                campaign.span = campaign.round(number, kills=False)
            ends = time.monotonic() + MINUTES * 60
            for number in range(2, KILLS + 2):
                if time.monotonic() > ends:
                    break
                campaign.seconds.append(campaign.round(number, kills=True))
                print(f"{number - 1}: {campaign.killed[-1][1]} killed, whole after {campaign.seconds[-1]:.1f} s", flush=True)
            kills = len(campaign.seconds)
            months = stage.teller.asked("months", kills + 2)
    met, cases = campaign.crowd.met(), len(campaign.crowd.acknowledged())
    print(f"{kills} kills, undisturbed {campaign.span:.1f} s, slowest {max(campaign.seconds):.1f} s, {cases} cases, {dict(met)}")
    assert kills and max(campaign.seconds) <= SECONDS
    assert set(met) <= ALLOWED
    assert all((one["rows"], one["published"]) == (CLINICIANS, CLINICIANS) for one in months.values())
    assert all(one["sent"] + one["unknown"] == CLINICIANS for one in months.values())
    marks = [found[1] for mail in mails.taken if (found := re.search(r"(?m)^Message-ID: (\S+)", mail))]
    assert len(marks) == len(mails.taken) == len(set(marks)) >= sum(one["sent"] for one in months.values())
