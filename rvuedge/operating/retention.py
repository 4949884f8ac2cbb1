"""How long an installation keeps what it need not keep for good, and what is over by now: counted before it goes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import DeviceSession, Membership
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.site.models import ContactMessage
from rvuedge.web.models import IdempotencyKey
from tracking.models import Case, Clinician

Row = TypeVar("Row", bound=Model)
# Whoever was without a connection for so long sends an entry a second time at the latest.
_REPEATS = timedelta(days=370)
_ENDED = (RunState.ACTIVE, RunState.REFUSED, RunState.UNCHANGED, RunState.FAILED)
# Never shorter than the years that were said, whichever of them are leap years.
_DAYS_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Over:
    """What is over at a moment: by the times that an operator set, and what passes by itself (sign-ins, answers to repeated requests)."""

    files: QuerySet[ImportRun]
    messages: QuerySet[ContactMessage]
    logs: QuerySet[Clinician]
    passing: tuple[QuerySet[Model], ...]

    def counts(self) -> dict[str, int]:
        """Return how many there are of each kind that an operator sets a time for."""
        return {"files": self.files.count(), "messages": self.messages.count(), "logs": self.logs.count()}


def over_at(now: datetime) -> Over:
    """Return what the settings no longer keep; a time of 0 keeps for good."""
    ended = ImportRun.objects.annotate(over_since=Coalesce("finished_at", "created_at")).filter(state__in=_ENDED).exclude(file="")
    return Over(
        files=_older(ended, "over_since", settings.KEEP_FILES_DAYS, now),
        messages=_older(ContactMessage.objects.all(), "created_at", settings.KEEP_MESSAGES_DAYS, now),
        logs=_left_before(now.date()),
        passing=(
            Session.objects.filter(expire_date__lt=now),
            DeviceSession.objects.exclude(session_key__in=Session.objects.filter(expire_date__gte=now).values("session_key")),
            IdempotencyKey.objects.filter(created_at__lt=now - _REPEATS),
        ),
    )


def _older(rows: QuerySet[Row], moment: str, days: int, now: datetime) -> QuerySet[Row]:
    return rows.filter(**{f"{moment}__lt": now - timedelta(days=days)}) if days > 0 else rows.none()


def _left_before(today: date) -> QuerySet[Clinician]:
    """Return the logs that still hold something of people who left that many years ago."""
    if settings.KEEP_LOGS_YEARS <= 0:
        return Clinician.objects.none()
    left = Clinician.objects.filter(ended_on__lt=today - timedelta(days=settings.KEEP_LOGS_YEARS * _DAYS_A_YEAR))
    holds = Q(pk__in=Case.objects.values("clinician")) | Q(pk__in=ReportSnapshot.objects.values("clinician"))
    here = Membership.objects.filter(user=OuterRef("user"), organisation=OuterRef("organisation"), active=True)
    return left.filter(holds).exclude(Exists(here))
