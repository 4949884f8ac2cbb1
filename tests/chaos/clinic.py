"""The clinic of an installation under test, asked within the product: who is there, what is stored, and what of it must never be."""

import io
import json
import sys
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Count, Sum

from benchmarks.models import MailState, ReportMail, ReportSnapshot, SnapshotState
from codes.models import FeeScheduleRow, Release
from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import give_answers
from rvuedge.imports.tasks import queue_import
from rvuedge.lib.decimals import credit_of
from rvuedge.lib.months import Month
from tests.chaos.files import extract
from tests.reliability.killed import seed
from tracking.extracts.mapping import suggest
from tracking.incoming import cleaned
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.services_imports import receive_charges

FIRST = Month(2016, 1)


def open_clinic(clinicians: int, months: int) -> Organisation:
    """Store a clinic with as many past months of cases, and an administrator who is the operator too."""
    place = seed(clinicians, months, FIRST)
    chief = User.objects.create(email="chief@x.example", name="Chief", is_superuser=True, is_staff=True)
    Membership.objects.create(user=chief, organisation=place, role=Role.ADMINISTRATOR)
    return place


def sessions() -> list[tuple[str, int, int]]:
    """Return a session of the administrator, then of each clinician with owner and log."""
    people = [(User.objects.get(email="chief@x.example"), 0)]
    people += [(log.user, log.pk) for log in Clinician.objects.exclude(user=None).select_related("user").order_by("pk") if log.user]
    return [(_session_of(user), user.pk, log) for user, log in people]


def _session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def bring_extract(number: int, cases: int, log: int, today: date) -> ImportRun:
    """Bring a charge extract into a log, and queue it."""
    clinician = Clinician.objects.get(pk=log)
    found = cleaned(iter([extract(number, cases, today)]), io.BytesIO(), {})
    told: dict[str, Any] = {"file_name": f"{number}.csv", "by": clinician.user, "today": today, "place": "11"}
    run = receive_charges(clinician=clinician, cleaned=found, columns=suggest(found.kept), **told)
    queue_import(run)
    return run


def confirm_extracts() -> None:
    """Confirm every extract that waits for it."""
    for run in ImportRun.objects.filter(state=RunState.NEEDS_ANSWER):
        if run.outcome.get("asks") == "confirm" and give_answers(run=run, answers={"confirmed": True}, by=run.created_by):
            queue_import(run)


def open_work() -> dict[str, int]:
    """Return what is not at its end: imports, reports of closed months, mails."""
    found = {
        "imports": ImportRun.objects.filter(state__in=(RunState.RECEIVED, RunState.READING, RunState.NEEDS_ANSWER)).count(),
        "reports": ReportSnapshot.objects.exclude(state=SnapshotState.PUBLISHED).count(),
        "mails": ReportMail.objects.filter(state__in=(MailState.WAITING, MailState.SENDING)).count(),
    }
    return {name: count for name, count in found.items() if count}


def faults(acknowledged: Mapping[str, int]) -> dict[str, int]:
    """Return what is lost, doubled, half or wrong, by name; nothing where all is as it was acknowledged."""
    stored = dict(Case.objects.filter(pk__in=map(UUID, acknowledged)).annotate(lines_kept=Count("lines")).values_list("pk", "lines_kept"))
    rows = dict(FeeScheduleRow.objects.order_by().values_list("release").annotate(Count("id")))
    ready = {run.outcome.get("release"): run.outcome.get("rows") for run in ImportRun.objects.filter(kind="pprrvu", state=RunState.READY)}
    releases = Release.objects.filter(family="PPRRVU")
    reports = ReportSnapshot.objects.order_by().values("clinician", "month_index", "version").annotate(times=Count("id"))
    found = {
        "acknowledged cases lost": len(acknowledged) - len(stored),
        "cases with other lines": sum(stored[number] != acknowledged[str(number)] for number in stored),
        "month totals that differ": len(_sums() ^ _totals()),
        "releases of no import": abs(releases.count() - len(ready)),
        "half releases": sum(rows.get(one.pk, 0) != ready.get(one.name, rows.get(one.pk, 0)) for one in releases),
        "imports not carried out": ImportRun.objects.filter(state__in=(RunState.FAILED, RunState.REFUSED)).count(),
        "half extracts": _half_extracts(),
        "reports twice": sum(one["times"] > 1 for one in reports),
        "mails failed": ReportMail.objects.filter(state=MailState.FAILED).count(),
    }
    return {name: count for name, count in found.items() if count}


def _sums() -> set[tuple[Any, ...]]:
    lines = CaseLine.objects.kept().order_by().values_list("clinician", "month_index")
    return {(log, month, credit_of(credit), count) for log, month, credit, count in lines.annotate(Sum("credit"), Count("id"))}


def _totals() -> set[tuple[Any, ...]]:
    return {(one.clinician_id, one.month_index, one.credit, one.lines) for one in MonthTotal.objects.exclude(lines=0)}


def _half_extracts() -> int:
    """Extracts of which another number of cases is there than was told."""
    done = ImportRun.objects.filter(kind="charges", state=RunState.ACTIVE)
    counted = {run.pk: Case.objects.filter(imported_by__run=run, deleted_at=None).count() for run in done}
    return sum(counted[run.pk] != run.outcome.get("created") for run in done)


def main() -> None:
    """Answer questions, one a line, until there are none: a word and what is given for it, as JSON."""
    for line in sys.stdin:
        word, given = json.loads(line)
        # The server may have been stopped since the last question.
        connection.close()
        print(json.dumps(_answer(word, given), default=str), flush=True)


def _answer(word: str, given: Any) -> object:
    if word == "open":
        open_clinic(given["clinicians"], given["months"])
        return sessions()
    if word == "extract":
        return str(bring_extract(given["number"], given["cases"], given["log"], date.fromisoformat(given["today"])).pk)
    if word == "stands":
        confirm_extracts()
        return {"open": open_work(), "faults": faults(given)}
    if word == "months":
        return {str(FIRST.plus(one)): _month(FIRST.plus(one).index) for one in range(given)}
    assert word == "imports"
    return list(ImportRun.objects.order_by("created_at").values("state", "attempts", "outcome"))


def _month(index: int) -> dict[str, int]:
    out = ReportSnapshot.objects.filter(month_index=index)
    mails = ReportMail.objects.filter(snapshot__in=out)
    sent, unknown = (mails.filter(state=state).count() for state in (MailState.SENT, MailState.UNKNOWN))
    return {"rows": out.count(), "published": out.published().count(), "sent": sent, "unknown": unknown}
