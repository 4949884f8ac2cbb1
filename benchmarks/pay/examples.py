"""Worked pay plans as published: rows of a csv file with the plan's terms and what it pays as JSON, decimals as text."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rvuedge.lib.issues import Issue, Severity
from rvuedge.lib.worked import STATUSES

COLUMNS = ("id", "status", "plan_type", "title", "inputs", "expected", "arithmetic", "source", "expected_from", "note")
_NUMBER = re.compile(r"-?([0-9]{1,12}(\.[0-9]{0,20})?|\.[0-9]{1,20})")
_MOST_PER_CELL = 20_000
Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PayExample:
    """One row: a plan of a type, the figures that go in, and the figures that are printed; `line` counts the rows of one id."""

    id: str
    line: str
    status: str
    plan_type: str
    inputs: Document
    expected: Mapping[str, str | tuple[str, ...]]


class _Repeated(ValueError):
    """A key stands twice in one object."""


def read_pay_examples(text: str) -> tuple[tuple[PayExample, ...], tuple[Issue, ...]]:
    """Return the rows of a file and every issue found; with an issue the file should be refused."""
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", restkey="beyond")
    try:
        return _read(reader)
    except csv.Error as problem:
        return (), (_issue(reader.line_num, "file", "", f"The line is not csv ({problem}). Save the table as csv again."),)


def is_number(text: object) -> bool:
    """Whether something is a decimal written as text."""
    return isinstance(text, str) and _NUMBER.fullmatch(text) is not None


def _read(reader: "csv.DictReader[str]") -> tuple[tuple[PayExample, ...], tuple[Issue, ...]]:
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        return (), (_issue(1, "columns", ", ".join(missing), f"The first line must name the columns {', '.join(COLUMNS)}."),)
    rows: list[PayExample] = []
    issues: list[Issue] = []
    lines: Counter[str] = Counter()
    for cells in reader:
        row, found = _row(reader.line_num, cells, lines)
        issues += found
        if row is not None:
            rows.append(row)
    if not rows and not issues:
        issues.append(_issue(None, "file", "", "The file has no rows below its first line."))
    return tuple(rows), tuple(issues)


def _row(number: int, cells: Mapping[str, str], lines: "Counter[str]") -> tuple[PayExample | None, list[Issue]]:
    if "beyond" in cells:
        return None, [_issue(number, "columns", "", "The row has more cells than the first line. Put text with commas in quotes.")]
    name, status = cells["id"].strip(), cells["status"].strip()
    issues = [] if name else [_issue(number, "id", "", "Give the example a name.")]
    if status not in STATUSES:
        issues.append(_issue(number, "status", status, f"Write one of {', '.join(STATUSES)}."))
    inputs, at_inputs = _document(number, "inputs", cells["inputs"])
    expected, at_expected = _document(number, "expected", cells["expected"])
    issues += [*at_inputs, *at_expected, *_not_numbers(number, expected)]
    if issues:
        return None, issues
    lines[name] += 1
    printed = {key: tuple(value) if isinstance(value, list) else str(value) for key, value in expected.items()}
    return PayExample(name, str(lines[name]), status, cells["plan_type"].strip(), inputs, printed), []


def _document(number: int, field: str, text: str) -> tuple[Document, list[Issue]]:
    """Return a cell as an object, with what is wrong with it."""
    refused = _issue(number, field, text[:60], 'Write a JSON object, such as {"rate": "50"}.')
    if not text.strip():
        return {}, []
    if len(text) > _MOST_PER_CELL:
        return {}, [_issue(number, field, text[:60], f"The cell has more than {_MOST_PER_CELL:,} characters.")]
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_constant, object_pairs_hook=_once)
    except _Repeated as problem:
        return {}, [_issue(number, field, str(problem), "The key is there twice.")]
    except (ValueError, RecursionError):
        return {}, [refused]
    return (found, []) if isinstance(found, dict) else ({}, [refused])


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
    if twice:
        raise _Repeated(twice[0])
    return dict(pairs)


def _no_constant(text: str) -> object:
    raise ValueError(text)


def _not_numbers(number: int, expected: Document) -> list[Issue]:
    values = [(key, one) for key, value in expected.items() for one in (value if isinstance(value, list) else [value])]
    return [_issue(number, f"expected.{key}", str(one)[:60], "Write a number as text.") for key, one in values if not is_number(one)]


def _issue(number: int | None, field: str, value: str, message: str) -> Issue:
    return Issue(number, field, value, Severity.ERROR, message)
