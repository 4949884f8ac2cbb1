"""Checks worked pay plans: each printed figure is computed again by the components that illustrations are made of."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from benchmarks.pay.example_results import FAIL, PASS, UNSUPPORTED, Report, Result, check_plans
from benchmarks.pay.examples import PayExample, read_pay_examples


class Command(BaseCommand):
    help = "Run worked pay plans (the layout is described in docs/pay.md); status 1 where a verified row does not pass."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, file: Path, as_json: bool, **_options: object) -> None:
        report = check_plans(_rows_of(file))
        self.stdout.write(json.dumps(_as_json(report)) if as_json else "\n".join(_as_text(report)))
        if not report.holds:
            raise CommandError("A verified row does not pass.", returncode=1)


def _rows_of(file: Path) -> tuple[PayExample, ...]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not text in UTF-8. Save it as csv UTF-8.", returncode=2) from None
    rows, issues = read_pay_examples(text)
    if issues:
        told = [
            f"line {issue.line or 1}, {issue.field}: {issue.message}" + (f" Found '{issue.value}'." if issue.value else "")
            for issue in issues
        ]
        raise CommandError("\n".join(told), returncode=2)
    return rows


def _as_json(report: Report) -> dict[str, object]:
    examples = Counter(report.examples.values())
    return {
        "examples": examples.total(),
        "passed": examples[PASS],
        "failed": examples[FAIL],
        "unsupported": examples[UNSUPPORTED],
        "results": [_result(result) for result in report.results],
    }


def _result(result: Result) -> dict[str, object]:
    return {
        "id": result.row.id,
        "line": result.row.line,
        "status": result.row.status,
        "outcome": result.outcome,
        "expected": dict(result.expected),
        "computed": dict(result.computed),
        "reason": result.reason,
    }


def _as_text(report: Report) -> list[str]:
    examples = Counter(report.examples.values())
    rows = Counter((result.row.status, result.outcome) for result in report.results)
    missed = [result for result in report.results if result.outcome != PASS]
    return [
        *(f"{one.row.id} {one.row.line}  {one.row.status}  {one.outcome}  {_told(one)}  {one.reason}" for one in missed),
        *(f"{status}: {count} rows {outcome}" for (status, outcome), count in sorted(rows.items())),
        f"{examples.total()} examples: {examples[PASS]} passed, {examples[FAIL]} failed, {examples[UNSUPPORTED]} unsupported",
    ]


def _told(result: Result) -> str:
    pairs = ((name, value, result.computed.get(name)) for name, value in result.expected.items())
    return ", ".join(f"{name} {_plain(printed)} printed, {_plain(computed)} computed" for name, printed, computed in pairs)


def _plain(value: str | tuple[str, ...] | None) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
