"""What a case was counted as before it was counted anew: each recount keeps the former value, its terms and its steps."""

from django.conf import settings
from django.db import models

from rvuedge.accounts.models import User
from tracking.models.case import Case


class FormerValuationQuerySet(models.QuerySet["FormerValuation"]):
    """Reads of former values, each within a border."""

    def visible_to(self, user: User) -> "FormerValuationQuerySet":
        """Return the former values of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user))


class FormerValuation(models.Model):
    """One version of the value of a case, kept when the next one replaced it; the lines of the case are always the last version.

    `lines` repeat every field of the stored lines, with releases by name, so that they can be read and checked years later.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="former_valuations")
    version = models.PositiveSmallIntegerField()
    credit = models.DecimalField(max_digits=12, decimal_places=4)
    lines = models.JSONField(default=list)
    reason = models.CharField(max_length=200)
    replaced_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FormerValuationQuerySet.as_manager()

    class Meta:
        ordering = ("version",)
        constraints = (models.UniqueConstraint(fields=("case", "version"), name="former_valuation_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} v{self.version}"
