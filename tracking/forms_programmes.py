"""Forms about programmes: a new one, who is in it, and a case set from a file."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import Department
from rvuedge.web.free_text import refuse_patients, refuse_patients_in_note
from tracking.models import Clinician
from tracking.services_programmes import SetTerms
from tracking.training.case_set_file import MOST_BYTES

_DAY_FAULT = _("This is not a date of the calendar. Write it as 2031-06-30: year, month, day.")


def _day(label: object, help_text: object = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        input_formats=["%Y-%m-%d"],
        widget=widget,
        error_messages={"invalid": _DAY_FAULT},
    )


class ProgrammeForm(forms.Form):
    """A new programme; its department's lead directs it."""

    name = forms.CharField(label=_("Name of the programme"), max_length=120, validators=[refuse_patients])
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), help_text=_("Its lead is the programme director.")
    )

    def __init__(self, departments: QuerySet[Department], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments


class EnrolForm(forms.Form):
    """A trainee of the organisation, from when to when."""

    clinician = forms.ModelChoiceField(label=_("Trainee"), queryset=Clinician.objects.none())
    started_on = _day(_("First day of the training"))
    graduates_on = _day(_("Graduates on"), _("Decides which minimums hold."))
    first_year = forms.IntegerField(
        label=_("Year of training on the first day"), min_value=1, max_value=12, initial=1, help_text=_("1 for PGY-1 or a first year.")
    )

    def __init__(self, trainees: QuerySet[Clinician], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clinician"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = trainees

    def clean(self) -> None:
        """Refuse a training without days, or of a lifetime."""
        super().clean()
        began, ends = self.cleaned_data.get("started_on"), self.cleaned_data.get("graduates_on")
        if isinstance(began, date) and isinstance(ends, date):
            if ends <= began:
                raise forms.ValidationError(_("The training ends before it began. Exchange the two days."))
            if ends.year - began.year > 15:
                raise forms.ValidationError(_("A training lasts at most 15 years. Check the two days."))


class CaseSetForm(forms.Form):
    """A file of categories with what is said beside it."""

    file = forms.FileField(
        label=_("Case set file"), help_text=_("csv with the columns key, name, minimum, parent, roles, levels, caps, codes.")
    )
    name = forms.CharField(label=_("Name of the set"), max_length=120, validators=[refuse_patients_in_note])
    effective_from = _day(_("For graduates from"), _("The set holds for everybody who graduates on this day or later."))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        validators=[refuse_patients_in_note],
        help_text=_("The document that the minimums stand in, with its date."),
    )
    counts_signed_only = forms.BooleanField(label=_("Count only cases that an attending signed"), required=False)

    def clean_file(self) -> object:
        """Refuse a file that is larger than any case set."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 1 MB. A case set has at most 300 lines; save only those."))
        return file

    @property
    def terms(self) -> SetTerms:
        """What a valid form says beside the file."""
        told = self.cleaned_data
        return SetTerms(told["name"], told["effective_from"], told["source"], told["counts_signed_only"])
