"""RVU Edge refuses an address of a database that it cannot read in one sentence, for every command."""

import pytest

from rvuedge.embedded.entry import prepare
from rvuedge.embedded.refusal import Refusal
from tests.running import run_command

TOLD = "DATABASE_URL is no address of SQLite or PostgreSQL: write postgres://user@host/name or sqlite:///path."


@pytest.mark.parametrize("address", ["nonsense", "mysql://a@b/c", "postgres:a", "://a@b/c", "//b/c", "postgres://a@b:port/c", " "])
@pytest.mark.parametrize("words", [("code", "45385"), ("up",), ("migrate",), ("check",)])
def test_refuses_what_is_no_address_of_a_database(address: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(Refusal) as refused:
        prepare(["manage.py", *words])
    assert str(refused.value) == TOLD


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgres://user@host/name",
        "postgresql://user:p%40ss@host:5432/name",
        "postgres://user:p#:/[w@host/name",
        "postgres://postgres@/name?host=/run/sockets",
        "postgres://user@[::1]:5432/name",
        "POSTGRES://user@host/name",
        "sqlite:////srv/data/rvuedge.sqlite3",
        "sqlite://:memory:",
    ],
)
def test_takes_every_address_that_the_settings_can_read(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    prepare(["manage.py", "check"])


@pytest.mark.slow
def test_the_command_ends_with_2_and_one_sentence() -> None:
    done = run_command("code", "45385", DATABASE_URL="nonsense")
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", TOLD)
