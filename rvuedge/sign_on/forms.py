"""Forms about providers: where somebody wants to sign in, and what an administrator enters."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rvuedge.accounts.models import Organisation, Role
from rvuedge.lib.claims import domain_of, read_rules
from rvuedge.sign_on.faults import SignOnError
from rvuedge.sign_on.fetching import require_address
from rvuedge.sign_on.models import JoinsAs, SignOn
from rvuedge.sign_on.services import Terms

_MOST_DOMAINS = 50


class WhereForm(forms.Form):
    """The organisation by which somebody signs in, named by an address of mail or by its short name."""

    where = forms.CharField(
        label=gettext_lazy("Work email address, or the short name of the organisation"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_where(self) -> SignOn:
        named = self.cleaned_data["where"].strip().lower()
        open_ones = SignOn.objects.open()
        if domain := domain_of(named):
            found = open_ones.filter(domains__name=domain, domains__is_confirmed=True).first()
        else:
            found = open_ones.filter(organisation__slug=named).first()
        if found is None:
            raise ValidationError(
                _("No organisation here signs in under that name. Sign in with your password, or ask your administrator.")
            )
        return found


class SignOnForm(forms.Form):
    """Everything that an administrator says of the provider."""

    issuer = forms.CharField(
        label=gettext_lazy("Address of the issuer"),
        max_length=300,
        help_text=gettext_lazy("As the provider writes it, with https://. What stands before /.well-known/openid-configuration."),
        widget=forms.URLInput(attrs={"spellcheck": "false"}),
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=190, widget=forms.TextInput(attrs={"spellcheck": "false"}))
    secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Your own domains of mail"),
        max_length=4000,
        help_text=gettext_lazy("One a line, such as clinic.example. Nobody with another address comes in."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    role_claim = forms.CharField(
        label=gettext_lazy("Claim that holds groups or roles"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as groups or realm_access.roles. Left empty, you give roles under People."),
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )
    role_rules = forms.CharField(
        label=gettext_lazy("Its values as roles"),
        max_length=8000,
        required=False,
        help_text=gettext_lazy(
            "One a line: value = role, or value = role, department. Roles are clinician, trainee, lead and administrator. "
            "The first line that fits counts, at every sign-in."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    joins_as = forms.ChoiceField(label=gettext_lazy("Who fits no line"), choices=JoinsAs.choices, required=False)
    is_on = forms.BooleanField(label=gettext_lazy("People may sign in by it"), required=False)
    is_forced = forms.BooleanField(label=gettext_lazy("It is the only way: passwords of members open nothing"), required=False)

    def __init__(self, organisation: Organisation, stored: SignOn | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        kept = gettext_lazy("One is kept, and is never shown. Type another to replace it.")
        self.fields["secret"].help_text = kept if stored else gettext_lazy("Kept encrypted, and never shown again.")

    def clean_issuer(self) -> str:
        issuer: str = self.cleaned_data["issuer"].strip().removesuffix("/.well-known/openid-configuration")
        try:
            require_address(issuer)
        except SignOnError:
            raise ValidationError(_("Write an address that begins with https:// and has no name, password or # in it.")) from None
        return issuer

    def clean_domains(self) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(name.lower().lstrip("@") for name in re.split(r"[\s,;]+", self.cleaned_data["domains"]) if name))
        if len(names) > _MOST_DOMAINS:
            raise ValidationError(_("At most %(count)s domains.") % {"count": _MOST_DOMAINS})
        for name in names:
            try:
                DomainNameValidator()(name)
            except ValidationError:
                raise ValidationError(_("'%(name)s' is no domain. Write such as clinic.example.") % {"name": name}) from None
        return names

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        names = list(self.organisation.departments.values_list("name", flat=True))
        rules, issues = read_rules(said.get("role_rules", ""), [role.value for role in Role], names)
        for issue in issues:
            self.add_error("role_rules", _("Line %(line)s: %(message)s.") % {"line": issue.line, "message": issue.message})
        if said.get("role_claim") and not rules and not issues:
            self.add_error("role_rules", _("Write at least one line, or leave the claim empty."))
        if rules and not said.get("role_claim"):
            self.add_error("role_claim", _("Name the claim whose values these are."))
        return said

    def terms(self) -> Terms:
        """Return what was said."""
        return Terms(**self.cleaned_data)


def initial_of(stored: SignOn | None) -> dict[str, Any]:
    """Return what the form shows of a stored provider: all but its secret."""
    if stored is None:
        return {"joins_as": JoinsAs.CLINICIAN}
    names = ("issuer", "client_id", "role_claim", "role_rules", "joins_as", "is_on", "is_forced")
    return {name: getattr(stored, name) for name in names} | {"domains": "\n".join(domain.name for domain in stored.domains.all())}
