"""RVU Edge loses nothing and shows no half when the process that imports is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import environment_of_a_person, make_ready
from tests.shape import ROOT

pytestmark = pytest.mark.slow

# Imports the file given in a process of its own, and says when the rows are written but not committed.
_PROGRAM = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from codes import services
write = services.write_rows
def slow(release_id, rows):
    write(release_id, rows)
    print("written", flush=True)
    time.sleep(60)
if sys.argv[2] == "slow":
    services.write_rows = slow
call_command("import_schedule", sys.argv[1], activate=True, accept_short=True, as_json=True)
"""
_COUNTS = """
import django
django.setup()
from codes.models import FeeScheduleRow, Release
from rvuedge.imports.models import ImportRun
official = Release.objects.filter(family="PPRRVU")
print(official.count(), FeeScheduleRow.objects.filter(release__in=official).count(), *ImportRun.objects.values_list("state", flat=True))
"""


def test_a_killed_import_leaves_nothing_and_is_done_again(tmp_path: Path) -> None:
    environment = environment_of_a_person(RVUEDGE_DATA=str(tmp_path), DJANGO_SETTINGS_MODULE="rvuedge.settings", PYTHONPATH=str(ROOT))
    file = ROOT / "tests" / "golden" / "pprrvu" / "rvu26c.csv"
    make_ready(tmp_path)
    importing = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(file), "slow"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert importing.stdout is not None
    assert importing.stdout.readline() == "written\n"
    os.kill(importing.pid, signal.SIGKILL)
    importing.wait(10)
    importing.stdout.close()
    assert counts(environment) == "0 0 reading"
    silence(environment)
    again = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(file), "now"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert '"state": "active"' in again.stdout
    assert counts(environment) == "1 15 active"


def counts(environment: dict[str, str]) -> str:
    """Return how many official releases and rows there are, and the states of the runs."""
    done = subprocess.run([sys.executable, "-c", _COUNTS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def silence(environment: dict[str, str]) -> None:
    """Let the run look as if its worker fell silent long ago."""
    program = (
        "import django\ndjango.setup()\nfrom datetime import timedelta\nfrom django.utils import timezone\n"
        "from rvuedge.imports.models import ImportRun\nImportRun.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=9))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
