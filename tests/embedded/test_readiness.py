"""RVU Edge keeps an embedded database current by itself and leaves any other alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from rvuedge.embedded import postgres, readiness
from tests.running import make_ready, run_command

pytestmark = pytest.mark.slow


def rows_in(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as file:
        return int(file.execute(f"select count(*) from {table}").fetchone()[0])


def asked(address: str, question: str) -> list[str]:
    with psycopg.connect(address.replace("postgres://postgres@/", "postgresql://postgres@/")) as server:
        return [str(value) for (value,) in server.execute(question)]


def tables_of(address: str) -> list[str]:
    return asked(address, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")


def releases_of(address: str) -> list[str]:
    return asked(address, "SELECT name FROM codes_release WHERE state = 'active' ORDER BY name")


def test_the_first_command_migrates_and_loads_the_sample_and_the_second_does_nothing(tmp_path):
    first = run_command("showmigrations", RVUEDGE_DATA=str(tmp_path))
    assert "[ ] 0001_initial" in first.stdout, first.stderr
    first = run_command("diffsettings", RVUEDGE_DATA=str(tmp_path))
    assert "Setting up the database" in first.stderr
    database = tmp_path / "rvuedge.sqlite3"
    assert readiness.stamp_of(database) == readiness.fingerprint()
    assert rows_in(database, "codes_release") == 3
    second = run_command("diffsettings", RVUEDGE_DATA=str(tmp_path))
    assert (second.returncode, second.stderr) == (0, "")


def test_a_database_from_before_an_update_is_migrated(tmp_path):
    with closing(sqlite3.connect(make_ready(tmp_path) / "rvuedge.sqlite3")) as file:
        file.execute("PRAGMA user_version = 1")
    assert "Setting up the database" in run_command("diffsettings", RVUEDGE_DATA=str(tmp_path)).stderr


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "rvuedge.sqlite3").write_text("this is no database, and it is long enough to be read as one " * 20)
    done = run_command("diffsettings", RVUEDGE_DATA=str(tmp_path))
    assert done.returncode == 2
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_its_own_server_on_an_old_schema_is_told_and_left_alone(tmp_path):
    with postgres.running() as address:
        done = run_command("diffsettings", RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address)
        assert done.returncode == 2
        assert "run `python3 manage.py migrate` first" in done.stderr
        assert run_command("migrate", "--plan", RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address).returncode == 0
        assert tables_of(address) == []
        assert run_command("migrate", "--verbosity", "0", RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address).returncode == 0
        # A container that was started empty has the sample catalogue, as `up` has.
        assert releases_of(address) == ["SAMPLE24", "SAMPLE25", "SAMPLE26"]
        assert run_command("diffsettings", RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address).returncode == 0


def test_a_database_that_does_not_answer_is_told(tmp_path):
    done = run_command("diffsettings", RVUEDGE_DATA=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    assert done.returncode == 2
    assert "does not answer" in done.stderr
