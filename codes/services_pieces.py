"""Stores a long table in short transactions, hidden until it is whole, so that others save meanwhile; removes what ended imports left."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import models, transaction

from codes.bulk_rows import Table
from codes.models import OtherSchedule, ReleaseState
from codes.services_other import NewSchedule, schedule_of, staged_before
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from rvuedge.imports.models import ImportRun, RunState

PIECE = 20_000
# What one sweep removes at most, so that it ends before the next one begins.
MOST_PIECES_REMOVED = 10
Told = Callable[[int], object]


def store_hidden(*, new: NewSchedule, table: Table, hold: Callable[[], object], told: Told) -> OtherSchedule:
    """Write a table of which nobody sees anything yet; each transaction begins with `hold`, between them `told` hears how far it is."""
    with transaction.atomic():
        hold()
        schedule = schedule_of(new, None, ReleaseState.STORING)
    done = 0
    for piece in _pieces(new.rows):
        with transaction.atomic():
            hold()
            table.write(schedule.pk, piece)
        done += len(piece)
        told(done)
    return schedule


@transaction.atomic
def show_schedule(*, schedule: OtherSchedule, new: NewSchedule, run: ImportRun | None, by: User | None) -> OtherSchedule:
    """Make a hidden table, which is whole now, a draft by one conditional UPDATE; where its bytes are a draft already, return that."""
    stored = staged_before(new, schedule.organisation)
    if stored is not None:
        return stored
    OtherSchedule.objects.filter(pk=schedule.pk, state=ReleaseState.STORING).update(state=ReleaseState.DRAFT, import_run=run)
    record(
        action="schedule.staged", actor=by, subject=schedule.title, detail={"kind": new.kind, "rows": new.row_count, "sha256": new.sha256}
    )
    schedule.refresh_from_db()
    return schedule


def remove_left_behind() -> int:
    """Remove hidden tables whose import nobody carries out any more, a piece at a time; return how many are gone."""
    carried_out = ImportRun.objects.filter(state=RunState.READING).values("sha256")
    left = OtherSchedule.objects.filter(state=ReleaseState.STORING).exclude(source_sha256__in=carried_out)
    pieces, gone = MOST_PIECES_REMOVED, 0
    for schedule in left:
        for rows in _rows_of(schedule):
            while pieces and rows.filter(pk__in=rows.values("pk")[:PIECE]).delete()[0]:
                pieces -= 1
        if not pieces:
            break
        gone += bool(OtherSchedule.objects.filter(pk=schedule.pk, state=ReleaseState.STORING).delete()[0])
    return gone


def _rows_of(schedule: OtherSchedule) -> Iterator[models.QuerySet[models.Model]]:
    """The rows that belong to a table, of each kind that there is."""
    for relation in OtherSchedule._meta.related_objects:
        yield relation.related_model._base_manager.filter(**{relation.field.name: schedule})


def _pieces(rows: Iterable[object]) -> Iterator[list[object]]:
    left = iter(rows)
    while piece := list(islice(left, PIECE)):
        yield piece
