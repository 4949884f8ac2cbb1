"""Runs a command inside the environment, on a database that is ready for it."""

import os

from django.core.management import execute_from_command_line

from rvuedge.embedded import readiness
from rvuedge.embedded.entry import WITHOUT_DATA

# They bring the database up to date themselves, only look at it, or replace it.
_ON_ANY_SCHEMA = frozenset({"up", "migrate", "showmigrations", "sqlmigrate", "backup", "restore"})
_ONLY_LOOKS = frozenset({"--plan", "--check"})


def execute(arguments: list[str], command: str) -> None:
    """Run the command; except for those that need no database or any, the schema is current when it starts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rvuedge.settings")
    if command not in WITHOUT_DATA | _ON_ANY_SCHEMA:
        readiness.make_ready()
    execute_from_command_line(arguments)
    if command == "migrate" and not _ONLY_LOOKS & set(arguments):
        readiness.fill_a_migrated_one()
