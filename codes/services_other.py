"""The only writer of the tables beside the physician fee schedule: staged as a draft, activated by one conditional UPDATE, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from codes.bulk_rows import Table
from codes.models import CatalogueVersion, OtherSchedule, ReleaseState
from codes.models.other_schedules import OtherScheduleQuerySet
from codes.releases import move_catalogue_version
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.models import ImportRun, RunState


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A table that was read and not refused, and the day from which it is to hold."""

    kind: str
    name: str
    title: str
    effective_from: date
    released_on: date | None
    rows: Iterable[object]
    row_count: int
    source_name: str
    sha256: str


@transaction.atomic
def stage_schedule(*, new: NewSchedule, table: Table, run: ImportRun | None, by: User | None) -> OtherSchedule:
    """Store a table as a draft with all its rows, or nothing at all; the same bytes for the same day give the draft that is there."""
    organisation = run.organisation if run else None
    stored = staged_before(new, organisation)
    if stored is not None:
        return stored
    schedule = schedule_of(new, run, ReleaseState.DRAFT)
    table.write(schedule.pk, new.rows)
    detail: dict[str, object] = {"kind": new.kind, "rows": new.row_count, "sha256": new.sha256}
    record(action="schedule.staged", actor=by, organisation=organisation, subject=schedule.title, detail=detail)
    return schedule


def staged_before(new: NewSchedule, organisation: Organisation | None) -> OtherSchedule | None:
    """Return the table of the same bytes and day that is there; who asks at the same time waits for the caller's transaction."""
    _one_at_a_time()
    same = OtherSchedule.objects.whole().filter(kind=new.kind, name=new.name, organisation=organisation, effective_from=new.effective_from)
    return same.filter(source_sha256=new.sha256, is_sample=False).order_by("-id").first()


def schedule_of(new: NewSchedule, run: ImportRun | None, state: ReleaseState) -> OtherSchedule:
    """Store what is known of a table before its rows."""
    return OtherSchedule.objects.create(
        kind=new.kind,
        name=new.name,
        title=new.title,
        organisation=run.organisation if run else None,
        effective_from=new.effective_from,
        released_on=new.released_on,
        state=state,
        source_name=new.source_name[:255],
        source_sha256=new.sha256,
        row_count=new.row_count,
        import_run=run,
    )


@transaction.atomic
def set_first_day(*, schedule: OtherSchedule, day: date, by: User | None) -> OtherSchedule:
    """Change the day from which a draft will hold; what is active or was active keeps its day."""
    if not OtherSchedule.objects.filter(pk=schedule.pk, state=ReleaseState.DRAFT).update(effective_from=day):
        raise ValidationError(f"{schedule.title} is no draft any more; the day from which it holds stays.")
    _record("schedule.dated", schedule, by, effective_from=day.isoformat())
    schedule.refresh_from_db()
    return schedule


@transaction.atomic
def activate_schedule(*, schedule: OtherSchedule, by: User | None) -> bool:
    """Make a table count from its day on; an earlier one of its series and day is retired. False where it counts already."""
    waiting = OtherSchedule.objects.filter(pk=schedule.pk).exclude(state=ReleaseState.ACTIVE)
    if not waiting.update(state=ReleaseState.ACTIVE, activated_at=timezone.now(), activated_by=by):
        return False
    _of_the_same_day(schedule).filter(state=ReleaseState.ACTIVE).update(state=ReleaseState.RETIRED)
    _tell_runs()
    move_catalogue_version()
    _record("schedule.activated", schedule, by, effective_from=schedule.effective_from.isoformat())
    schedule.refresh_from_db()
    return True


@transaction.atomic
def take_schedule_back(*, schedule: OtherSchedule, by: User | None) -> OtherSchedule | None:
    """Retire an active table and return the one of its series that counts again; None where there is none."""
    former = former_schedule(schedule)
    active = OtherSchedule.objects.filter(pk=schedule.pk, state=ReleaseState.ACTIVE, is_sample=False)
    if not active.update(state=ReleaseState.RETIRED):
        raise ValidationError(f"{schedule.title} is not active, so there is nothing to take back.")
    if former is not None:
        OtherSchedule.objects.filter(pk=former.pk, state=ReleaseState.RETIRED).update(state=ReleaseState.ACTIVE)
    _tell_runs()
    move_catalogue_version()
    _record("schedule.taken_back", schedule, by, counts_again=former.title if former else "")
    schedule.refresh_from_db()
    return former


@transaction.atomic
def publish_schedule(*, schedule: OtherSchedule, is_public: bool, by: User) -> None:
    """Show an organisation's table on public pages, or to its members only."""
    OtherSchedule.objects.filter(pk=schedule.pk, organisation__isnull=False).update(is_public=is_public)
    move_catalogue_version()
    _record("schedule.published" if is_public else "schedule.withdrawn", schedule, by)


def former_schedule(schedule: OtherSchedule) -> OtherSchedule | None:
    """Return what counts again once a table is taken back: the one it replaced, else the one active before it."""
    replaced = _of_the_same_day(schedule).filter(state=ReleaseState.RETIRED, activated_at__isnull=False).order_by("-activated_at").first()
    if replaced is not None:
        return replaced
    earlier = OtherSchedule.objects.series_of(schedule).active().exclude(pk=schedule.pk)
    return earlier.filter(effective_from__lte=schedule.effective_from).order_by("-effective_from").first()


def schedule_before(kind: str, name: str, organisation: Organisation | None, day: date) -> OtherSchedule | None:
    """Return the active table that one of this kind, name and day is compared with; None for the first."""
    series = OtherSchedule.objects.series_of(OtherSchedule(kind=kind, name=name, organisation=organisation))
    return series.active().filter(effective_from__lte=day).order_by("-effective_from").first()


def _of_the_same_day(schedule: OtherSchedule) -> OtherScheduleQuerySet:
    return OtherSchedule.objects.series_of(schedule).filter(effective_from=schedule.effective_from).exclude(pk=schedule.pk)


def _tell_runs() -> None:
    """An import is shown as active while its table is."""
    active = OtherSchedule.objects.active().filter(import_run__isnull=False).values("import_run")
    ImportRun.objects.filter(pk__in=active, state=RunState.READY).update(state=RunState.ACTIVE)
    ImportRun.objects.filter(state=RunState.ACTIVE, other_schedules__isnull=False).exclude(pk__in=active).update(state=RunState.READY)


def _record(action: str, schedule: OtherSchedule, by: User | None, **detail: object) -> None:
    record(action=action, actor=by, organisation=schedule.organisation, subject=schedule.title, detail={"kind": schedule.kind, **detail})


def _one_at_a_time() -> None:
    """Two imports of the same bytes at once become one table: the second waits here, then finds the first."""
    CatalogueVersion.objects.get_or_create(pk=1)
    CatalogueVersion.objects.select_for_update().get(pk=1)
