"""Secrets by which an identity provider keeps the people of an organisation, and what it calls them."""

import secrets

from django.db import models

from rvuedge.accounts.models import Membership, Organisation, Role, User


class ScimTokenQuerySet(models.QuerySet["ScimToken"]):
    """Reads of tokens, each within a border."""

    def visible_to(self, user: User) -> "ScimTokenQuerySet":
        """Return the tokens of the organisations that `user` administers."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation_id__in=administered)


class ScimToken(models.Model):
    """A secret of one organisation's provider, shown once and kept as a hash, with expiry and last use."""

    PREFIX = "rvus_"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="scim_tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScimTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def new_secret(cls) -> str:
        return cls.PREFIX + secrets.token_urlsafe(32)


class Provisioned(models.Model):
    """What a provider says of a place beyond what the place holds: its own number of the person, and whether it deleted them."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="provisioned")
    external_id = models.CharField(max_length=254, blank=True, db_index=True)
    is_deleted = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.membership_id} {self.external_id}"
