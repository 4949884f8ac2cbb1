"""What the list of fee schedules shows: the releases and the other tables in force, with what can be done to each."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page, Paginator

from codes.models import OtherSchedule, Release, ReleaseState
from codes.other_kinds import KINDS, kind_called
from codes.releases import former_of, official, release_in_force
from codes.services_other import former_schedule
from rvuedge.imports.models import ImportRun, ImportRunQuerySet
from rvuedge.lib.in_force import in_force

_RUNS_A_PAGE = 12
_ORDER = {kind.kind: place for place, kind in enumerate(KINDS)}


def page_of_runs(runs: ImportRunQuerySet, asked: str | None) -> Page[ImportRun]:
    """Return the imports of one page of the history, the newest first; a page that is not there is the nearest one."""
    return Paginator(runs.select_related("created_by"), _RUNS_A_PAGE).get_page(asked)


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release of the list; `former` is named by the button that takes it back."""

    release: Release
    is_in_force: bool
    former: Release | None

    @property
    def is_active(self) -> bool:
        return self.release.state == ReleaseState.ACTIVE


@dataclass(frozen=True, slots=True)
class ShownSchedule:
    """Another table of the list; `may_go_back` where it is the latest active one, `former` what then counts again."""

    schedule: OtherSchedule
    is_in_force: bool
    may_go_back: bool
    former: OtherSchedule | None

    @property
    def is_active(self) -> bool:
        return self.schedule.state == ReleaseState.ACTIVE


@dataclass(frozen=True, slots=True)
class ShownTables:
    """The imported tables of one kind, the latest first."""

    name: str
    rows_word: str
    entries: tuple[ShownSchedule, ...]


def official_runs() -> ImportRunQuerySet:
    """Return the imports of the installation's own tables, read only behind the right to manage releases."""
    return ImportRun.objects.filter(organisation=None)


def shown_releases(today: date) -> list[ShownRelease]:
    """Return the official releases, the latest first; only the latest active one can be taken back."""
    releases = list(official())
    holds = release_in_force(today)
    latest = next((release for release in releases if release.state == ReleaseState.ACTIVE), None)
    return [
        ShownRelease(release, holds is not None and release.pk == holds.pk, former_of(release) if release is latest else None)
        for release in releases
    ]


def shown_tables(today: date, schedules: "list[OtherSchedule] | None" = None) -> list[ShownTables]:
    """Return the other imported tables by kind; without `schedules` those of the installation."""
    found = list(OtherSchedule.objects.official()) if schedules is None else schedules
    ordered = sorted(
        found, key=lambda one: (_ORDER.get(one.kind, len(_ORDER)), one.kind, one.name, -one.effective_from.toordinal(), -one.pk)
    )
    return [_shown(list(entries), today) for _key, entries in groupby(ordered, key=lambda one: (one.kind, one.name))]


def _shown(schedules: list[OtherSchedule], today: date) -> ShownTables:
    active = [one for one in schedules if one.state == ReleaseState.ACTIVE]
    holds = in_force(active, today)
    latest = active[0] if active else None
    kind = kind_called(schedules[0].kind)
    return ShownTables(
        name=schedules[0].name,
        rows_word=kind.rows_word if kind else "rows",
        entries=tuple(
            ShownSchedule(one, one is holds, one is latest, former_schedule(one) if one is latest else None) for one in schedules
        ),
    )
