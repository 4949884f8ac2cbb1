"""RVU Edge saves entries within a second while somebody else brings a large extract in, on the embedded database.

Run it with `pytest -m heavy tests/tracking/test_import_waits.py -s`; RVUEDGE_LINES names another number of lines.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import environment_of_a_person
from tests.shape import ROOT

_PROGRAM = "import django; django.setup(); from tests.tracking.waits import main; main()"
LINES = int(os.environ.get("RVUEDGE_LINES", "200000"))


@pytest.mark.heavy
def test_an_entry_waits_for_a_batch_and_not_for_the_import(tmp_path: Path) -> None:
    environment = environment_of_a_person(RVUEDGE_DATA=str(tmp_path), DJANGO_SETTINGS_MODULE="rvuedge.settings", PYTHONPATH=str(ROOT))

    def program(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", _PROGRAM, *words]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def told(by: subprocess.Popen[str]) -> dict[str, object]:
        written, _ = by.communicate()
        assert by.returncode == 0
        return dict(json.loads(written.splitlines()[-1]))

    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    run = str(told(program("begin", str(LINES)))["run"])
    logging, storing = program("log", str(tmp_path / "ended")), program("store", run)
    stored = told(storing)
    (tmp_path / "ended").touch()
    waits = told(logging)
    print(stored, waits)
    assert (stored["state"], stored["created"], stored["are_equal"]) == ("active", LINES, True)
    assert waits["errors"] == 0
    assert float(str(waits["p95"])) <= 1.0
