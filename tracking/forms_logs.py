"""The form by which a member begins a log."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from codes.models import Specialty

EARLIEST = date(2000, 1, 1)


class BeginForm(forms.Form):
    """The specialty, and the first day that can be logged."""

    specialty = forms.ModelChoiceField(
        label=_("Specialty"), queryset=Specialty.objects.all(), required=False, to_field_name="code", empty_label=_("None of these")
    )
    started_on = forms.DateField(
        label=_("First day of the log"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Cases of earlier days are refused. The day you started here, or the first of January, is usual."),
        error_messages={"invalid": _("This is not a date of the calendar. Write it as 2026-01-01: year, month, day.")},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        self.fields["started_on"].initial = date(today.year, 1, 1)

    def clean_started_on(self) -> date:
        day: date = self.cleaned_data["started_on"]
        if not EARLIEST <= day <= self.today:
            raise forms.ValidationError(_("Choose a day from 1 January 2000 to today."))
        return day
