"""The pair edits and unit limits that hold on a day, read from the imported tables: one query each, none where there is no table.

A draft asks at each change: the statement for so many codes and tables is built once for a process.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from codes.cms.mue import Setting, UnitLimit
from codes.cms.ncci_ptp import PairEdit
from codes.edits import Advice, Entered, advise
from codes.models import PairEdit as StoredPair
from codes.models import UnitLimit as StoredLimit
from codes.reference import Reference, Table, current_reference
from rvuedge.web.statements import Values

_PAIR = ("column_1", "column_2", "before_1996", "effective_from", "deleted_on", "modifier_indicator", "rationale")
_LIMIT = ("code", "setting", "units", "adjudication_indicator", "rationale")


def advice_for(lines: Iterable[Entered], on: date, kept: Reference | None = None) -> Advice:
    """Return the advice on the lines of a case; none where no table is active. Whoever has the tables of the present gives them along."""
    entered = tuple(lines)
    codes = sorted({line.code for line in entered})
    if not codes:
        return Advice()
    reference = kept or current_reference()
    pairs = _pairs_among(codes, reference.series("ncci_ptp", on), on) if len(codes) > 1 else ()
    return advise(entered, pairs, _limits_of(codes, reference.series("mue", on)), on)


def pairs_where(wanted: Q, on: date) -> tuple[PairEdit, ...]:
    """Return the edits in force on a day that answer a condition, which names their tables."""
    return tuple(PairEdit(*values) for values in _in_force(wanted, on))


def _in_force(wanted: Q, on: date) -> "QuerySet[Any, Any]":
    begun = StoredPair.objects.filter(wanted, effective_from__lte=on).filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=on))
    return begun.order_by("column_1", "column_2").values_list(*_PAIR)


def _pairs_among(codes: Sequence[str], tables: Sequence[Table], on: date) -> tuple[PairEdit, ...]:
    if not tables:
        return ()
    found = _pairs_statement(len(codes), len(tables)).rows(*codes, *(table.id for table in tables), on)
    return tuple(PairEdit(*values) for values in found)


def _limits_of(codes: Sequence[str], tables: Sequence[Table]) -> tuple[UnitLimit, ...]:
    """Return the unit limits of practitioners for these codes."""
    if not tables:
        return ()
    found = _limits_statement(len(codes), len(tables)).rows(*codes, *(table.id for table in tables))
    return tuple(UnitLimit(*values) for values in found)


@lru_cache(maxsize=100)
def _pairs_statement(codes: int, tables: int) -> Values:
    def ask(*values: Any) -> "QuerySet[Any, Any]":
        named, on = values[:codes], values[-1]
        return _in_force(Q(column_1__in=named, column_2__in=named, schedule__in=values[codes:-1]), on)

    return Values(ask, (*(str,) * codes, *(int,) * tables, date))


@lru_cache(maxsize=100)
def _limits_statement(codes: int, tables: int) -> Values:
    def ask(*values: Any) -> "QuerySet[Any, Any]":
        found = StoredLimit.objects.filter(schedule__in=values[codes:], code__in=values[:codes], setting=Setting.PRACTITIONER)
        return found.order_by("code").values_list(*_LIMIT)

    return Values(ask, (*(str,) * codes, *(int,) * tables))
