"""Advice on a case before it is billed: edited pairs and units above the limit; it blocks nothing and changes no credit."""

from collections.abc import Iterable
from datetime import date

from codes.edit_tables import advice_for
from codes.edits import Advice, Entered
from codes.reference import Reference
from tracking.entry import EntryLine


def advice_on(lines: Iterable[EntryLine], on: date, kept: Reference | None = None) -> Advice:
    """Return the advice on the lines of one case: a query for each kind of table that holds, none for no line."""
    return advice_for((Entered(line.code, line.modifiers, line.units) for line in lines), on, kept)
