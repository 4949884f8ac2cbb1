"""Forms about people: set-up, sign-up, invitations, roles, profile and tokens."""

from collections.abc import Iterable
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import CareerStage, Department, Organisation, Role, User
from rvuedge.accounts.services import start_alone
from rvuedge.lib.months import Month
from rvuedge.web.free_text import refuse_patients

MONTHS = [(number, Month(2026, number).name.split()[0]) for number in range(1, 13)]
US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
)


def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones of the United States first, then all others."""
    rest = sorted(available_timezones() - set(US_ZONES))
    return [(zone, zone.replace("_", " ")) for zone in (*US_ZONES, *rest) if "/" in zone]


class ZoneField(forms.ChoiceField):
    """A time zone, in which days and months end."""

    def __init__(self) -> None:
        super().__init__(label=_("Time zone"), choices=zone_choices, help_text=_("Days and months end in this zone."))


class PasswordField(forms.CharField):
    """A new password; may be pasted, and is checked by the rules of the settings."""

    def __init__(self) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(label=_("Password"), widget=widget, strip=False, help_text=_("At least 12 characters. A sentence is fine."))

    def validate(self, value: str | None) -> None:
        super().validate(value)
        if value:
            validate_password(value)


class SetupForm(forms.Form):
    """The first administrator and the organisation of a new installation."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Email address"))
    password = PasswordField()
    organisation_name = forms.CharField(label=_("Organisation"), max_length=160, help_text=_("A hospital, a group or your own practice."))
    time_zone = ZoneField()


class SignInForm(LoginForm):
    """Signs a person in; the label says what a field is for, once."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say_it_once(self)
        self.fields["password"].help_text = ""
        if "remember" in self.fields:
            self.fields["remember"].label = _("Stay signed in when the browser closes")


class SignupForm(BaseSignupForm):
    """Signs up a clinician who comes alone, who gets an organisation of one."""

    name = forms.CharField(label=_("Name"), max_length=120)
    career_stage = forms.ChoiceField(label=_("Where you stand"), choices=CareerStage.choices)
    time_zone = ZoneField()
    field_order = ("name", "email", "password1", "career_stage", "time_zone")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _say_it_once(self)
        self.fields["password1"].help_text = _("At least 12 characters. A sentence is fine.")

    def custom_signup(self, _request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.career_stage = self.cleaned_data["career_stage"]
        user.save(update_fields=["name", "career_stage"])
        start_alone(user=user, time_zone=self.cleaned_data["time_zone"])


class MembershipForm(forms.Form):
    """A member's role and department."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("No department"),
    )

    def __init__(self, organisation: Organisation, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        _limit_departments(self, organisation)

    def list_departments(self, departments: Iterable[Department]) -> None:
        """Fill the list from departments at hand, so that a page of many members asks the database once."""
        field = self.fields["department"]
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [("", field.empty_label), *((one.pk, one.name) for one in departments)]


class InvitationForm(MembershipForm):
    """Whom an administrator invites, as what."""

    email = forms.EmailField(label=_("Email address"))
    field_order = ("email", "role", "department")


class DepartmentForm(forms.Form):
    """A new department."""

    name = forms.CharField(label=_("Name of the department"), max_length=120, validators=[refuse_patients])


class JoinForm(forms.Form):
    """What a new person says when following an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    career_stage = forms.ChoiceField(label=_("Where you stand"), choices=CareerStage.choices, initial=CareerStage.ATTENDING)
    password = PasswordField()


class NewPasswordForm(forms.Form):
    """A new password behind a link that an administrator handed over."""

    password = PasswordField()


class ProfileForm(forms.Form):
    """A person's own name, career stage, and whether mail tells of reports and queries."""

    name = forms.CharField(label=_("Name"), max_length=120)
    career_stage = forms.ChoiceField(label=_("Where you stand"), choices=CareerStage.choices)
    gets_query_mail = forms.BooleanField(
        label=_("Tell me by mail when a report of mine is out or a query about one waits for me"),
        required=False,
        help_text=_("The mail holds a link and no figure. Without it both wait on their pages all the same."),
    )


class OrganisationForm(forms.Form):
    """What an administrator sets for the organisation."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160)
    time_zone = ZoneField()
    year_starts_in = forms.TypedChoiceField(
        label=_("Year begins in"),
        choices=MONTHS,
        coerce=int,
        help_text=_("The year to date of dashboards, reports and targets. Published reports keep theirs; a position is of 12 months."),
    )
    query_days = forms.IntegerField(
        label=_("Days to query a report"),
        min_value=1,
        max_value=90,
        help_text=_("So many days after its publication a clinician can raise a query about the own report."),
    )
    second_factor_for_all = forms.BooleanField(label=_("Everybody here needs a passkey or an authenticator app"), required=False)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(label=_("What it is for"), max_length=80, validators=[refuse_patients])
    days = forms.TypedChoiceField(
        label=_("Ends after"), coerce=int, choices=[(30, _("30 days")), (90, _("90 days")), (365, _("one year"))], initial=90
    )
    may_write = forms.BooleanField(label=_("May add and change cases"), required=False)


def _say_it_once(form: forms.Form) -> None:
    """Take the grey words out of fields whose label says the same."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _limit_departments(form: forms.Form, organisation: Organisation) -> None:
    field = form.fields["department"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = organisation.departments.all()
