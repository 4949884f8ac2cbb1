"""Forms about survey editions: the file with its terms, and the specialty that a survey's name stands for."""

from collections.abc import Iterable

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from benchmarks.editions import YEARS, EditionTerms
from benchmarks.models import ClinicianView
from benchmarks.surveys.lines import MOST_BYTES
from codes.models import Specialty


class EditionForm(forms.Form):
    """A survey table and what it does not say itself."""

    file = forms.FileField(
        label=_("Survey table"),
        help_text=_("csv or xlsx with the columns specialty, metric, percentile and value; n, group_count and region where known."),
    )
    survey_name = forms.CharField(label=_("Survey"), max_length=120, help_text=_("The same name brings the years of a survey together."))
    report_year = forms.IntegerField(label=_("Report year"), min_value=YEARS[0], max_value=YEARS[-1])
    data_year = forms.IntegerField(
        label=_("Data year"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=_("The year before the report year if left blank."),
    )
    schedule_year = forms.IntegerField(
        label=_("Fee schedule year"),
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=_("The year of the work values in it; the data year if left blank."),
    )
    clinician_view = forms.ChoiceField(
        label=_("Clinicians see"),
        choices=ClinicianView.choices,
        initial=ClinicianView.POSITION_ONLY.value,
        help_text=_("As your licence allows. The table itself is shown to administrators only."),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Keep the table alone and save it again."))
        return file

    @property
    def terms(self) -> EditionTerms:
        """What the valid form says."""
        said = self.cleaned_data
        data_year = said["data_year"] or said["report_year"] - 1
        name = said["survey_name"]
        code = slugify(name)[:40].strip("-_") or "survey"
        return EditionTerms(code, name, said["report_year"], data_year, said["schedule_year"] or data_year, said["clinician_view"])


class MappingForm(forms.Form):
    """A survey's name, and our specialty for it; none takes the mapping back."""

    raw_name = forms.CharField(max_length=160, widget=forms.HiddenInput)
    specialty = forms.ModelChoiceField(label=_("Specialty"), queryset=Specialty.objects.all(), required=False, to_field_name="code")

    def list_specialties(self, specialties: Iterable[Specialty]) -> None:
        """Fill the list from specialties at hand, so that a page of many names asks the database once."""
        field = self.fields["specialty"]
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [("", "---------"), *((one.code, one.name) for one in specialties)]
