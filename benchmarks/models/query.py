"""Queries of clinicians about their published reports: what each is about, its thread, and whether it waits for an answer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarks.models.report import ReportSnapshot
from benchmarks.report.subjects import PAY
from rvuedge.accounts.models import User
from tracking.models import Clinician


class QueryState(models.TextChoices):
    """A query waits for an answer, has one, or is closed."""

    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class ReportQueryQuerySet(models.QuerySet["ReportQuery"]):
    """Reads of queries, each within a border."""

    def visible_to(self, user: User) -> "ReportQueryQuerySet":
        """Return the own ones, those of a lead's department, and those of an administrator's organisation; no lead reads of pay."""
        of_all = Q(snapshot__clinician__in=Clinician.objects.own(user))
        of_all |= Q(snapshot__clinician__in=Clinician.objects.administered_by(user))
        return self.filter(of_all | Q(snapshot__clinician__in=Clinician.objects.visible_to(user)) & ~Q(about=PAY))

    def unsettled(self) -> "ReportQueryQuerySet":
        """Return those that are not closed."""
        return self.exclude(state=QueryState.CLOSED)


class ReportQuery(models.Model):
    """One query about one version of a report; `about` is a key of benchmarks.report.subjects."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(ReportSnapshot, on_delete=models.CASCADE, related_name="queries")
    about = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=QueryState.choices, default=QueryState.OPEN)
    raised_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQueryQuerySet.as_manager()

    class Meta:
        ordering = ("-raised_at", "pk")
        verbose_name_plural = "report queries"

    def __str__(self) -> str:
        return f"{self.snapshot} {self.about or 'report'}"


class QueryMessage(models.Model):
    """One message of a thread. It is mailed at most once: `mailed_at` is claimed before the mail goes."""

    query = models.ForeignKey(ReportQuery, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    is_from_clinician = models.BooleanField()
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(auto_now_add=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.query_id} {self.at:%Y-%m-%d}"
