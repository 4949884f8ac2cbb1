"""The pair edits and unit limits that hold on a day, read from the imported tables: one query each."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from codes.cms.mue import Setting, UnitLimit
from codes.cms.ncci_ptp import PairEdit
from codes.edits import Advice, Entered, advise
from codes.models import OtherSchedule
from codes.models import PairEdit as StoredPair
from codes.models import UnitLimit as StoredLimit
from codes.models.other_schedules import OtherScheduleQuerySet
from codes.tables_in_force import in_force

_PAIR = ("column_1", "column_2", "before_1996", "effective_from", "deleted_on", "modifier_indicator", "rationale")
_LIMIT = ("code", "setting", "units", "adjudication_indicator", "rationale")


def advice_for(lines: Iterable[Entered], on: date) -> Advice:
    """Return the advice on the lines of a case; none where no table is active."""
    entered = tuple(lines)
    codes = sorted({line.code for line in entered})
    if not codes:
        return Advice()
    among = Q(column_1__in=codes, column_2__in=codes, schedule__in=_tables("ncci_ptp", on))
    pairs = pairs_where(among, on) if len(codes) > 1 else ()
    return advise(entered, pairs, limits_of(codes, on), on)


def pairs_where(wanted: Q, on: date) -> tuple[PairEdit, ...]:
    """Return the edits in force on a day that answer a condition, which names their tables."""
    begun = StoredPair.objects.filter(wanted, effective_from__lte=on).filter(Q(deleted_on__isnull=True) | Q(deleted_on__gte=on))
    return tuple(PairEdit(*values) for values in begun.order_by("column_1", "column_2").values_list(*_PAIR))


def limits_of(codes: Collection[str], on: date) -> tuple[UnitLimit, ...]:
    """Return the unit limits of practitioners for these codes."""
    found = StoredLimit.objects.filter(schedule__in=_tables("mue", on), code__in=codes, setting=Setting.PRACTITIONER)
    return tuple(UnitLimit(*values) for values in found.order_by("code").values_list(*_LIMIT))


def _tables(kind: str, on: date) -> OtherScheduleQuerySet:
    return in_force(OtherSchedule.objects.official().filter(kind=kind), on).order_by()
