"""RVU Edge's test command runs every step and tells which failed."""

import os
import subprocess
import sys

import pytest

from rvuedge.embedded.refusal import Refusal
from rvuedge.embedded.suite import Step, run_all, steps
from tests.shape import ROOT

BROWSER_TEST = "tests/embedded/test_browser_page.py"


def refused() -> bool:
    raise Refusal("There is no PostgreSQL wheel for this system.")


def test_goes_on_after_a_step_that_failed_and_tells_which(capsys):
    ran = []
    planned = [Step("lint", lambda: False), Step("types", refused), Step("tests", lambda: not ran.append("tests"))]
    assert run_all(planned) == 1
    told = capsys.readouterr().out
    assert ran == ["tests"]
    assert "There is no PostgreSQL wheel" in told
    assert told.rstrip().endswith("Failed: lint, types.")


def test_ends_well_when_everything_holds(capsys):
    assert run_all([Step("lint", lambda: True)]) == 0
    assert "Everything holds." in capsys.readouterr().out


def test_runs_the_quick_checks_first_and_both_database_engines():
    assert [step.name for step in steps([])] == [
        "lint",
        "format",
        "types",
        "migrations",
        "production settings",
        "tests on SQLite",
        "tests on PostgreSQL",
    ]


def test_keeps_what_is_compiled_for_the_programs_that_tests_start(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    told: list[dict[str, str]] = []
    monkeypatch.setattr(subprocess, "run", lambda *_words, env, **_how: told.append(env) or subprocess.CompletedProcess([], 0))
    assert all(step.run() for step in steps([])[:5])
    assert len(told) == 5
    assert not [env for env in told if "PYTHONDONTWRITEBYTECODE" in env]


@pytest.mark.slow
@pytest.mark.parametrize(("in_ci", "told", "kept"), [("false", "are left out", False), ("true", "fail", True)])
def test_browser_tests_are_left_out_without_chromium_but_not_in_ci(in_ci, told, kept):
    environment = os.environ | {"PATH": "/nonexistent", "CI": in_ci}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", BROWSER_TEST]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert f"no Chromium found: browser tests {told}" in done.stdout
    assert ("test_shows_a_page_and_reads_the_database" in done.stdout) is kept
