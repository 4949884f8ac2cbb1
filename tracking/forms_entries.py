"""Forms of the list of entries: what to choose, the name of a saved filter, and the shape of an export."""

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from codes.browse import by_category
from rvuedge.web.free_text import refuse_patients
from tracking.chosen import Choice
from tracking.entry import MOST_LINES
from tracking.places import PLACES

FORMATS = (
    ("csv", _("csv: a table for every program")),
    ("xlsx", _("xlsx: a workbook")),
    ("pdf", _("pdf: to print or hand over")),
    ("json", _("json: everything, to bring back or take elsewhere")),
)
_CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_DAY = {"type": "date", "class": "input"}
_NO_DAY = {"invalid": _("This is not a date of the calendar. Write it as 2026-11-23: year, month, day.")}


class ChoiceForm(forms.Form):
    """Which entries are meant."""

    code = forms.CharField(
        label=_("Codes"),
        required=False,
        max_length=300,
        widget=forms.TextInput(
            attrs={"class": "input", "autocapitalize": "characters", "autocomplete": "off", "placeholder": "45385 45380"}
        ),
    )
    place = forms.ChoiceField(label=_("Place"), required=False, widget=forms.Select(attrs={"class": "input"}))
    category = forms.ChoiceField(label=_("Category"), required=False, widget=forms.Select(attrs={"class": "input"}))
    first = forms.DateField(label=_("From"), required=False, input_formats=["%Y-%m-%d"], error_messages=_NO_DAY)
    last = forms.DateField(label=_("To"), required=False, input_formats=["%Y-%m-%d"], error_messages=_NO_DAY)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, choices in (
            ("place", [(code, f"{code} {words}") for code, words in PLACES]),
            ("category", [(one.slug, one.name) for one in by_category()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("all")), *choices]
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs=_DAY)

    def clean_code(self) -> str:
        """Return the codes with one blank between."""
        codes = re.split(r"[\s,;]+", self.cleaned_data["code"].upper().strip())
        wrong = [code for code in codes if code and not _CODE.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(_("A code has five characters, such as 45385 or D1553. Correct it, or leave the field empty."))
        if len(codes) > MOST_LINES:
            raise forms.ValidationError(_("Choose at most 50 codes."))
        return " ".join(dict.fromkeys(code for code in codes if code))

    def clean(self) -> None:
        """Refuse days in the wrong order."""
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise forms.ValidationError(_("The first day is after the last. Exchange them."))

    @property
    def choice(self) -> Choice:
        """The choice of a valid form."""
        told = self.cleaned_data
        return Choice(told["code"], told["place"], told["category"], told.get("first"), told.get("last"))


class SavedFilterForm(ChoiceForm):
    """A choice that is kept under a name."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        validators=[refuse_patients],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )


class ExportForm(ChoiceForm):
    """A choice, and the shape in which it leaves."""

    format = forms.ChoiceField(label=_("As"), choices=FORMATS, initial="csv", widget=forms.RadioSelect)
    with_mark = forms.BooleanField(label=_("csv with a byte order mark, for older spreadsheets"), required=False)
