"""What the commands that check worked examples share: the file, its faults by line, the report, the status."""

import json
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from rvuedge.lib.issues import Issue
from rvuedge.lib.worked import Report


class ChecksExamples(BaseCommand):
    """Reads a csv of worked examples and computes each printed figure again; status 1 where a verified row does not pass."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: Path, as_json: bool, **_options: object) -> None:
        report, issues = self.check_text(_text_of(file))
        if issues:
            raise CommandError("\n".join(map(_told, issues)), returncode=2)
        self.stdout.write(json.dumps(report.as_json()) if as_json else "\n".join(report.as_text()))
        if not report.holds:
            raise CommandError("A verified row does not pass.", returncode=1)

    @abstractmethod
    def check_text(self, text: str) -> tuple[Report, Sequence[Issue]]:
        """Return the report of a file, and its faults; with a fault the report counts for nothing."""


def _text_of(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not text in UTF-8. Save it as csv UTF-8.", returncode=2) from None


def _told(issue: Issue) -> str:
    return f"line {issue.line or 1}, {issue.field}: {issue.message}" + (f" Found '{issue.value}'." if issue.value else "")
