"""Makes the tables of an empty database in one go: replaying every migration there takes ten times as long and ends at the same schema."""

from collections.abc import Iterator

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections, models, router
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def is_empty(database: str) -> bool:
    """Whether a database has no table at all."""
    return not connections[database].introspection.table_names()


def make_schema(database: str, *, verbosity: int) -> None:
    """Make every table as the models have it today, run what migrations do beyond tables, and note all migrations as applied.

    All of it in one transaction: a database is empty or whole.
    """
    connection = connections[database]
    loader = MigrationLoader(connection)
    emit_pre_migrate_signal(verbosity, False, database)
    with connection.schema_editor(atomic=True) as editor:
        state = loader.project_state()
        for model in _models(state, database):
            editor.create_model(model)
        for migration in _in_order(loader):
            for operation in migration.operations:
                if isinstance(operation, RunPython | RunSQL):
                    operation.database_forwards(migration.app_label, editor, state, state)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in loader.graph.nodes:
            recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity, False, database)


def _models(state: ProjectState, database: str) -> Iterator[type[models.Model]]:
    """Yield the models that have a table, as the migrations leave them; those between many and many come with the one that names them."""
    for model in state.apps.get_models():
        if router.allow_migrate_model(database, model) and model._meta.can_migrate(database):
            yield model


def _in_order(loader: MigrationLoader) -> Iterator[Migration]:
    """Yield every migration after those that it asks for."""
    seen = set()
    for leaf in sorted(loader.graph.leaf_nodes()):
        for node in loader.graph.forwards_plan(leaf):
            if node not in seen:
                seen.add(node)
                yield loader.graph.nodes[node]
