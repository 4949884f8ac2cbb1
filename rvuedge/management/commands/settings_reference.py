"""Writes the table of settings into the operator guide."""

import re
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rvuedge.operating.settings_list import reference

_PLACE = re.compile(r"(?<=<!-- settings -->\n).*?(?=<!-- end of settings -->)", re.DOTALL)


class Command(BaseCommand):
    help = "Write the table of settings into the operator guide; --check changes nothing and fails where it would."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare")

    def handle(self, *, check: bool, **_options: object) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "operator-guide.md"
        before = path.read_text(encoding="utf-8")
        after = _PLACE.sub(lambda _found: reference(), before)
        if check and after != before:
            raise CommandError("The table of settings in docs/operator-guide.md is not that of the code.", returncode=1)
        path.write_text(after, encoding="utf-8")
        self.stdout.write("The table of settings is that of the code.")
