"""Checks worked examples against the engine: each printed outcome is computed again from the row's own fields."""

from collections.abc import Sequence

from rvuedge.imports.worked_examples import ChecksExamples
from rvuedge.lib.issues import Issue
from rvuedge.lib.worked import Report
from tracking.wrvu.example_results import check_rows
from tracking.wrvu.examples import read_examples


class Command(ChecksExamples):
    help = (
        "Run worked examples (the layout is described in docs/engine.md) through the engine; status 1 where a verified row does not pass."
    )

    def check_text(self, text: str) -> tuple[Report, Sequence[Issue]]:
        rows, issues = read_examples(text)
        return check_rows(() if issues else rows), issues
