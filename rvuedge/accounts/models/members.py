"""People and borders: users, organisations, departments, memberships and invitations."""

from typing import ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.borders import of_administrators, of_members
from rvuedge.accounts.people import UserManager


class CareerStage(models.TextChoices):
    """Where a clinician stands; decides what a log is for."""

    MEDICAL_STUDENT = "medical_student", _("Medical student")
    RESIDENT = "resident", _("Resident or fellow")
    ATTENDING = "attending", _("Attending")


class Role(models.TextChoices):
    """What a member of an organisation may do."""

    CLINICIAN = "clinician", _("Clinician")
    TRAINEE = "trainee", _("Trainee")
    LEAD = "lead", _("Department lead")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; the e-mail address is the name. An operator is a superuser."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    career_stage = models.CharField(max_length=20, choices=CareerStage.choices, default=CareerStage.ATTENDING)
    language = models.CharField(max_length=8, blank=True, default="")  # empty until somebody chooses: then the browser's cookie decides
    gets_query_mail = models.BooleanField(default=True, db_default=True)  # the database knows the default for an earlier release
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    # The place that counts, or that there is none, as it was read with the person for the request that they came with; no field.
    came_with: "tuple[Membership | None] | None" = None

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)


def known_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the IANA list."""
    if name not in available_timezones():
        raise ValidationError(_("'%(name)s' is not a time zone. Choose one such as America/Chicago."), params={"name": name})


class Organisation(models.Model):
    """A hospital, group or solo practice: the border that no data crosses."""

    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[known_zone])
    is_demo = models.BooleanField(default=False)
    is_signed_up = models.BooleanField(default=False)  # founded by a clinician who signed up without an invitation: of one
    # Whether nobody here does without a second factor; of this and the next two the database knows the defaults for an earlier release.
    second_factor_for_all = models.BooleanField(default=False, db_default=False)
    # The month with which the year to date of targets and pay begins, and for how many days after its publication a report can be queried.
    year_starts_in = models.PositiveSmallIntegerField(default=1, db_default=1, validators=(MinValueValidator(1), MaxValueValidator(12)))
    query_days = models.PositiveSmallIntegerField(default=10, db_default=10, validators=(MinValueValidator(1), MaxValueValidator(90)))
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an organisation, called by a name that no other part of its kind has."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="%(class)ss")
    name = models.CharField(max_length=120)

    class Meta:
        abstract = True
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="%(class)s_name_once"),)

    def __str__(self) -> str:
        return self.name


class DivisionQuerySet(models.QuerySet["Division"]):
    """Reads of divisions, each within a border."""

    def visible_to(self, user: User) -> "DivisionQuerySet":
        """Return the divisions of the organisations that the user administers."""
        return self.filter(of_administrators(user.pk))


class Division(Unit):
    """Departments that are summed together; who leads it reads their sums, and names in the own department alone."""

    objects = DivisionQuerySet.as_manager()


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Reads of departments, each within a border."""

    def visible_to(self, user: User) -> "DepartmentQuerySet":
        """Return the departments of the user's own organisations: their members know their names."""
        return self.filter(of_members(user.pk))


class Department(Unit):
    """A part of an organisation that is led, closed and reported together."""

    division = models.ForeignKey(Division, on_delete=models.SET_NULL, null=True, blank=True, related_name="departments")

    objects = DepartmentQuerySet.as_manager()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships, each within a border."""

    def visible_to(self, user: User) -> "MembershipQuerySet":
        """Return the memberships of the organisations that `user` administers, and the user's own."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(models.Q(organisation__in=administered) | models.Q(user=user))

    def counting_for(self, user: "User | int") -> "MembershipQuerySet":
        """Return the active places of a person, the one that counts for a request first."""
        return self.filter(user=user, active=True).order_by("id")


class Membership(models.Model):
    """A person's place in an organisation; a person who left keeps the row, inactive."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CLINICIAN)
    active = models.BooleanField(default=True)
    leads = models.ForeignKey(Division, on_delete=models.SET_NULL, null=True, blank=True, related_name="chiefs")  # while the role is lead
    ended_by_provider = models.BooleanField(default=False, db_default=False)  # it gives back what it ended, and nothing else
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "organisation"), name="member_once"),)

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations, each within a border."""

    def visible_to(self, user: User) -> "InvitationQuerySet":
        """Return the invitations to the organisations that the user administers."""
        return self.filter(of_administrators(user.pk))


class Invitation(models.Model):
    """A link by which one person joins an organisation, once; only the hash of its secret is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.CLINICIAN)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email
