"""Stores a charge import in short transactions: its cases stay hidden until the last one, which shows them all at once.

Other people's entries wait for a batch, never for the whole extract. An import that is killed leaves hidden cases only; they are
removed when it is carried out again, or by the sweep where it never is.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.registry import DoAgain
from rvuedge.imports.services import remove_kept_file
from rvuedge.imports.services_claims import TakenAway
from rvuedge.lib.decimals import decimal_text
from tracking.bulk import NewCase, ready_cases
from tracking.line_store import AT_ONCE, Stored, Storing
from tracking.models import Case, CaseLine, ChargeImport, Clinician

SOURCE = "import"
_OPEN = (RunState.RECEIVED, RunState.READING)
# Called within each transaction that writes: raises where the import is no longer the caller's.
Hold = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Cases that are stored and not shown yet, and which imports the log had when they were matched with it."""

    storing: Storing
    others: tuple[int, int]


def imports_shown(clinician: Clinician) -> tuple[int, int]:
    """Return how many imports of a log were stored, and taken back: it changes with each of either."""
    counted = ChargeImport.objects.filter(clinician=clinician).aggregate(stored=Count("stored_at"), undone=Count("undone_at"))
    return counted["stored"], counted["undone"]


def hide_charges(*, charges: ChargeImport, cases: Iterable[NewCase], codes: Iterable[str], hold: Hold) -> Hidden:
    """Store the new cases of an extract hidden, a few thousand at a time; they are matched and valued between the transactions."""
    others = imports_shown(charges.clinician)
    storing = Storing(charges.clinician, source=SOURCE, at=timezone.now(), imported_by=charges)
    _remove_hidden(charges, hold)
    for batch in storing.batches(ready_cases(charges.clinician, cases, codes)):
        with transaction.atomic():
            hold()
            batch.write()
    return Hidden(storing, others)


@transaction.atomic
def show_charges(*, charges: ChargeImport, hidden: Hidden, by: User | None) -> Stored:
    """Show the hidden cases of an import, all at once, and move the month totals by them.

    DoAgain where another import into the same log came between: what is new has to be found anew.
    """
    clinician = Clinician.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=charges.clinician_id)
    if hidden.others != imports_shown(clinician):
        raise DoAgain("Another import into this log was stored or taken back meanwhile, so this one is matched again.")
    stored = hidden.storing.stored
    hidden.storing.move_months()
    charges.created, charges.stored_at = stored.lines, timezone.now()
    charges.save(update_fields=["created", "stored_at"])
    detail = {"run": str(charges.run_id), "cases": stored.cases, "lines": stored.lines, "credit": decimal_text(stored.credit)}
    record(action="charges.stored", actor=by, organisation=clinician.organisation, subject=charges.run.file_name, detail=detail)
    remove_kept_file(charges.run)
    return stored


def remove_left_behind() -> int:
    """Remove the hidden cases of imports that nobody carries out any more, and return of how many imports."""
    ended = ChargeImport.objects.not_shown().exclude(run__state__in=_OPEN)
    left = list(ended.filter(Exists(Case.objects.filter(imported_by=OuterRef("pk")))))
    for charges in left:
        # One that is tried again at this moment removes them itself.
        with suppress(TakenAway):
            _remove_hidden(charges, partial(_hold_ended, charges))
    return len(left)


def _hold_ended(charges: ChargeImport) -> None:
    if ImportRun.objects.select_for_update().filter(pk=charges.run_id).exclude(state__in=_OPEN).first() is None:
        raise TakenAway


def _remove_hidden(charges: ChargeImport, hold: Hold) -> None:
    """Remove what an earlier attempt left, a few thousand cases at a time; never of an import that is shown."""
    while _remove_some_hidden(charges, hold):
        pass


@transaction.atomic
def _remove_some_hidden(charges: ChargeImport, hold: Hold) -> int:
    hold()
    hidden = Case.objects.filter(imported_by=charges, imported_by__stored_at__isnull=True).order_by()
    some = list(hidden.values_list("pk", flat=True)[:AT_ONCE])
    CaseLine.objects.filter(case__in=some).delete()
    Case.objects.filter(pk__in=some).delete()
    return len(some)
