"""RVU Edge makes every report of a month once, whenever the worker is killed and however often the queue gives a task.

Run it with `pytest -m heavy tests/reliability/test_killed_worker.py -s`; RVUEDGE_KILLS names another number of kills than 50,
RVUEDGE_SEED other moments. It needs the PostgreSQL and the Valkey of the wheels, and takes some ten seconds a kill.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rvuedge.embedded import postgres, valkey
from tests.running import environment_of_a_person
from tests.shape import ROOT
from tests.smtp import mail_server

_PROGRAM = "import django; django.setup(); from tests.reliability.killed import main; main()"
CLINICIANS, DELIVERIES = 12, 200
KILLS, SEED = int(os.environ.get("RVUEDGE_KILLS", "50")), int(os.environ.get("RVUEDGE_SEED", "7"))


@pytest.mark.heavy
def test_completes_each_month_after_its_worker_was_killed(tmp_path: Path) -> None:
    with valkey.running() as queue, postgres.running() as database, mail_server() as mails:
        environment = environment_of_a_person(
            RVUEDGE_DATA=str(tmp_path),
            REDIS_URL=queue,
            DATABASE_URL=database,
            EMAIL_URL=f"smtp://127.0.0.1:{mails.port}",
            DJANGO_SETTINGS_MODULE="tests.reliability.killed_settings",
            PYTHONPATH=str(ROOT),
        )
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-c", _PROGRAM, *map(str, (CLINICIANS, KILLS, DELIVERIES, SEED))]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    print(f"undisturbed {told['undisturbed']:.1f} s; slowest after a kill {max(one['seconds'] for one in told['killed']):.1f} s")
    each = {"rows": CLINICIANS, "published": CLINICIANS, "audited": CLINICIANS, "unlike_their_hash": 0, "wrong": 0}
    assert {month: {name: one[name] for name in each} for month, one in told["months"].items()} == dict.fromkeys(told["months"], each)
    assert len(told["killed"]) == KILLS and len(told["months"]) == KILLS + 2
    # Kills that met nothing would prove nothing.
    assert any(one["making"] for one in told["killed"]) and any(0 < one["published"] < CLINICIANS for one in told["killed"])
    assert all(one["mails_sent"] + one["mails_unknown"] == CLINICIANS for one in told["months"].values())
    marks = [found[1] for mail in mails.taken if (found := re.search(r"(?m)^Message-ID: (\S+)", mail))]
    assert len(marks) == len(mails.taken) == len(set(marks)) > 0
