"""Pay plans by clinician and day, and the offers that a clinician typed for nobody else."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from benchmarks.pay.codec import from_document
from benchmarks.pay.plan import PlanTerms
from rvuedge.accounts.models import User
from tracking.models import Clinician
from tracking.models.clinician import OfClinicianQuerySet


class PayPlan(models.Model):
    """What was agreed with a clinician from a day on, until the next plan; `terms` are those of benchmarks.pay.codec.

    `schedule_year` counts the log on the values of that year; without it each line counts as it was credited.
    """

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="pay_plans")
    effective_from = models.DateField()
    title = models.CharField(max_length=80)
    year_starts_in = models.PositiveSmallIntegerField(default=1, validators=(MinValueValidator(1), MaxValueValidator(12)))
    schedule_year = models.PositiveSmallIntegerField(null=True, blank=True)
    terms = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfClinicianQuerySet["PayPlan"].as_manager()

    class Meta:
        ordering = ("effective_from",)
        constraints = (models.UniqueConstraint(fields=("clinician", "effective_from"), name="pay_plan_once"),)

    def __str__(self) -> str:
        return f"{self.title} from {self.effective_from}"

    @property
    def agreed(self) -> PlanTerms:
        """The terms as a value."""
        return from_document(self.terms)


class PayOfferQuerySet(models.QuerySet["PayOffer"]):
    """Reads of offers, within the narrowest border."""

    def visible_to(self, user: User) -> "PayOfferQuerySet":
        """Return the user's own offers: nobody else sees them, an administrator neither."""
        return self.filter(clinician__in=Clinician.objects.own(user))


class PayOffer(models.Model):
    """Terms that a clinician typed to compare: an offer, or a question."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="pay_offers")
    title = models.CharField(max_length=80)
    terms = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PayOfferQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def agreed(self) -> PlanTerms:
        """The terms as a value."""
        return from_document(self.terms)
