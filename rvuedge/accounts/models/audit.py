"""The audit trail: what was done, and the chain that seals it."""

from django.db import models
from django.utils import timezone

from rvuedge.accounts.models.members import Membership, Role, User


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Reads of the audit trail, each within a border."""

    def visible_to(self, user: User) -> "AuditQuerySet":
        """Return all entries for an operator, else those of the organisations that `user` administers."""
        if user.is_superuser:
            return self
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation_id__in=administered)


class AuditEntry(models.Model):
    """One thing that somebody did. Rows are only ever added: the database refuses change and removal.

    People and organisations are held by number and name, not by foreign key, so that no cascade can touch a row.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "audit entries"
        # What happened to one case is read by its number.
        indexes = (models.Index(fields=("subject",), name="audit_subject"),)

    @property
    def words(self) -> str:
        """What was done, as it is read: "sign_in.done" is "Sign in: done"."""
        about, _dot, done = self.action.replace("_", " ").partition(".")
        return f"{about.capitalize()}: {done}" if done else about.capitalize()

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class AuditSeal(models.Model):
    """The link of one audit entry in its organisation's chain: its place, and a hash over it and all before it. Only ever added."""

    entry_id = models.BigIntegerField(unique=True)
    chain = models.BigIntegerField()
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("chain", "position"), name="audit_link_once"),)

    def __str__(self) -> str:
        return f"{self.chain} {self.position}"
