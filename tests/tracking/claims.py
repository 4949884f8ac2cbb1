"""Claims for the engine's tests, in the notation of the log ("27447-50", "45381x2"), on rows of RVU26C of 30 June 2026."""

import csv
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from codes.fees import FeeRow, FeeSchedule, schedule_of
from tracking.entry import read_entry
from tracking.wrvu.credit import value_claim
from tracking.wrvu.facts import Facts
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item, Line

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "engine"
_TYPES = {field.name: str(field.type) for field in fields(FeeRow)}


def _row(cells: Mapping[str, str]) -> FeeRow:
    values: dict[str, object] = {"descriptor": ""}
    for name, text in cells.items():
        kind = _TYPES[name]
        values[name] = text == "yes" if "bool" in kind else Decimal(text) if "Decimal" in kind else text
    return FeeRow(**values)  # type: ignore[arg-type]


def _rows() -> tuple[FeeRow, ...]:
    with (GOLDEN / "rows.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_row(cells) for cells in csv.DictReader(file))


FACTOR = Decimal("33.4009")
RVU26C = schedule_of("RVU26C", date(2026, 7, 1), FACTOR, _rows())
ROWS = {row.key: row for row in RVU26C.rows}


def line(text: str, place: str = "22", facts: Facts | None = None) -> Line:
    """Return a line from its notation; a facility where nothing else is said."""
    (entered,) = read_entry(text).lines
    return Line(entered.code, entered.modifiers, entered.units, place, facts)


def lines(text: str, place: str = "22") -> list[Line]:
    """Return the lines of a claim from their notation."""
    return [line(part, place) for part in text.split()]


def valued(text: str, policy: Policy = CMS_PARALLEL, place: str = "22", schedule: FeeSchedule = RVU26C) -> tuple[Item, ...]:
    """Return a claim valued, the items in the order of its lines."""
    return value_claim(lines(text, place), Terms(schedule, policy))


def with_rows(*changed: FeeRow) -> FeeSchedule:
    """Return the release with some of its rows changed: for indicators that no row of it has."""
    rows = {**ROWS, **{row.key: row for row in changed}}
    return schedule_of("RVU26C", date(2026, 7, 1), FACTOR, rows.values())


def changed(code: str, modifier: str = "", **values: object) -> FeeRow:
    """Return a row with some of its fields changed."""
    return replace(ROWS[code, modifier], **values)  # type: ignore[arg-type]


def credits(items: tuple[Item, ...]) -> list[str]:
    """Return the credits as text, as they are stored."""
    return [str(item.credit) for item in items]


def payments(items: tuple[Item, ...]) -> list[str]:
    """Return the payments as text; "None" where none could be computed."""
    return [str(item.payment) for item in items]
