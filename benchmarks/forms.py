"""Forms about survey editions: the file with its terms, and the specialty that a survey's name stands for."""

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benchmarks.editions import YEARS, EditionTerms
from benchmarks.metric_words import METRIC_WORDS, column_words, percentile_words
from benchmarks.models import ClinicianView, DataPeriod
from benchmarks.services_editions import SaidOfEdition
from benchmarks.surveys import vocabulary as words
from benchmarks.surveys.columns import NOT_READ, Column, role_of
from benchmarks.surveys.lines import MOST_BYTES
from codes.models import Specialty


class TermsForm(forms.Form):
    """What a survey table does not say itself, and what can be said anew while its edition is stored."""

    survey_name = forms.CharField(label=_("Survey"), max_length=120, help_text=_("The name of the survey in all its years."))
    data_year = forms.IntegerField(label=_("Data year"), min_value=YEARS[0], max_value=YEARS[-1])
    data_period = forms.ChoiceField(
        label=_("The data are of"),
        choices=[("", _("Not said")), *DataPeriod.choices],
        required=False,
        help_text=_("Groups that answer by their last fiscal year answer for another time than a log of the calendar year."),
    )
    schedule_year = forms.IntegerField(
        label=_("Fee schedule year"),
        min_value=YEARS[0],
        max_value=YEARS[-1],
        help_text=_("The year of the work values in it. New comparisons count the log on the values of this year."),
    )
    clinician_view = forms.ChoiceField(
        label=_("Clinicians see"),
        choices=ClinicianView.choices,
        initial=ClinicianView.POSITION_ONLY.value,
        help_text=_("As your licence allows. The table itself is shown to administrators only."),
    )

    licence_holder = forms.CharField(label=_("Licence holder"), required=False, max_length=160)
    licence_note = forms.CharField(
        label=_("Licence note"),
        required=False,
        max_length=300,
        help_text=_("What the licence allows, in a sentence. Administrators see it."),
    )
    expires_on = forms.DateField(
        label=_("Licence ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After this day nothing new is compared with the edition; blank where it does not end."),
        error_messages={"invalid": _("Write the day as YYYY-MM-DD.")},
    )
    distorted_note = forms.CharField(
        label=_("What distorts this year"),
        required=False,
        max_length=200,
        help_text=_("Such as a pandemic. It stands beside every comparison with the edition."),
    )

    @property
    def said(self) -> SaidOfEdition:
        """What the valid form says."""
        return SaidOfEdition(**self.cleaned_data)


class EditionForm(TermsForm):
    """A survey table and what it does not say itself."""

    file = forms.FileField(
        label=_("Survey table"),
        help_text=_("csv or xlsx as you got it. Where a column is not understood you say once what it holds."),
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
    field_order = ("file", "survey_name", "report_year", "data_year", "data_period")

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
        return EditionTerms(
            survey_code=code,
            survey_name=name,
            report_year=said["report_year"],
            data_year=data_year,
            schedule_year=said["schedule_year"] or data_year,
            clinician_view=said["clinician_view"],
            licence_note=said["licence_note"],
            licence_holder=said["licence_holder"],
            expires_on=said["expires_on"],
            distorted_note=said["distorted_note"],
            data_period=said["data_period"],
        )


class MappingForm(forms.Form):
    """A survey's name, and our specialty for it; none takes the mapping back."""

    raw_name = forms.CharField(max_length=160, widget=forms.HiddenInput)
    specialty = forms.ModelChoiceField(label=_("Specialty"), queryset=Specialty.objects.all(), required=False, to_field_name="code")

    def list_specialties(self, specialties: Iterable[Specialty]) -> None:
        """Fill the list from specialties at hand, so that a page of many names asks the database once."""
        field = self.fields["specialty"]
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [("", "---------"), *((one.code, one.name) for one in specialties)]


CUT_NAMES = {
    "region": _("Region"),
    "ownership": _("Ownership"),
    "academic": _("Academic or not"),
    "provider_type": _("Provider type"),
    "years_in_specialty": _("Years in specialty"),
    "fte_basis": _("FTE basis"),
}
_FIELDS = (
    (words.SPECIALTY, _("Specialty")),
    (words.METRIC, _("Metric (its name)")),
    (words.PERCENTILE, _("Percentile (its number)")),
    (words.VALUE, _("Value")),
    (words.PROVIDERS, _("Number of providers")),
    (words.GROUPS, _("Number of groups")),
    (words.CUT, _("Region or another cut")),
)
_PERCENTILES = ("10", "20", "25", "50", "60", "65", "75", "80", "90", words.Moment.MEAN.value, words.Moment.DEVIATION.value)


class ColumnsForm(forms.Form):
    """What each column of a table holds, one list a column."""

    def __init__(self, columns: Sequence[Column], data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="column_%s")
        self._headers = {f"c{place}": column.header for place, column in enumerate(columns) if column.header}
        for place, column in enumerate(columns):
            if column.header:
                choices = _choices(role_of(column))
                self.fields[f"c{place}"] = forms.ChoiceField(label=column.header[:80], choices=choices, initial=role_of(column))

    @property
    def roles(self) -> dict[str, str]:
        """What was chosen, by the header of the column."""
        return {header: self.cleaned_data[name] for name, header in self._headers.items()}


def _choices(own: str) -> list[tuple[str, object]]:
    """Not read, a field, or a metric at a percentile; the role that was understood is always among them."""
    of_line = [(f"@{at}", percentile_words(at)) for at in _PERCENTILES]
    by_metric = [(str(METRIC_WORDS[one]), [(f"{one}@{at}", column_words(f"{one}@{at}")) for at in _PERCENTILES]) for one in words.METRICS]
    listed = {NOT_READ, *(role for role, _label in _FIELDS), *(role for role, _at in of_line)}
    listed |= {role for _metric, roles in by_metric for role, _label in roles}
    as_read = [] if own in listed else [(own, column_words(own))]
    return [(NOT_READ, _("Not read")), *as_read, *_FIELDS, (gettext("A percentile of the metric in the line"), of_line), *by_metric]
