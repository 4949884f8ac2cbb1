"""Programmes with their case sets, who is trained in them, and what a trainee says of a case beside its codes."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from tracking.models.case import Case
from tracking.models.clinician import Clinician
from tracking.training.case_set import Cap, Category
from tracking.training.case_set import CaseSet as CaseSetValue
from tracking.training.sign_off import sign_state
from tracking.training.terms import SignState
from tracking.training_words import LEVEL_WORDS, REASON_WORDS, ROLE_WORDS, SETTING_WORDS


def _words(of: object) -> list[tuple[str, object]]:
    return [(str(key), words) for key, words in of.items()]  # type: ignore[attr-defined]


_NOT_SIGNED = Q(signed_at=None) | Q(signed_at__lt=F("case__updated_at"))
_NOT_RETURNED = Q(returned_at=None) | Q(returned_at__lt=F("case__updated_at"))


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Reads of programmes, each within a border."""

    def directed_by(self, user: User) -> "ProgrammeQuerySet":
        """Return the programmes of departments that the user leads and of organisations that the user administers."""
        places = Membership.objects.filter(user=user, active=True)
        administered = places.filter(role=Role.ADMINISTRATOR).values("organisation_id")
        led = places.filter(role=Role.LEAD, department__isnull=False).values("department_id")
        return self.filter(Q(organisation__in=administered) | Q(department__in=led))

    def visible_to(self, user: User) -> "ProgrammeQuerySet":
        """Return the directed programmes and those that the user is trained in."""
        own = Training.objects.filter(clinician__in=Clinician.objects.own(user)).values("programme_id")
        return self.filter(Q(pk__in=self.model.objects.directed_by(user).values("pk")) | Q(pk__in=own))


class Programme(models.Model):
    """A residency, fellowship or clerkship of a department; the department's lead directs it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="programmes")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="programmes")
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="programme_name_once"),)

    def __str__(self) -> str:
        return self.name


class CaseSetState(models.TextChoices):
    """A case set is looked at as a draft, counts while active, and stays readable when another takes its day."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    RETIRED = "retired", _("Retired")


class CaseSetQuerySet(models.QuerySet["CaseSet"]):
    """Reads of case sets, each within a border."""

    def active(self) -> "CaseSetQuerySet":
        return self.filter(state=CaseSetState.ACTIVE)

    def visible_to(self, user: User) -> "CaseSetQuerySet":
        """Return the case sets of the programmes that the user may see."""
        return self.filter(programme__in=Programme.objects.visible_to(user))


class CaseSet(models.Model):
    """The minimums of a programme for those who graduate on or after a day; where they come from stands beside them."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="case_sets")
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200, blank=True)
    effective_from = models.DateField()
    counts_signed_only = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=CaseSetState.choices, default=CaseSetState.DRAFT)
    source_name = models.CharField(max_length=255, blank=True)
    source_sha256 = models.CharField(max_length=64)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True, blank=True)

    objects = CaseSetQuerySet.as_manager()

    class Meta:
        ordering = ("-effective_from", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "effective_from"), condition=Q(state="active"), name="case_set_active_once"),
        )

    def __str__(self) -> str:
        return self.name

    def as_value(self) -> CaseSetValue:
        """The set as the value that is counted with."""
        categories = tuple(row.as_value() for row in self.categories.all())
        return CaseSetValue(self.name, self.effective_from, categories, self.counts_signed_only, self.source)


class CaseCategory(models.Model):
    """One line of a case set, as its file said it."""

    case_set = models.ForeignKey(CaseSet, on_delete=models.CASCADE, related_name="categories")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    minimum = models.PositiveIntegerField()
    parent = models.CharField(max_length=40, blank=True)
    roles = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    caps = models.JSONField(default=dict)
    codes = models.JSONField(default=list)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("case_set", "key"), name="case_category_once"),)

    def __str__(self) -> str:
        return self.name

    def as_value(self) -> Category:
        """The line as a value."""
        caps = tuple(Cap(kind, most) for kind, most in self.caps.items())
        return Category(self.key, self.name, self.minimum, self.parent, tuple(self.roles), tuple(self.levels), caps, tuple(self.codes))


class TrainingQuerySet(models.QuerySet["Training"]):
    """Reads of trainings, each within a border."""

    def visible_to(self, user: User) -> "TrainingQuerySet":
        """Return the own training, and those of the programmes that the user directs. Counts, never cases."""
        own = Q(clinician__in=Clinician.objects.own(user))
        return self.filter(own | Q(programme__in=Programme.objects.directed_by(user)))


class Training(models.Model):
    """Who is trained in a programme, from when to when; `first_year` is the year of training at the start."""

    clinician = models.OneToOneField(Clinician, on_delete=models.CASCADE, related_name="training")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="trainings")
    started_on = models.DateField()
    graduates_on = models.DateField()
    first_year = models.PositiveSmallIntegerField(default=1)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ("clinician__name",)

    def __str__(self) -> str:
        return f"{self.clinician} in {self.programme}"


class TrainedCaseQuerySet(models.QuerySet["TrainedCase"]):
    """Reads of what trainees said of their cases, each within a border."""

    def kept(self) -> "TrainedCaseQuerySet":
        """Return those of cases that were not deleted."""
        return self.filter(case__deleted_at__isnull=True)

    def signed(self) -> "TrainedCaseQuerySet":
        """Return those whose signature still holds."""
        return self.filter(signed_at__gte=F("case__updated_at"))

    def waiting(self) -> "TrainedCaseQuerySet":
        """Return those of kept cases that an attending has neither signed nor returned as they are now."""
        return self.kept().filter(_NOT_SIGNED & _NOT_RETURNED, case__attending__isnull=False)

    def in_state(self, state: SignState) -> "TrainedCaseQuerySet":
        """Return those in one state; the states of `sign_state`, asked of the database."""
        if state is SignState.SIGNED:
            return self.signed()
        if state is SignState.RETURNED:
            return self.filter(_NOT_SIGNED, returned_at__gte=F("case__updated_at"))
        still_open = self.filter(_NOT_SIGNED & _NOT_RETURNED, case__attending__isnull=state is SignState.UNADDRESSED)
        if state is SignState.UNADDRESSED:
            return still_open
        return still_open.filter(signed_at__isnull=state is not SignState.CHANGED)

    def signed_by(self, user: User) -> "TrainedCaseQuerySet":
        """Return those that the user signs as attending, in organisations that the user is still in."""
        return self.filter(case__attending__in=Clinician.objects.own(user))

    def visible_to(self, user: User) -> "TrainedCaseQuerySet":
        """Return what is said of the cases that the user may see."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))


class TrainedCase(models.Model):
    """What a trainee says of a case: one code of it is claimed. No field is free text, so that none names a patient."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="trained")
    role = models.CharField(max_length=20, choices=_words(ROLE_WORDS))
    level = models.CharField(max_length=20, choices=_words(LEVEL_WORDS))
    setting = models.CharField(max_length=20, choices=_words(SETTING_WORDS))
    is_simulated = models.BooleanField(default=False)
    claimed_code = models.CharField(max_length=5, blank=True)
    categories = models.JSONField(default=list, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.CharField(max_length=20, choices=_words(REASON_WORDS), blank=True)
    typed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(auto_now=True)

    objects = TrainedCaseQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("signed_at",), name="trained_case_signed"),)

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.case_id}"

    @property
    def seen_at(self) -> datetime:
        """When case or facts last changed: who signs says which state was seen."""
        return max(self.case.updated_at, self.told_at)

    @property
    def state(self) -> SignState:
        """Where it stands between trainee and attending; the case comes with it."""
        return sign_state(
            has_attending=self.case.attending_id is not None,
            changed_at=self.case.updated_at,
            signed_at=self.signed_at,
            returned_at=self.returned_at,
        )
