"""Empties a test's database: of its hundred tables and more a test fills a few, and only those are touched."""

from functools import cache

from django.db import connection, transaction

# The same after every test: which migrations were applied, the kinds of objects, and the rights on each.
_KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def empty_tables() -> None:
    """Delete every row that a test can have left."""
    quoted = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Whatever refers to a row goes with it: no key is looked up for each row that is deleted.
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in _tables()))
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted(table)}")


@cache
def _tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _KEPT))
