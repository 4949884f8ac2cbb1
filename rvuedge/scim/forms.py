"""The form by which an administrator makes a token for the provider."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rvuedge.web.free_text import refuse_patients


class ScimTokenForm(forms.Form):
    """What a token is for, and how long it holds."""

    name = forms.CharField(label=_("What it is for"), max_length=80, validators=[refuse_patients])
    days = forms.TypedChoiceField(
        label=_("Ends after"), coerce=int, choices=[(90, _("90 days")), (365, _("one year")), (730, _("two years"))], initial=365
    )
