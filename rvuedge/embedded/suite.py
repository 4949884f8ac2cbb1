"""The steps of the test command, each a program of its own whose exit status is its outcome."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from rvuedge.embedded import postgres, valkey
from rvuedge.embedded.bootstrap import CHECKOUT
from rvuedge.embedded.refusal import Refusal

# What a developer's shell may hold and a test must not see.
_NOT_FOR_TESTS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "HTTPS",
    "DEBUG",
    "RVUEDGE_LOCAL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "RVUEDGE_DATA",
    # Hundreds of programs are started: each would compile every module anew, and each pytest rewrite every assertion.
    "PYTHONDONTWRITEBYTECODE",
)

# Two processes; tests that share what takes long to make stay in one, and browser tests stay last.
_SPREAD = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name and what runs it, returning whether it held."""

    name: str
    run: Callable[[], bool]


def steps(pytest_arguments: Sequence[str]) -> tuple[Step, ...]:
    """Return all steps in their order: the quick checks, then the tests on SQLite, then on PostgreSQL."""
    production = {"HTTPS": "1", "SECRET_KEY": secrets.token_urlsafe(60), "ALLOWED_HOSTS": "rvuedge.example"}
    return (
        Step("lint", lambda: _runs("ruff", "check", ".")),
        Step("format", lambda: _runs("ruff", "format", "--check", ".")),
        Step("types", lambda: _runs("mypy")),
        Step("migrations", lambda: _manages("makemigrations", "--check", "--dry-run")),
        Step("production settings", lambda: _manages("check", "--deploy", "--fail-level", "WARNING", **production)),
        Step("tests on SQLite", lambda: _tests(pytest_arguments)),
        Step("tests on PostgreSQL", lambda: _tests(pytest_arguments, on_postgres=True)),
    )


def run_all(planned: Sequence[Step]) -> int:
    """Run every step, also after one that failed; print the outcomes; return the exit status."""
    outcomes: list[tuple[str, bool, float]] = []
    for step in planned:
        print(f"\n--- {step.name}", flush=True)
        start = time.monotonic()
        outcomes.append((step.name, _held(step), time.monotonic() - start))
    print("\n--- outcome")
    for name, held, seconds in outcomes:
        print(f"{'ok    ' if held else 'FAILED'}  {name} ({seconds:.0f} s)")
    failed = [name for name, held, _ in outcomes if not held]
    print(f"Failed: {', '.join(failed)}." if failed else "Everything holds.", flush=True)
    return 1 if failed else 0


def _held(step: Step) -> bool:
    try:
        return step.run()
    except Refusal as refusal:
        print(refusal, flush=True)
        return False


def _runs(module: str, *words: str, environment: Mapping[str, str] | None = None) -> bool:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, cwd=CHECKOUT, env=dict(environment or _environment())).returncode == 0


def _manages(*words: str, **variables: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="rvuedge-check-") as folder:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=CHECKOUT, env=_environment(RVUEDGE_DATA=folder, **variables)).returncode == 0


def _tests(arguments: Sequence[str], *, on_postgres: bool = False) -> bool:
    """Run pytest on two processes with a real Valkey, on SQLite or on PostgreSQL."""
    with ExitStack() as open_servers:
        variables = {"REDIS_URL": open_servers.enter_context(valkey.running())}
        if on_postgres:
            variables["DATABASE_URL"] = open_servers.enter_context(postgres.running())
        # What asks for no database, and the looks of a page, are the same on either: the pass on SQLite ran them.
        repeats_nothing = ("--other-engine",) if on_postgres else ()
        return _runs("pytest", *_SPREAD, *repeats_nothing, *arguments, environment=_environment(**variables))


def _environment(**variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_FOR_TESTS}
    return kept | variables
