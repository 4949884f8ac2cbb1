"""The identity provider of an organisation, and the domains of mail that it speaks for."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import Membership, Organisation, Role, User


class JoinsAs(models.TextChoices):
    """What becomes of somebody whom no line of the mapping names."""

    NOBODY = "", _("Nothing: the sign-in is refused")
    CLINICIAN = Role.CLINICIAN.value, Role.CLINICIAN.label
    TRAINEE = Role.TRAINEE.value, Role.TRAINEE.label


class SignOnQuerySet(models.QuerySet["SignOn"]):
    """Reads of providers, each within a border."""

    def visible_to(self, user: User) -> "SignOnQuerySet":
        """Return the providers of the organisations that `user` administers."""
        administered = Membership.objects.filter(user=user, active=True, role=Role.ADMINISTRATOR).values("organisation_id")
        return self.filter(organisation_id__in=administered)

    def open(self) -> "SignOnQuerySet":
        """Return the providers by which people may sign in."""
        return self.filter(is_on=True).select_related("organisation")


class SignOn(models.Model):
    """How the people of one organisation sign in with the account that their employer gave them (OpenID Connect)."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="sign_on")
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=190)
    # Encrypted with a key made of the installation's SECRET_KEY; it is never shown again.
    sealed_secret = models.TextField(blank=True)
    is_on = models.BooleanField(default=False)
    is_forced = models.BooleanField(default=False)
    role_claim = models.CharField(max_length=120, blank=True)
    role_rules = models.TextField(max_length=8000, blank=True)
    joins_as = models.CharField(max_length=20, choices=JoinsAs.choices, default=JoinsAs.CLINICIAN, blank=True)
    # When somebody last came in by it as it is set now; it can only be forced once somebody did.
    proven_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SignOnQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.organisation}: {self.issuer}"

    @property
    def key(self) -> str:
        """The name under which the sign-in library keeps whom the provider knows; a short name could be given anew."""
        return f"organisation-{self.organisation_id}"

    @property
    def path(self) -> str:
        """The page where the people of the organisation sign in."""
        return reverse("sign-on-at", args=[self.organisation.slug])

    @property
    def confirm_path(self) -> str:
        """The page that leads there once more, for who confirms that it is they."""
        return reverse("sign-on-confirm", args=[self.organisation.slug])

    @property
    def way_back(self) -> str:
        """The address to which the provider leads people back."""
        return reverse("sign-on-back", args=[self.organisation.slug])


class SignOnDomain(models.Model):
    """A domain of mail that an organisation calls its own; it counts once somebody who answers for the installation confirmed it."""

    sign_on = models.ForeignKey(SignOn, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=253)
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("sign_on", "name"), name="sign_on_domain_once"),
            models.UniqueConstraint(fields=("name",), condition=models.Q(is_confirmed=True), name="sign_on_domain_of_one"),
        )

    def __str__(self) -> str:
        return self.name
