"""The state of an installation as its operator sees it: versions, releases, queue, backups, failed work."""

import platform
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import django
from django.db import connection

from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from codes.models import Release
from rvuedge.accounts.chain import unsealed_count
from rvuedge.accounts.models import AuditEntry
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.operating.checks import Check, backup_is_late, last_backup, readiness
from rvuedge.web.product import product_version
from rvuedge.web.queue import queue_length

_FAILED_SINCE = timedelta(days=30)
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class InForce:
    """A release in force and since when it is out, or since when it holds where its file does not say."""

    name: str
    effective_from: date
    out_since: date
    days: int
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """What runs here."""

    product: str
    python: str
    django: str
    database: str


@dataclass(frozen=True, slots=True)
class State:
    """Everything on the page."""

    versions: Versions
    checks: tuple[Check, ...]
    releases: tuple[InForce, ...]
    queue: int | None
    backup: datetime | None
    is_backup_late: bool
    failed_imports: tuple[ImportRun, ...]
    failed_reports: int
    failed_mails: int
    failed_backups: int
    unsealed: int


def state_of_installation(now: datetime) -> State:
    """Return the state; a few counts and short lists, however large the installation is."""
    newest, since = last_backup(), now - _FAILED_SINCE
    failed = ImportRun.objects.filter(state=RunState.FAILED, created_at__gte=since).order_by("-created_at")
    return State(
        versions=Versions(product_version(), platform.python_version(), django.get_version(), _database()),
        checks=readiness(),
        releases=releases_in_force(now.date()),
        queue=queue_length(),
        backup=newest.at if newest else None,
        is_backup_late=backup_is_late(now),
        failed_imports=tuple(failed[:_MOST_SHOWN]),
        failed_reports=ReportSnapshot.objects.filter(state=SnapshotState.FAILED).count(),
        failed_mails=ReportMail.objects.filter(state__in=(MailState.FAILED, MailState.UNKNOWN), planned_at__gte=since).count(),
        failed_backups=AuditEntry.objects.filter(action="backup.failed", at__gte=since).count(),
        unsealed=unsealed_count(),
    )


def releases_in_force(on: date) -> tuple[InForce, ...]:
    """Return the newest active release of each year, the latest year first."""
    newest: dict[int, Release] = {}
    for release in Release.objects.active().filter(effective_from__lte=on).order_by("effective_from", "letter", "revision"):
        if release.year not in newest or not release.is_sample:
            newest[release.year] = release
    found = []
    for release in sorted(newest.values(), key=lambda one: -one.year):
        out = release.released_on or release.effective_from
        found.append(InForce(release.name, release.effective_from, out, (on - out).days, release.is_sample))
    return tuple(found)


def _database() -> str:
    if connection.vendor == "postgresql":
        return "PostgreSQL " + ".".join(str(part) for part in connection.get_database_version())
    return "SQLite " + ".".join(str(part) for part in connection.get_database_version())
