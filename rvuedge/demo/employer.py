"""The employer's count of the demo: the last whole month of one log, with the faults that such counts have, and compared with it."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from benchmarks.models import Reconciliation
from benchmarks.own_lines import own_lines
from benchmarks.reconcile.lines import CountedLine
from benchmarks.reconciling import Settings, Source, compared_lines
from benchmarks.services_reconcile import store_run
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.models import Clinician

WHOSE = "tomas.rivera@lakeside.example"
# Every so many lines one is forgotten, and of the visits one is counted a level lower (work of 99214 and 99213: 1.92 and 1.30).
_FORGOTTEN, _LOWERED = 23, 11
_VISIT, _LOWER = "99214", ("99213", Decimal("1.30"))


def compare_last_month(*, organisation: Organisation, today: date) -> Reconciliation | None:
    """Compare the fictional count of the month before `today` with the log, once; None where nobody of the demo has lines in it."""
    clinician = Clinician.objects.filter(organisation=organisation, user__email=WHOSE).select_related("organisation").first()
    month = Month.of(today).plus(-1)
    own = own_lines(clinician, month.first_day, month.last_day) if clinician is not None else []
    if clinician is None or not own:
        return None
    kept = Reconciliation.objects.shown().filter(clinician=clinician, month_index=month.index).first()
    if kept is not None:
        return kept
    theirs = list(_counted(own))
    facts = {"rows": len(theirs), "of_others": 0, "of_other_months": 0, "taken_back": 0, "is_valued_here": False}
    found = compared_lines(clinician, month, theirs, [], Settings(), facts)
    name = f"lakeside-count-{month}-fictional.csv"
    return store_run(compared=found, source=Source(name, hashlib.sha256(name.encode()).hexdigest()), by=clinician.user)


def _counted(own: Sequence[CountedLine]) -> Iterator[CountedLine]:
    """The lines as a billing office might count them, numbered as rows of its file."""
    visits = 0
    for number, line in enumerate(sorted(own, key=lambda one: (one.day, one.code, one.modifiers, one.units, one.value)), start=1):
        if number % _FORGOTTEN == 0:
            continue
        code, value = line.code, line.value
        if code == _VISIT:
            visits += 1
            code, value = (_LOWER[0], _LOWER[1] * line.units) if visits % _LOWERED == 0 else (code, value)
        yield CountedLine(line.day, code, line.modifiers, line.units, value, number=number + 1)
