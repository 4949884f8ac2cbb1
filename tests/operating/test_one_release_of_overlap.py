"""RVU Edge changes its schema so that the web of the release before goes on: nothing that it needs goes away."""

from django.db.migrations import AddField, CreateModel, DeleteModel, Migration, RemoveField, RenameField, RenameModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from tests.operating.test_migration_locks import migrations

# Written before there was a release, when no older web could be running. Nothing is added here: what is to go away goes one release later.
BEFORE_THE_FIRST_RELEASE = {
    "accounts.0003_signed_up",
    "accounts.0007_language",
    "benchmarks.0002_restatements",
    "benchmarks.0003_licences_and_columns",
    "codes.0002_other_tables",
    "codes.0003_cross_references",
    "imports.0002_batches",
    "tracking.0004_line_details",
}


def narrowing(migration: Migration) -> list[str]:
    """What of a migration the release before could not live with."""
    made = {operation.name_lower for operation in migration.operations if isinstance(operation, CreateModel)}
    return [operation.describe() for operation in migration.operations if _takes_away(operation, made)]


def _takes_away(operation: Operation, made: set[str]) -> bool:
    if isinstance(operation, AddField):
        return operation.model_name_lower not in made and not has_a_value(operation)
    return isinstance(operation, RemoveField | RenameField | RenameModel | DeleteModel)


def has_a_value(operation: AddField) -> bool:
    """Whether a row that an older program adds gets a value in the new column by itself."""
    field = operation.field
    return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)


def test_takes_nothing_away_that_the_release_before_needs() -> None:
    found = {f"{one.app_label}.{one.name}" for one in migrations(MigrationLoader(None)) if narrowing(one)}
    assert found == BEFORE_THE_FIRST_RELEASE
