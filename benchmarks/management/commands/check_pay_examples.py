"""Checks worked pay plans: each printed figure is computed again by the components that illustrations are made of."""

from collections.abc import Sequence

from benchmarks.pay.example_results import check_plans
from benchmarks.pay.examples import read_pay_examples
from rvuedge.imports.worked_examples import ChecksExamples
from rvuedge.lib.issues import Issue
from rvuedge.lib.worked import Report


class Command(ChecksExamples):
    help = "Run worked pay plans (the layout is described in docs/pay.md); status 1 where a verified row does not pass."

    def check_text(self, text: str) -> tuple[Report, Sequence[Issue]]:
        rows, issues = read_pay_examples(text)
        return check_plans(() if issues else rows), issues
