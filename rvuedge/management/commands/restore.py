"""Restores a backup on an empty machine, or proves that it could be restored."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rvuedge.backup.archive import Manifest
from rvuedge.backup.drill import drill as drilled
from rvuedge.backup.restoring import check_backup, restore_backup, restore_keys
from rvuedge.backup.told import told, totals
from rvuedge.embedded import folders, readiness
from rvuedge.embedded.refusal import Refusal


class Command(BaseCommand):
    help = (
        "Restore a backup into an empty installation, of SQLite or PostgreSQL whichever it came from; --check and --drill change nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="what `backup` wrote")
        parser.add_argument(
            "--keys", metavar="FILE", help="what `backup --keys` wrote: authenticator apps and links that were handed out go on working"
        )
        parser.add_argument("--check", action="store_true", help="only read the file to its end and compare every checksum")
        parser.add_argument("--drill", action="store_true", help="restore it into a folder that passes, verify everything there, say so")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: str, keys: str | None, check: bool, drill: bool, as_json: bool, **_options: object) -> None:
        path, data = Path(file), Path(settings.DATA_DIR)
        holds, said = True, ""
        if check or drill:
            manifest = check_backup(path)
            done = "checked"
            if drill:
                done = "drilled"
                holds, said = drilled(path, data)
        else:
            done = "restored"
            manifest = self._restore(path, data, keys)
        if as_json:
            self.stdout.write(json.dumps({"done": done, "holds": holds} | totals(manifest)))
        else:
            self.stdout.write(f"{_WORDS[done]}: {told(manifest)}.")
            if said:
                self.stdout.write(said)
        if not holds:
            raise CommandError("The backup restores, but what it holds does not verify.", returncode=1)

    def _restore(self, path: Path, data: Path, keys: str | None) -> Manifest:
        if keys and settings.SECRET_KEY_IS_GIVEN:
            raise Refusal("SECRET_KEY is set for this installation: put the key there, and leave --keys out. Nothing was restored.")
        embedded = Path(str(settings.DATABASES["default"]["NAME"])) if settings.EMBEDDED_DATABASE else None
        with folders.held(data):
            manifest = restore_backup(path=path, data=data, embedded=embedded)
            readiness.build_wall()
            if keys:
                restore_keys(path=Path(keys), data=data)
        return manifest


_WORDS = {
    "checked": "Every checksum holds",
    "drilled": "Restored in a drill, read back and removed again",
    "restored": "Restored and read back",
}
