"""PostgreSQL keeps organisations apart by itself, whatever the product asks: each test here goes past the ORM, as the role of the web."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from psycopg import Connection, Cursor, errors, sql

from rvuedge.accounts import wall as wall_of
from rvuedge.accounts.wall_copy import copying
from rvuedge.accounts.wall_tables import APPEND_ONLY, unwalled
from tests.access.wall_rows import HOME, Way, ways
from tests.access.world import World
from tests.walls import WEB, make_wall

pytestmark = pytest.mark.postgresql

# Whether somebody is a member elsewhere, and of how many organisations an installation is, the product itself has to know.
READ_BY_ALL = {HOME, "accounts_membership"}
# Rows of a person, who may be in several organisations, or of the installation: a new table is named here, or stands behind the wall.
OF_A_PERSON = {
    "accounts_user", "accounts_user_groups", "accounts_user_user_permissions", "accounts_apitoken", "accounts_devicesession",
    "account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "socialaccount_socialaccount", "socialaccount_socialtoken",
    "web_idempotencykey", "django_session", "django_admin_log",
}  # fmt: skip
OF_THE_INSTALLATION = {
    "auth_group", "auth_group_permissions", "auth_permission", "codes_catalogueversion", "codes_feeschedulerow", "codes_release",
    "codes_specialty", "django_content_type", "django_migrations", "site_contactmessage", "socialaccount_socialapp",
}  # fmt: skip
_NAMES = '"clinician_id", "name", "chosen", "created_at"'


@pytest.fixture(scope="module", autouse=True)
def wall(world: World) -> Iterator[None]:
    with transaction.atomic():
        make_wall()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def raw(db: None) -> Connection[Any]:
    """The driver's own connection: nothing of Django's comes between."""
    connection.ensure_connection()
    driver: Connection[Any] = connection.connection
    return driver


@contextmanager
def as_web(raw: Connection[Any], reach: str | None = None) -> Iterator[Cursor[Any]]:
    """Be the web within a part of the transaction that is taken back, telling whom it serves or nothing at all."""
    with transaction.atomic():
        with raw.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {WEB}")
            if reach is not None:
                cursor.execute("SELECT set_config('rvu.organisations', %s, true)", [reach])
            yield cursor
        transaction.set_rollback(True)


@contextmanager
def reaching(organisation: int) -> Iterator[None]:
    """Let the product tell whom it serves."""
    with wall_of.whole_installation():
        wall_of.reach_only((organisation,))
        yield


def organisations_of(world: World) -> tuple[int, int]:
    return world.cast.organisation.pk, world.cast.elsewhere.pk


def told(cursor: Cursor[Any]) -> Any:
    """The one value of the one row that was asked for."""
    (row,) = cursor.fetchall()
    return row[0]


def seen(cursor: Cursor[Any], way: Way) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(way.table)))
    return int(told(cursor))


def test_stands_before_every_table_with_rows_of_an_organisation(raw: Connection[Any]) -> None:
    with raw.cursor() as cursor:
        behind = set(ways(cursor))
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = current_schema()::regnamespace "
            "AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)"
        )
        assert {name for (name,) in cursor.fetchall()} == behind
    assert unwalled() == []
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    assert behind | OF_A_PERSON | OF_THE_INSTALLATION == tables
    assert not behind & (OF_A_PERSON | OF_THE_INSTALLATION)


@pytest.mark.parametrize("reach", [None, "", "x", "0", "1 OR 1", "**"])
def test_shows_nothing_of_anybody_to_who_says_nothing_of_use(raw: Connection[Any], reach: str | None) -> None:
    with raw.cursor() as cursor:
        known = {table: way for table, way in ways(cursor).items() if table not in READ_BY_ALL}
        theirs = {table: way.counts(cursor) for table, way in known.items()}
    with as_web(raw, reach) as cursor:
        shown = {table: seen(cursor, way) for table, way in known.items()}
    # What belongs to no organisation is the installation's, for all; but for the trail of what was done.
    assert shown == {table: 0 if table in APPEND_ONLY else counts.get(None, 0) for table, counts in theirs.items()}
    # Otherwise nothing was there to be hidden.
    there = {table for table, counts in theirs.items() if set(counts) - {None}}
    assert there >= {"tracking_caseline", "tracking_case", "benchmarks_payplan"}


def test_shows_an_organisation_its_own_rows_and_no_others(world: World, raw: Connection[Any]) -> None:
    own, other = organisations_of(world)
    with raw.cursor() as cursor:
        known = {table: way for table, way in ways(cursor).items() if table not in READ_BY_ALL}
        theirs = {table: way.counts(cursor) for table, way in known.items()}
    for number in (own, other):
        with as_web(raw, str(number)) as cursor:
            shown = {table: seen(cursor, way) for table, way in known.items()}
        nobodys = {table: 0 if table in APPEND_ONLY else counts.get(None, 0) for table, counts in theirs.items()}
        assert shown == {table: counts.get(number, 0) + nobodys[table] for table, counts in theirs.items()}
    with as_web(raw, f"{own},{other}") as cursor:
        assert seen(cursor, known["tracking_case"]) == theirs["tracking_case"][own] + theirs["tracking_case"][other]


def test_takes_no_row_for_another_organisation(world: World, raw: Connection[Any]) -> None:
    own, other = organisations_of(world)
    with raw.cursor() as cursor:
        known = ways(cursor)
        rows = {table: row for table, way in known.items() if (row := one_row(cursor, way, other)) is not None}
    for table, row in rows.items():
        new = sql.SQL("INSERT INTO {0} SELECT * FROM jsonb_populate_record(NULL::{0}, %s)").format(sql.Identifier(table))
        with as_web(raw, str(own)) as cursor, pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            cursor.execute(new, [row])
    assert {"tracking_case", "tracking_caseline", "tracking_clinician", "accounts_membership", "accounts_auditentry"} <= set(rows)


def one_row(cursor: Cursor[Any], way: Way, organisation: int) -> str | None:
    """Return a row of an organisation as JSON."""
    cursor.execute(sql.SQL("SELECT to_jsonb(t)::text FROM {} t").format(sql.Identifier(way.table)))
    texts = [text for (text,) in cursor.fetchall()]
    return next((text for text in texts if owner(cursor, way, json.loads(text)[way.steps[0][0]]) == organisation), None)


def owner(cursor: Cursor[Any], way: Way, value: object) -> object:
    """Follow the keys from a value of the first to the organisation."""
    for (_column, parent), (following, _to) in zip(way.steps, way.steps[1:], strict=False):
        asked = sql.SQL("SELECT {} FROM {} WHERE id = %s").format(sql.Identifier(following), sql.Identifier(parent))
        value = told(cursor.execute(asked, [value]))
    return value


def test_changes_and_removes_no_row_of_another_organisation(world: World, raw: Connection[Any]) -> None:
    own, other = organisations_of(world)
    with raw.cursor() as cursor:
        known = {table: way for table, way in ways(cursor).items() if table not in APPEND_ONLY}
        theirs = {table: way.counts(cursor) for table, way in known.items()}
    for table, way in known.items():
        name, column = sql.Identifier(table), sql.Identifier(way.steps[0][0])
        may = theirs[table].get(own, 0) + theirs[table].get(None, 0)
        with as_web(raw, str(own)) as cursor:
            cursor.execute(sql.SQL("UPDATE {0} SET {1} = {1}").format(name, column))
            assert cursor.rowcount == may, table
    # Moved over the border, or taken out from beyond it.
    with as_web(raw, str(own)) as cursor, pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        cursor.execute("UPDATE tracking_clinician SET organisation_id = %s", [other])
    with as_web(raw, str(own)) as cursor:
        cursor.execute("DELETE FROM accounts_invitation WHERE organisation_id = %s", [other])
        assert cursor.rowcount == 0


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("words", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_lets_the_web_only_add_to_the_audit_trail(raw: Connection[Any], table: str, words: str) -> None:
    with as_web(raw, "*") as cursor, pytest.raises(errors.InsufficientPrivilege, match="permission denied"):
        cursor.execute(sql.SQL(words).format(sql.Identifier(table)))


def test_shows_everything_to_who_serves_the_whole_installation(raw: Connection[Any]) -> None:
    with raw.cursor() as cursor:
        known = ways(cursor)
        there = {table: seen(cursor, way) for table, way in known.items()}
    with as_web(raw, "*") as cursor:
        assert {table: seen(cursor, way) for table, way in known.items()} == there


def test_takes_copies_of_many_rows_for_the_own_organisation_alone(world: World, raw: Connection[Any]) -> None:
    own, stranger = world.cast.clinician.log.pk, world.cast.stranger.log.pk
    for clinician, is_taken in ((own, True), (stranger, False)):
        with as_web(raw, str(world.cast.organisation.pk)) as cursor:
            refused = nullcontext() if is_taken else pytest.raises(ProgrammingError, match="row-level security")
            with refused, reaching(world.cast.organisation.pk), copying(connection, "tracking_savedfilter", _NAMES) as copy:
                copy.write_row([clinician, "Copied", "{}", "2026-11-23T12:00:00Z"])
            if is_taken:
                cursor.execute("SELECT clinician_id FROM tracking_savedfilter WHERE name = 'Copied'")
                assert cursor.fetchall() == [(own,)]


def test_takes_a_row_before_its_parent_from_who_restores_the_whole_installation(raw: Connection[Any]) -> None:
    new = "INSERT INTO tracking_savedfilter (clinician_id, name, chosen, created_at) VALUES (0, 'Early', '{}', now())"
    with as_web(raw, "*") as cursor:
        assert cursor.execute(new).rowcount == 1
    with as_web(raw, "1") as cursor, pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        cursor.execute(new)
