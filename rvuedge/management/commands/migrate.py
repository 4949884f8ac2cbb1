"""Brings a database to the schema of today; an empty one gets it in one go."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from rvuedge.management.first_schema import is_empty, make_schema

_PART = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(DjangoCommand):
    def handle(self, *args: object, **options: Any) -> None:
        """Migrate as Django does; where the whole schema is asked for and no table is there, make it without replaying its history."""
        database = options["database"]
        if not any(options.get(name) for name in _PART) and is_empty(database):
            make_schema(database, verbosity=options["verbosity"])
        super().handle(*args, **options)
