"""RVU Edge migrates to its end however often it is killed on the way, and keeps every row.

Run it with `pytest -m chaos tests/chaos/test_killed_migration.py -s`; RVUEDGE_SEED names other moments.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from rvuedge.embedded import postgres
from tests.operating.test_first_schema import schema_of_postgres
from tests.running import environment_of_a_person
from tests.shape import ROOT

KILLS, SEED = 10, int(os.environ.get("RVUEDGE_SEED", "7"))
_PROGRAM = "import django; django.setup(); from tests.operating.many_lines import main; main()"
LINE = "SELECT code, month_index, outcome FROM tracking_caseline"


def environment(address: str, folder: Path) -> dict[str, str]:
    told: Any = {
        "DATABASE_URL": address,
        "RVUEDGE_DATA": str(folder),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "rvuedge.settings",
    }
    return environment_of_a_person(**told)


def migrate(told: dict[str, str]) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=told, check=True)
    return time.monotonic() - began


@pytest.mark.chaos
def test_migrates_to_its_end_however_often_it_is_killed(tmp_path: Path) -> None:
    drawn, applied = random.Random(SEED), list[Any]()
    with postgres.serving("synchronous_commit=on") as undisturbed, postgres.serving("synchronous_commit=on") as killed:
        for server in (undisturbed, killed):
            told = environment(server.address, tmp_path)
            subprocess.run([sys.executable, "-c", _PROGRAM], cwd=ROOT, env=told, check=True)
        took = migrate(environment(undisturbed.address, tmp_path))
        with psycopg.connect(killed.address.replace("postgres://", "postgresql://"), autocommit=True) as asking:
            for _ in range(KILLS):
                running = subprocess.Popen([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=told)
                time.sleep(drawn.uniform(took * 0.2, took))
                running.kill()
                running.wait()
                applied.append(asking.execute("SELECT count(*) FROM django_migrations").fetchone())
            migrate(told)
            assert asking.execute(LINE).fetchall() == [("99214", 24321, "not_found")]
        assert schema_of_postgres(killed.address) == schema_of_postgres(undisturbed.address)
    print(f"undisturbed {took:.1f} s; migrations applied after each of {KILLS} kills: {[one[0] for one in applied if one]}")
    # A kill that met nothing would prove nothing.
    assert len(set(applied)) > 1
