"""RVU Edge's units for systemd are read by systemd itself."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.shape import ROOT

UNITS = sorted((ROOT / "docs" / "deploy").glob("*.service"))
pytestmark = pytest.mark.systemd


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A folder that looks to systemd like the server of the guide: its units, and the programs that they start."""
    for folder in ("etc/systemd/system", "usr/lib/systemd/system", "opt/rvuedge/.venv/bin", "var/lib/rvuedge", "var/backups/rvuedge"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("gunicorn", "celery"):
        program = tmp_path / "opt/rvuedge/.venv/bin" / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    for target in ("network-online", "multi-user", "sysinit", "basic", "shutdown"):
        (tmp_path / f"usr/lib/systemd/system/{target}.target").write_text("[Unit]\nDescription=x\nDefaultDependencies=no\n")
    for unit in UNITS:
        shutil.copy(unit, tmp_path / "etc/systemd/system")
    return tmp_path


def verify(server: Path, unit: Path) -> "subprocess.CompletedProcess[str]":
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", f"--root={server}", f"/etc/systemd/system/{unit.name}"]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_nothing_wrong_in_a_unit(server: Path, unit: Path) -> None:
    done = verify(server, unit)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_systemd_would_find_a_word_that_it_does_not_know(server: Path) -> None:
    unit = server / "etc/systemd/system" / UNITS[0].name
    unit.write_text(unit.read_text().replace("ProtectSystem=", "ProtectSistem="))
    assert "ProtectSistem" in verify(server, UNITS[0]).stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_little_exposed_in_the_eyes_of_systemd(server: Path, unit: Path) -> None:
    """Its own scale goes from 0 to 10; without any protection a service has 9.6."""
    command = ["systemd-analyze", "security", "--offline=yes", f"--root={server}", "--threshold=30", f"/etc/systemd/system/{unit.name}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
