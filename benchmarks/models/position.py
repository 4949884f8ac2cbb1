"""What a comparison rests on: the specialties of a clinician by date, and how an organisation compares."""

from django.db import models

from benchmarks.stats.basis import Basis
from codes.models import Specialty
from rvuedge.accounts.models import Membership, Organisation, Role, User
from tracking.models import Clinician
from tracking.models.clinician import OfClinicianQuerySet


class SpecialtyShare(models.Model):
    """The weight of one specialty from a day on; all rows of a day together are the assignment that holds from it."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="specialty_shares")
    effective_from = models.DateField()
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="+")
    weight = models.DecimalField(max_digits=5, decimal_places=4)

    objects = OfClinicianQuerySet["SpecialtyShare"].as_manager()

    class Meta:
        ordering = ("effective_from", "-weight")
        constraints = (models.UniqueConstraint(fields=("clinician", "effective_from", "specialty"), name="specialty_share_once"),)

    def __str__(self) -> str:
        return f"{self.specialty} {self.weight} from {self.effective_from}"


class BlendMethod(models.TextChoices):
    """How much each survey weighs where several are in force; the values are those of benchmarks.stats.blend."""

    NEWEST = "newest", "The newest edition alone"
    EQUAL = "equal", "All surveys equally"
    BY_PROVIDERS = "by_n", "By the number of providers"
    FIXED = "fixed", "By fixed weights"


class DaysCounted(models.TextChoices):
    """The days by which clinical FTE-years are counted; the values are those of benchmarks.stats.basis."""

    CALENDAR = Basis.CALENDAR_DAYS.value, "Calendar days"
    WORKING = Basis.WORKING_DAYS.value, "Working days of the organisation"


class ComparisonPolicyQuerySet(models.QuerySet["ComparisonPolicy"]):
    """Reads of comparison policies, each within a border."""

    def visible_to(self, user: User) -> "ComparisonPolicyQuerySet":
        """Return the policies of the organisations that the user administers."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation__in=administered)


class ComparisonPolicy(models.Model):
    """How an organisation compares from a day on: which surveys weigh how much, which cut, towards which percentile."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="comparison_policies")
    effective_from = models.DateField()
    method = models.CharField(max_length=8, choices=BlendMethod.choices, default=BlendMethod.NEWEST)
    # The weight of each survey by its code, where they are fixed.
    weights = models.JSONField(default=dict, blank=True)
    # The cuts that are wanted, the best first, with semicolons between; everybody comes last.
    cut = models.CharField(max_length=300, blank=True)
    target_percentile = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    # The factor of each month since the start, as text; empty without a ramp.
    ramp = models.JSONField(default=list, blank=True)
    basis = models.CharField(max_length=13, choices=DaysCounted.choices, default=DaysCounted.CALENDAR, db_default=Basis.CALENDAR_DAYS.value)

    objects = ComparisonPolicyQuerySet.as_manager()

    class Meta:
        ordering = ("effective_from",)
        verbose_name_plural = "comparison policies"
        constraints = (models.UniqueConstraint(fields=("organisation", "effective_from"), name="comparison_policy_once"),)

    def __str__(self) -> str:
        return f"{self.get_method_display()} from {self.effective_from}"
