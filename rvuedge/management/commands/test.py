"""Runs the whole suite: lint, types, migrations, production settings, and the tests on both database engines."""

import sys

from django.core.management.base import BaseCommand

from rvuedge.embedded.suite import run_all, steps


class Command(BaseCommand):
    help = "Run every check: lint, types, migrations, production settings, tests on SQLite and on PostgreSQL. Arguments go to pytest."

    def run_from_argv(self, argv: list[str]) -> None:
        # All words belong to pytest, those with hyphens too, so none is parsed here.
        if {"-h", "--help"} & set(argv[2:]):
            super().run_from_argv([*argv[:2], "--help"])
        sys.exit(run_all(steps(argv[2:])))
