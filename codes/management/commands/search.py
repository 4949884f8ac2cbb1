"""Searches the codes in force from the command line."""

import json
from argparse import ArgumentParser

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from codes.code_json import hit_json
from codes.search import DEFAULT_LIMIT, search
from rvuedge.lib.decimals import decimal_text


class Command(BaseCommand):
    help = "Find codes by digits or words, best first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+")
        parser.add_argument("--limit", type=int, default=DEFAULT_LIMIT)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, words: list[str], limit: int, as_json: bool, **_options: object) -> None:
        if limit < 1:
            raise CommandError(f"--limit {limit} is no number of hits: write 1 or more.", returncode=2)
        hits = search(" ".join(words), limit)
        if as_json:
            self.stdout.write(json.dumps({"results": [hit_json(hit) for hit in hits]}))
            return
        for hit in hits:
            self.stdout.write(f"{hit.code}  {decimal_text(hit.work_rvu) or '-':>7}  {hit.name}  ({hit.lane}, by {hit.why})")
        if not hits:
            self.stdout.write("Nothing found. Try fewer or other words, or the first digits of the code.")
