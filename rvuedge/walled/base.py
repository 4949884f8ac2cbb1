"""Django's PostgreSQL with each statement behind the second wall (a database engine: Django looks for this name)."""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL

from rvuedge.accounts.wall import tell


class DatabaseWrapper(PostgreSQL):
    """A connection that says, within each transaction, whose rows it asks for."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.execute_wrappers.append(tell)
