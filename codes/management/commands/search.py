"""Searches the codes in force from the command line."""

import json
from argparse import ArgumentParser

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from codes.code_json import hit_json, modifier_json
from codes.search import DEFAULT_LIMIT, search
from codes.search_query import modifiers_in
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
        query = " ".join(words)
        hits, modifiers = search(query, limit), modifiers_in(query)
        if as_json:
            found = {"results": [hit_json(hit) for hit in hits], "modifiers": [modifier_json(one) for one in modifiers]}
            self.stdout.write(json.dumps(found))
            return
        for one in modifiers:
            self.stdout.write(f"Modifier {one.modifier}: {one.name}. {one.effect}")
        for hit in hits:
            self.stdout.write(f"{hit.code}  {decimal_text(hit.work_rvu) or '-':>7}  {hit.name}  ({hit.lane}, by {hit.why})")
        if not hits and not modifiers:
            self.stdout.write("Nothing found. Try fewer or other words, or the first digits of the code.")
