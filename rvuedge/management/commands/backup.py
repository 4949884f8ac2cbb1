"""Writes a backup of everything, while the installation goes on working."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from rvuedge.backup.taking import take_backup, write_keys
from rvuedge.backup.told import told, totals


class Command(BaseCommand):
    help = (
        "Write the database and the files to one file, consistent while imports and logging go on; the key only where --keys names a file."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a new file; nothing is overwritten")
        parser.add_argument("--keys", metavar="FILE", help="a new file for the secret key, to be kept elsewhere")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: str, keys: str | None, as_json: bool, **_options: object) -> None:
        if keys:
            write_keys(path=Path(keys), secret_key=settings.SECRET_KEY)
        manifest = take_backup(path=Path(file), data=Path(settings.DATA_DIR), at=timezone.now())
        if as_json:
            self.stdout.write(json.dumps({"file": file, "keys": keys} | totals(manifest)))
            return
        self.stdout.write(f"Written to {file}: {told(manifest)}.")
        self.stdout.write(f"The secret key is in {keys}: keep it elsewhere." if keys else "The secret key is not in it.")
