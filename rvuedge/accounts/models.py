"""People and borders: users, organisations, departments, memberships, invitations, API tokens, sessions and the audit trail."""

import secrets
from typing import ClassVar
from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class Division(Unit):
    """Departments that are summed together; who leads it reads their sums, and names in the own department alone."""


class Department(Unit):
    """A part of an organisation that is led, closed and reported together."""

    division = models.ForeignKey(Division, on_delete=models.SET_NULL, null=True, blank=True, related_name="departments")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships, each within a border."""

    def visible_to(self, user: User) -> "MembershipQuerySet":
        """Return the memberships of the organisations that `user` administers, and the user's own."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(models.Q(organisation__in=administered) | models.Q(user=user))


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

    def __str__(self) -> str:
        return self.email


class ApiToken(models.Model):
    """A secret for programs, shown once and kept as a hash, with scope, expiry and last use."""

    PREFIX = "rvu_"
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)


class DeviceSession(models.Model):
    """A sign-in on a device, beside Django's own row of the session: when it began, when it was last used. No address is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="device_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=20, blank=True)
    system = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return " on ".join(filter(None, (self.browser, self.system))) or "Unknown device"


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
