"""Credit policies of an organisation by version and day, and the contract that each clinician is counted under."""

import json
from collections.abc import Sequence
from hashlib import blake2b

from django.conf import settings
from django.db import models
from django.db.models import Q

from codes.models import Release
from rvuedge.accounts.models import Membership, Organisation, Role, User
from tracking.models.clinician import Clinician


class PolicyState(models.TextChoices):
    """A policy is written as a draft, is active from its day, or was withdrawn."""

    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    RETIRED = "retired", "Withdrawn"


class CreditPolicyQuerySet(models.QuerySet["CreditPolicy"]):
    """Reads of policies, each within a border."""

    def active(self) -> "CreditPolicyQuerySet":
        return self.filter(state=PolicyState.ACTIVE)

    def visible_to(self, user: User) -> "CreditPolicyQuerySet":
        """Return the policies of the user's own organisations: members may read what they are counted by."""
        own = Membership.objects.filter(user=user, active=True).values("organisation_id")
        return self.filter(organisation__in=own)

    def administered_by(self, user: User) -> "CreditPolicyQuerySet":
        """Return the policies that the user may change."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation__in=administered)


class CreditPolicy(models.Model):
    """One version of a named policy; versions are never changed once they were active, a change is the next version.

    `choices` are those of tracking.wrvu.policy_choices. `is_default` counts everybody without a contract of their own.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="credit_policies")
    name = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    effective_from = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    based_on = models.CharField(max_length=60, blank=True)
    choices = models.JSONField(default=dict)
    is_default = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=PolicyState.choices, default=PolicyState.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True, blank=True)

    objects = CreditPolicyQuerySet.as_manager()

    class Meta:
        ordering = ("name", "-version")
        constraints = (models.UniqueConstraint(fields=("organisation", "name", "version"), name="policy_version_once"),)
        verbose_name_plural = "credit policies"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name under which a line keeps it: name and version."""
        return f"{self.name} v{self.version}"

    @property
    def mark(self) -> str:
        """What stands in this version, as a short digest: a page that shows another one shows what is no longer stored."""
        said = json.dumps([self.title, self.effective_from.isoformat(), self.choices], sort_keys=True)
        return blake2b(said.encode(), digest_size=12).hexdigest()


class ContractQuerySet(models.QuerySet["Contract"]):
    """Reads of contracts, each within a border."""

    def visible_to(self, user: User) -> "ContractQuerySet":
        """Return the own contracts and those of an administrator's organisation."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(Q(clinician__in=Clinician.objects.own(user)) | Q(clinician__organisation__in=administered))


class Contract(models.Model):
    """What a clinician is counted under from a day on, until the next contract that covers the place.

    `policy` names a preset or a policy of the organisation; empty is the organisation's default. `frozen_release` counts every
    date of service on one release; without it the release of the date of service counts. `places` are the places of service
    that the contract covers, in order; none is all. Several may begin on one day if no place is covered twice.
    """

    clinician = models.ForeignKey(Clinician, on_delete=models.CASCADE, related_name="contracts")
    effective_from = models.DateField()
    policy = models.CharField(max_length=40, blank=True)
    frozen_release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    places = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ("-effective_from", "-id")
        constraints = (models.UniqueConstraint(fields=("clinician", "effective_from", "places"), name="contract_once_for_places"),)

    def __str__(self) -> str:
        return f"{self.policy or 'default policy'} from {self.effective_from}"

    @property
    def told(self) -> dict[str, object]:
        """What was agreed, as the audit trail keeps it."""
        return {
            "effective_from": self.effective_from.isoformat(),
            "policy": self.policy,
            "frozen_release": self.frozen_release.name if self.frozen_release else None,
            "places": self.places,
        }

    def covers_any_of(self, places: Sequence[str]) -> bool:
        """Whether it covers one of some places; no places are all places."""
        return not self.places or not places or not set(self.places).isdisjoint(places)
