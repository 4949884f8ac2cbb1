"""RVU Edge migrates 5,000,000 lines while others log, and keeps nobody waiting for more than five seconds.

Run it with `pytest -m heavy tests/operating/test_many_lines.py -s`; RVUEDGE_LINES names another number of lines. It needs the PostgreSQL
of the wheels, and some five gigabytes beside the temporary folder's programs.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from rvuedge.embedded import postgres
from tests.running import environment_of_a_person
from tests.shape import ROOT

LINES = int(os.environ.get("RVUEDGE_LINES", "5000000"))
LINES_A_CASE = 500
MOST_SECONDS = 5.0
_PROGRAM = "import django; django.setup(); from tests.operating.many_lines import main; main()"
# What people do meanwhile, each over a connection of its own.
ASKED = {
    "read a line": "SELECT credit FROM tracking_caseline WHERE id = (SELECT min(id) FROM tracking_caseline)",
    "change a line": "UPDATE tracking_caseline SET units = units WHERE id = (SELECT min(id) FROM tracking_caseline)",
    "change a case": "UPDATE tracking_case SET date_of_service = date_of_service WHERE id = (SELECT id FROM tracking_case LIMIT 1)",
}


@dataclass(slots=True)
class Waiting:
    """Somebody who does the same thing again and again: how long each time took."""

    address: str
    statement: str
    seconds: list[float] = field(default_factory=list)
    done: Event = field(default_factory=Event)

    def work(self) -> None:
        """Go on until all is done."""
        with psycopg.connect(self.address, autocommit=True) as server:
            while not self.done.wait(0.02):
                began = time.monotonic()
                server.execute(self.statement)
                self.seconds.append(time.monotonic() - began)


def copied(table: str, series: str, **values: str) -> str:
    """A statement that stores the rows of a table again for each number, with other values in some columns."""
    return f"""
        DO $$ DECLARE names text; told text; BEGIN
        SELECT string_agg(quote_ident(column_name), ', '), string_agg(CASE column_name
            {" ".join(f"WHEN '{name}' THEN '{value}'" for name, value in values.items())} ELSE 'one.' || quote_ident(column_name) END, ', ')
        INTO names, told FROM information_schema.columns
        WHERE table_name = '{table}' AND is_identity = 'NO';
        EXECUTE 'INSERT INTO {table} (' || names || ') SELECT ' || told || ' FROM {table} one, {series}';
        END $$"""


def fill(address: str) -> None:
    """Make as many lines as are asked for of the one that is there."""
    cases = LINES // LINES_A_CASE
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")  # foreign keys hold by themselves: the rows are copies
        server.execute(copied("tracking_case", f"generate_series(2, {cases}) number", id="gen_random_uuid()"))
        server.execute(
            copied("tracking_caseline", f"tracking_case c, generate_series(2, {LINES_A_CASE}) number", case_id="c.id", position="number")
        )
        server.execute("ANALYZE")
        found = server.execute("SELECT count(*) FROM tracking_caseline").fetchone()
        assert found is not None and found[0] >= LINES - cases


@pytest.mark.heavy
def test_keeps_nobody_waiting_while_it_migrates_five_million_lines(tmp_path: Path) -> None:
    with postgres.serving("max_wal_size=4GB", "maintenance_work_mem=256MB") as server:
        told = {"DATABASE_URL": server.address, "RVUEDGE_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
        environment = environment_of_a_person(DJANGO_SETTINGS_MODULE="rvuedge.settings", **told)
        subprocess.run([sys.executable, "-c", _PROGRAM], cwd=ROOT, env=environment, check=True)
        address = server.address.replace("postgres://", "postgresql://")
        began = time.monotonic()
        fill(address)
        print(f"\n{LINES:,} lines in {time.monotonic() - began:.0f} s")
        people = {what: Waiting(address, statement) for what, statement in ASKED.items()}
        threads = [Thread(target=one.work) for one in people.values()]
        for thread in threads:
            thread.start()
        try:
            time.sleep(1)
            began = time.monotonic()
            subprocess.run([sys.executable, "manage.py", "migrate"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
            took = time.monotonic() - began
        finally:
            for one in people.values():
                one.done.set()
            for thread in threads:
                thread.join()
    print(f"every migration since then in {took:.0f} s")
    for what, one in people.items():
        print(f"{what}: {len(one.seconds)} times, longest {max(one.seconds) * 1000:.0f} ms")
    assert all(max(one.seconds) <= MOST_SECONDS for one in people.values())
