"""RVU Edge tests itself on a real PostgreSQL."""

import os
import subprocess
from pathlib import Path

import psycopg

from rvuedge.embedded import postgres


def _connect(address: str) -> psycopg.Connection:
    return psycopg.connect(host=address.partition("host=")[2], user="postgres", dbname="postgres")


def test_gives_a_utf8_cluster_of_a_supported_version_and_removes_it():
    with postgres.running() as address:
        folder = Path(address.partition("host=")[2])
        with _connect(address) as connection:
            assert connection.info.server_version >= 150000
            assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("show listen_addresses").fetchone() == ("",)
    assert not folder.exists()


def test_copies_the_programs_where_the_owner_may_not_look(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "_may_run", lambda program, owner: False)
    programs = postgres._programs(tmp_path, (os.getuid(), os.getgid()))
    assert tmp_path in programs.parents
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    assert told.startswith("postgres (PostgreSQL) 16.")
