"""Places where an organisation works, with their locality, and where a clinician usually is on a weekday."""

from django.db import models
from django.db.models import Q

from rvuedge.accounts.models import Membership, Organisation, Role, User
from tracking.models.clinician import Clinician
from tracking.places import is_facility_place


class WorkPlaceQuerySet(models.QuerySet["WorkPlace"]):
    """Reads of places, each within a border."""

    def open(self) -> "WorkPlaceQuerySet":
        return self.filter(closed=False)

    def visible_to(self, user: User) -> "WorkPlaceQuerySet":
        """Return the places of the organisations that the user is in."""
        return self.filter(organisation__in=Membership.objects.filter(user=user, active=True).values("organisation_id"))

    def administered_by(self, user: User) -> "WorkPlaceQuerySet":
        """Return the places of the organisations that the user administers."""
        places = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR)
        return self.filter(organisation__in=places.values("organisation_id"))


class WorkPlace(models.Model):
    """A place by its own name, with the place of service that a bill names and the Medicare locality that it lies in."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="work_places")
    name = models.CharField(max_length=80)
    place_of_service = models.CharField(max_length=2)
    locality = models.CharField(max_length=5, blank=True)
    closed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = WorkPlaceQuerySet.as_manager()

    class Meta:
        ordering = ("closed", "name")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="work_place_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_facility(self) -> bool:
        """Whether Medicare pays the facility rate there."""
        return is_facility_place(self.place_of_service)


class UsualPlaceQuerySet(models.QuerySet["UsualPlace"]):
    """Reads of usual places, each within a border."""

    def visible_to(self, user: User) -> "UsualPlaceQuerySet":
        """Return the own ones: nobody else sees them."""
        return self.filter(clinician__in=Clinician.objects.own(user))


class UsualPlace(models.Model):
    """Where a clinician usually is on a weekday (0 is Monday); a place of the organisation or a place of service alone."""

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="usual_places")
    weekday = models.PositiveSmallIntegerField()
    place_of_service = models.CharField(max_length=2, blank=True)
    work_place = models.ForeignKey(WorkPlace, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = UsualPlaceQuerySet.as_manager()

    class Meta:
        ordering = ("weekday",)
        constraints = (
            models.UniqueConstraint(fields=("clinician", "weekday"), name="usual_place_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="usual_place_weekday"),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.code}"

    @property
    def code(self) -> str:
        """The place of service of that weekday."""
        return self.work_place.place_of_service if self.work_place else self.place_of_service
