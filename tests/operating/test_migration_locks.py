"""RVU Edge locks no large table for longer than a moment while it migrates: an upgrade of 5,000,000 lines keeps nobody waiting."""

from collections.abc import Sequence

import pytest
from django.apps import apps
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import quote

from tests.operating.locks import slow_statements, table_of

OURS = ("accounts", "benchmarks", "codes", "imports", "leaving", "scim", "sign_on", "site", "tracking", "web")
# What grows with every case, line, month, request or thing done.
LARGE = (
    "accounts_auditentry",
    "accounts_auditseal",
    "accounts_devicesession",
    "benchmarks_reconciledline",
    "benchmarks_reportsnapshot",
    "codes_feeschedulerow",
    "codes_pairedit",
    "tracking_case",
    "tracking_caseline",
    "tracking_formervaluation",
    "tracking_monthtotal",
    "tracking_trainedcase",
    "web_idempotencykey",
)
# Written before there was a release, when no table of anybody was large. Nothing is added here: a new one is written so that it is brief.
BEFORE_THE_FIRST_RELEASE = {
    ("accounts", "0004_audit_by_subject"): ['CREATE INDEX "audit_subject" ON "accounts_auditentry" ("subject")'],
    ("benchmarks", "0007_report_queries"): [
        'CREATE INDEX "benchmarks_reportsnapshot_restated_for_id_8a95f406" ON "benchmarks_reportsnapshot" ("restated_for_id")'
    ],
    ("tracking", "0002_policies"): [
        # A longer varchar: the catalogue alone changes, but the statement does not say from what.
        'ALTER TABLE "tracking_caseline" ALTER COLUMN "policy" TYPE varchar(60)',
        'CREATE INDEX "tracking_caseline_ranked_on_id_d5846bdb" ON "tracking_caseline" ("ranked_on_id")',
    ],
    ("tracking", "0003_extracts_and_saved_filters"): [
        'CREATE INDEX "case_import" ON "tracking_case" ("imported_by_id") WHERE "imported_by_id" IS NOT NULL'
    ],
}


class Written(DatabaseOperations):
    """Values stand in the statements as literals, which needs no server."""

    def compose_sql(self, sql: str, params: Sequence[object] | None) -> str:
        return sql % tuple(quote(value) for value in params or ())


class Unconnected(DatabaseWrapper):
    """PostgreSQL as Django writes for it, without a server."""

    pg_version = 150000
    ops_class = Written


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


def migrations(loader: MigrationLoader) -> list[Migration]:
    return [loader.graph.nodes[key] for key in sorted(loader.graph.nodes) if key[0] in OURS]


def statements_of(loader: MigrationLoader, migration: Migration) -> list[str]:
    """What the migration does on PostgreSQL, as `sqlmigrate` prints it."""
    before = loader.project_state((migration.app_label, migration.name), at_end=False)
    postgres = Unconnected({"NAME": "", "OPTIONS": {}, "ENGINE": "", "TIME_ZONE": None, "USER": ""}, "default")
    with postgres.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(before, editor, collect_sql=True)
    return list(editor.collected_sql)


def test_locks_no_large_table_for_longer_than_a_moment(loader: MigrationLoader) -> None:
    found = {(one.app_label, one.name): slow_statements(statements_of(loader, one), LARGE) for one in migrations(loader)}
    assert {key: slow for key, slow in found.items() if slow} == BEFORE_THE_FIRST_RELEASE


def test_moves_no_rows_within_a_migration_of_a_large_table(loader: MigrationLoader) -> None:
    """A change of rows within the transaction of a change of a table would keep the lock until all rows are done."""
    moving = [one for one in migrations(loader) if any(isinstance(each, RunPython) for each in one.operations)]
    assert moving
    for one in moving:
        assert not set(LARGE) & set(map(table_of, statements_of(loader, one))), one


def test_knows_the_tables_that_grow() -> None:
    assert set(LARGE) <= {model._meta.db_table for model in apps.get_models()}


def test_looks_at_every_app_that_has_migrations_of_its_own(loader: MigrationLoader) -> None:
    ours = {
        app.label for app in apps.get_app_configs() if app.name.startswith("rvuedge.") or app.name in ("benchmarks", "codes", "tracking")
    }
    assert {app for app, _name in loader.graph.nodes} & ours == {app for app, _name in loader.graph.nodes} & set(OURS)


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX "a" ON "tracking_caseline" ("code");',
        'CREATE UNIQUE INDEX "a" ON "tracking_caseline" ("code");',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "key" uuid DEFAULT gen_random_uuid() NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "n" integer NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "n" smallint DEFAULT 1 NOT NULL CHECK ("n" >= 0);',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "n" integer NULL UNIQUE;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "n" bigint GENERATED ALWAYS AS (units * 2) STORED;',
        'ALTER TABLE "tracking_caseline" ALTER COLUMN "units" TYPE bigint;',
        'ALTER TABLE "tracking_caseline" ALTER COLUMN "units" SET NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD CONSTRAINT "c" CHECK ("units" > 0);',
        'ALTER TABLE "tracking_caseline" ADD CONSTRAINT "c" UNIQUE ("code");',
        'ALTER TABLE "tracking_caseline" ADD CONSTRAINT "c" FOREIGN KEY ("x") REFERENCES "y" ("id") DEFERRABLE INITIALLY DEFERRED;',
        "UPDATE tracking_caseline SET units = 1;",
        'DELETE FROM "tracking_caseline";',
        'CLUSTER "tracking_caseline";',
        'VACUUM FULL "tracking_caseline";',
    ],
)
def test_takes_for_slow(statement: str) -> None:
    assert slow_statements([statement], LARGE) == [statement.removesuffix(";")]


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX CONCURRENTLY "a" ON "tracking_caseline" ("code");',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "n" integer NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "asa" numeric(9, 4) NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "t" varchar(300) DEFAULT \'\' NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "j" jsonb DEFAULT \'{}\'::jsonb NOT NULL;',
        'ALTER TABLE "tracking_caseline" ADD COLUMN "b" boolean DEFAULT false NOT NULL;',
        'ALTER TABLE "tracking_caseline" ALTER COLUMN "t" DROP DEFAULT;',
        'ALTER TABLE "tracking_caseline" ADD CONSTRAINT "c" CHECK ("units" > 0) NOT VALID;',
        'ALTER TABLE "tracking_caseline" VALIDATE CONSTRAINT "c";',
        'ALTER TABLE "tracking_caseline" DROP COLUMN "t" CASCADE;',
        'DROP INDEX IF EXISTS "a";',
        'CREATE TRIGGER t BEFORE UPDATE ON "accounts_auditentry" EXECUTE FUNCTION f();',
        # Few rows, whatever is done.
        'CREATE INDEX "a" ON "accounts_organisation" ("name");',
        # A new table is empty; what it refers to is locked for a moment.
        'ALTER TABLE "tracking_new" ADD CONSTRAINT "c" FOREIGN KEY ("x") REFERENCES "tracking_case" ("id") DEFERRABLE INITIALLY DEFERRED;',
        "-- a comment",
    ],
)
def test_takes_for_brief(statement: str) -> None:
    assert slow_statements([statement], LARGE) == []


def test_takes_what_is_done_to_a_new_table_for_brief() -> None:
    made = ['CREATE TABLE "tracking_case" ("id" bigint);', 'CREATE INDEX "a" ON "tracking_case" ("id");']
    assert slow_statements(made, LARGE) == []
