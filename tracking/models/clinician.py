"""Clinicians, and what holds for them from a date: effort, leave and target."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from codes.models import Specialty
from rvuedge.accounts.models import Department, Membership, Organisation, Role, User


class ClinicianQuerySet(models.QuerySet["Clinician"]):
    """Reads of clinicians, each within a border."""

    def own(self, user: User | int) -> "ClinicianQuerySet":
        """Return the clinicians that are this person, in organisations that the person is still in."""
        return self.filter(user=user, organisation__memberships__user=user, organisation__memberships__active=True)

    def visible_to(self, user: User) -> "ClinicianQuerySet":
        """Return the own ones; a lead's department and its programmes' trainees; an administrator's organisation. Totals, no case lines."""
        places = Membership.objects.filter(user=user, active=True)
        administered = places.filter(role=Role.ADMINISTRATOR).values("organisation_id")
        led = places.filter(role=Role.LEAD, department__isnull=False).values("department_id")
        still_in = places.values("organisation_id")
        directed = Q(is_trainee=True, training__programme__department__in=led)
        return self.filter(Q(user=user, organisation__in=still_in) | Q(organisation__in=administered) | Q(department__in=led) | directed)

    def administered_by(self, user: User) -> "ClinicianQuerySet":
        """Return the clinicians of the organisations that the user administers."""
        places = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR)
        return self.filter(organisation__in=places.values("organisation_id"))


class Clinician(models.Model):
    """A person who keeps a log in one organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinicians")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="clinicians")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="clinicians")
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    is_trainee = models.BooleanField(default=False)
    # The last day as a trainee of somebody who stayed: work up to it is learning for ever.
    trainee_until = models.DateField(null=True, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = ClinicianQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("user", "organisation"), name="clinician_once"),)

    def __str__(self) -> str:
        return self.name


_OfClinician = TypeVar("_OfClinician", bound=models.Model, covariant=True)


class OfClinicianQuerySet(models.QuerySet[_OfClinician]):
    """Reads of what holds for a clinician: a lead sees none of it, since it tells why somebody was away."""

    def visible_to(self, user: User) -> "OfClinicianQuerySet[_OfClinician]":
        """Return the own ones, and those of the organisations that the user administers."""
        return self.filter(Q(clinician__in=Clinician.objects.own(user)) | Q(clinician__in=Clinician.objects.administered_by(user)))


class Effort(models.Model):
    """Total and clinical FTE from a day on; an end is a row of 0."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="efforts")
    effective_from = models.DateField()
    total_fte = models.DecimalField(max_digits=4, decimal_places=3)
    clinical_fte = models.DecimalField(max_digits=4, decimal_places=3)
    note = models.CharField(max_length=120, blank=True)

    objects = OfClinicianQuerySet["Effort"].as_manager()

    class Meta:
        ordering = ("effective_from",)
        constraints = (models.UniqueConstraint(fields=("clinician", "effective_from"), name="effort_once"),)

    def __str__(self) -> str:
        return f"{self.clinical_fte} cFTE from {self.effective_from}"


class LeaveKind(models.TextChoices):
    """Kinds of leave; parental, medical and military leave take days out of the comparison."""

    HOLIDAY = "holiday", _("Holiday")
    EDUCATION = "education", _("Education")
    PARENTAL = "parental", _("Parental")
    MEDICAL = "medical", _("Medical")
    MILITARY = "military", _("Military")

    @property
    def stays_in(self) -> bool:
        """Whether such days stay in the comparison where nobody says otherwise: benchmarks contain holiday and education."""
        return self in {LeaveKind.HOLIDAY, LeaveKind.EDUCATION}


class Leave(models.Model):
    """Days away, first and last included; `counts` says whether they stay in the comparison."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="leaves")
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=12, choices=LeaveKind.choices)
    counts = models.BooleanField(default=True)

    objects = OfClinicianQuerySet["Leave"].as_manager()

    class Meta:
        ordering = ("first_day",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first_day} to {self.last_day}"


class Target(models.Model):
    """The wRVU a year that was agreed, from a day on."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="targets")
    effective_from = models.DateField()
    annual_wrvu = models.DecimalField(max_digits=9, decimal_places=2)

    objects = OfClinicianQuerySet["Target"].as_manager()

    class Meta:
        ordering = ("effective_from",)
        constraints = (models.UniqueConstraint(fields=("clinician", "effective_from"), name="target_once"),)

    def __str__(self) -> str:
        return f"{self.annual_wrvu} a year from {self.effective_from}"
