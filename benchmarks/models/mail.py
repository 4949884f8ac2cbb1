"""The mail that tells a clinician that a report is out: one row for each version of a report, and what is known of its mail."""

from django.db import models

from benchmarks.models.report import ReportSnapshot
from rvuedge.accounts.models import User
from tracking.models import Clinician


class MailState(models.TextChoices):
    """A mail waits, is being handed over, was taken by the mail server, failed for good, or nobody can tell."""

    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown"


class ReportMailQuerySet(models.QuerySet["ReportMail"]):
    """Reads of mails about reports, each within a border."""

    def visible_to(self, user: User) -> "ReportMailQuerySet":
        """Return the mails about the reports of the clinicians whom the user administers."""
        return self.filter(snapshot__clinician__in=Clinician.objects.administered_by(user))


class ReportMail(models.Model):
    """One automatic mail at most: it is claimed before it goes, and what cannot be told stays unknown until somebody sends it again."""

    snapshot = models.OneToOneField(ReportSnapshot, on_delete=models.CASCADE, related_name="mail")
    link = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    # Which worker hands it over.
    worker = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ReportMailQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("state", "next_try_at"), name="report_mail_due"),)

    def __str__(self) -> str:
        return f"{self.snapshot} {self.state}"
