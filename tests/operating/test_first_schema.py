"""An empty database gets the schema that replaying every migration ends at, to the column, index, constraint, trigger and row."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.backup.databases import empty_postgres
from tests.running import environment_of_a_person, run_command
from tests.shape import ROOT

pytestmark = pytest.mark.slow

REPLAYED = """
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0, interactive=False)
"""
NOTED = "SELECT app, name FROM django_migrations"
OF_POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, udt_name, character_maximum_length, numeric_precision, numeric_scale, "
    "is_nullable, column_default, is_identity FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "policies": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies",
    "walls": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "noted": NOTED,
    "kinds": "SELECT app_label, model FROM django_content_type",
    "rights": "SELECT codename, name FROM auth_permission",
}


def parts_of(definition: str) -> list[str]:
    """The columns and constraints of a CREATE TABLE, in no order."""
    parts, depth, part = [], 0, ""
    for sign in definition[definition.index("(") + 1 : definition.rindex(")")]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    return sorted([*parts, part.strip()])


def schema_of_sqlite(folder: Path) -> dict[str, object]:
    with closing(sqlite3.connect(folder / "rvuedge.sqlite3")) as file:
        made = file.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        told: dict[str, object] = {f"{kind} {name}": parts_of(sql) if kind == "table" else (table, sql) for kind, name, table, sql in made}
        rows = {name: sorted(file.execute(OF_POSTGRES[name]).fetchall()) for name in ("noted", "kinds", "rights")}
    return told | rows


def schema_of_postgres(address: str) -> dict[str, object]:
    with psycopg.connect(address.replace("postgres://", "postgresql://")) as server:
        return {name: sorted(map(str, server.execute(question).fetchall())) for name, question in OF_POSTGRES.items()}


def replay(**variables: str) -> None:
    environment = environment_of_a_person(DJANGO_SETTINGS_MODULE="rvuedge.settings", **variables)
    done = subprocess.run([sys.executable, "-c", REPLAYED], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_is_the_same_on_sqlite(tmp_path: Path) -> None:
    at_once, replayed = tmp_path / "at-once", tmp_path / "replayed"
    replayed.mkdir()
    assert run_command("migrate", "--verbosity", "0", RVUEDGE_DATA=str(at_once)).returncode == 0
    replay(RVUEDGE_DATA=str(replayed))
    found, wanted = schema_of_sqlite(at_once), schema_of_sqlite(replayed)
    assert found.keys() == wanted.keys()
    assert {name: made for name, made in found.items() if made != wanted[name]} == {}


def test_is_the_same_on_postgresql(tmp_path: Path) -> None:
    with empty_postgres() as address:
        assert run_command("migrate", "--verbosity", "0", RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address).returncode == 0
        found = schema_of_postgres(address)
    with empty_postgres() as address:
        replay(RVUEDGE_DATA=str(tmp_path), DATABASE_URL=address)
        wanted = schema_of_postgres(address)
    for name, made in found.items():
        assert made == wanted[name], name
