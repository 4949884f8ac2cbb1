"""RVU Edge answers a hospital that logs at once: 200 clinicians, each with one action every five seconds, without an error.

Run it with `pytest -m heavy tests/journeys/test_crowd.py -s`; RVUEDGE_CLINICIANS and RVUEDGE_SECONDS name other numbers.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.crowd import EVERY, Person, work
from tests.running import environment_of_a_person, run_command, running_up
from tests.shape import ROOT

CLINICIANS = int(os.environ.get("RVUEDGE_CLINICIANS", "200"))
SECONDS = float(os.environ.get("RVUEDGE_SECONDS", "60"))
_PROGRAM = "import django; django.setup(); from tests.journeys.crowd import main; main()"


def program(folder: Path, *words: str, given: str = "") -> list[Any]:
    environment = environment_of_a_person(RVUEDGE_DATA=str(folder), DJANGO_SETTINGS_MODULE="rvuedge.settings", PYTHONPATH=str(ROOT))
    command = [sys.executable, "-c", _PROGRAM, *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, input=given, capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.heavy
def test_answers_a_hospital_that_logs_at_once(tmp_path: Path) -> None:
    seeded = run_command("seed_demo", "--clinicians", str(CLINICIANS), "--lines", str(CLINICIANS * 50), RVUEDGE_DATA=str(tmp_path))
    assert seeded.returncode == 0, seeded.stderr
    people = [Person(*one) for one in program(tmp_path, "sign_in", str(CLINICIANS))]
    assert len(people) == CLINICIANS
    with running_up(tmp_path, "--no-demo") as up:
        port = urlsplit(up.address).port
        assert port
        work(port, people[:8], 1.0)  # both processes have answered before
        told = work(port, people, SECONDS)
    done = sum(map(len, told.times.values()))
    print(f"\n{CLINICIANS} clinicians, one action every {EVERY:.0f} s, {SECONDS:.0f} s: {done} actions, {len(told.errors)} errors")
    for what, ranked in ((what, sorted(times)) for what, times in told.times.items() if times):
        p50, p95 = (ranked[int(len(ranked) * share)] for share in (0.5, 0.95))
        print(f"{what}: {len(ranked)}, p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {ranked[-1]:.0f} ms")
    assert told.errors == []
    assert len(told.saved) == len(told.times["save"])
    stored = program(tmp_path, "count", given=json.dumps(list(told.saved)))
    assert stored == [len(told.saved), sum(told.saved.values())]  # each case once, with its lines
