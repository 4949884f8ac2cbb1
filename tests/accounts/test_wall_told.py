"""RVU Edge tells PostgreSQL whom it serves with every transaction, and for no longer than that."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from rvuedge.accounts import wall

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
]
ASKED = "SELECT current_setting('rvu.organisations', true)"


@pytest.fixture
def own() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, not in a transaction, as a role of PostgreSQL's that is no superuser."""
    made = connection.copy()
    before = wall._reach.set(None)
    try:
        with made.cursor() as cursor:
            cursor.execute("SET ROLE pg_monitor")
        yield made
    finally:
        wall._reach.reset(before)
        made.close()


def told(of: BaseDatabaseWrapper, *words: int) -> object:
    with of.cursor() as cursor:
        cursor.execute(ASKED + (" WHERE %s = 7" if words else ""), words or None)
        return cursor.fetchone()[0]


def kept(of: BaseDatabaseWrapper) -> object:
    """What the driver finds that was said: nothing is ever said for the session."""
    return of.connection.execute(ASKED).fetchone()[0]


def test_reaches_everything_where_nobody_is_served(own: BaseDatabaseWrapper) -> None:
    assert told(own) == "*"


def test_reaches_nothing_in_the_web_until_somebody_is_known(own: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall._process, "reach", "*")
    wall.close()
    assert told(own) == ""
    with wall.whole_installation():
        assert told(own) == "*"
    assert told(own) == ""


def test_says_it_with_each_statement_outside_of_a_transaction_and_for_no_longer(own: BaseDatabaseWrapper) -> None:
    wall.reach_only((9, 12, 7))
    assert (told(own), told(own, 7)) == ("7,9,12", "7,9,12")
    assert not kept(own)


def test_says_it_once_within_a_transaction_and_again_after_a_part_that_was_taken_back(own: BaseDatabaseWrapper) -> None:
    own.set_autocommit(False)
    wall.reach_only((7,))
    assert (told(own), kept(own)) == ("7", "7")
    wall.reach_only((8,))
    with own.cursor() as cursor:
        cursor.execute("SAVEPOINT part")
        assert told(own) == "8"
        cursor.execute("ROLLBACK TO SAVEPOINT part")
    assert kept(own) == "7"
    assert (told(own), kept(own)) == ("8", "8")
    own.rollback()
    assert not kept(own)
    own.rollback()
    assert told(own) == "8"
    own.rollback()


def test_says_it_to_a_cursor_that_stays_on_the_server_and_to_many_statements(own: BaseDatabaseWrapper) -> None:
    wall.reach_only((7,))
    with own.chunked_cursor() as cursor:
        cursor.execute(ASKED)
        assert cursor.fetchone() == ("7",)
    with own.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE heard (what text, number int)")
        cursor.executemany("INSERT INTO heard SELECT current_setting('rvu.organisations', true), %s", [(1,), (2,)])
        assert cursor.rowcount == 2
        cursor.execute("SELECT DISTINCT what FROM heard")
        assert cursor.fetchall() == [("7",)]
    assert not kept(own)


def test_counts_and_returns_what_the_statement_did(own: BaseDatabaseWrapper) -> None:
    with own.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE said (number int)")
        cursor.execute("INSERT INTO said SELECT generate_series(1, %s) RETURNING number", [3])
        assert (cursor.rowcount, cursor.fetchall()) == (3, [(1,), (2,), (3,)])
        cursor.execute("UPDATE said SET number = 0 WHERE number > 1")
        assert cursor.rowcount == 2
