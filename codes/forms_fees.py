"""Forms of an organisation's own fee tables: the file with its name, and which column holds what."""

from collections.abc import Mapping as Stored
from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from codes.cms.fee_columns import Mapping, Pick
from codes.forms_schedules import too_large
from codes.lanes import FeeKind
from rvuedge.web.free_text import refuse_patients_in_note

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FeeTableForm(forms.Form):
    """A fee table to bring in."""

    kind = forms.ChoiceField(label=_("What it prices"), choices=((FeeKind.PAYER, _("A payer's fees")), (FeeKind.DENTAL, _("Dental fees"))))
    name = forms.CharField(
        label=_("Name of the table"),
        max_length=120,
        validators=[refuse_patients_in_note],
        help_text=_("The same name each year keeps its columns and lets the new table follow the old one."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    effective_from = forms.DateField(
        label=_("In force from"),
        required=False,
        help_text=_("Only where the table itself does not say."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as YYYY-MM-DD.")},
    )
    file = forms.FileField(
        label=_("Fee table file"),
        max_length=400,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.gz"}),
        error_messages={"required": _("Choose a file: csv, txt or xlsx.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Return the file; one beyond the limit is told so."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large())
        return file


class ColumnsForm(forms.Form):
    """Which column holds what; the choices are the columns of the table in view."""

    header_line = forms.IntegerField(
        label=_("Line of the header"), min_value=0, max_value=40, help_text=_("0 where the table has no header."), initial=1
    )
    code = forms.ChoiceField(label=_("Code"))
    amount = forms.ChoiceField(label=_("Amount in dollars"))
    modifier = forms.ChoiceField(label=_("Modifier"), required=False)
    effective = forms.ChoiceField(label=_("First day"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    name = forms.ChoiceField(label=_("Name of the service"), required=False)

    def __init__(self, preview: Sequence[Sequence[str]], proposed: Stored[str, object], data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial(proposed))
        self._preview = preview
        width = max((len(row) for row in preview), default=0)
        line = proposed.get("header_line", 1)
        header = preview[line - 1] if isinstance(line, int) and 0 < line <= len(preview) else ()
        choices = [(str(place), _column_name(place, header)) for place in range(width)]
        for field_name in ("code", "amount", "modifier", "effective", "unit", "name"):
            field = self.fields[field_name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices if field.required else [("", _("none")), *choices]

    def clean(self) -> None:
        """Refuse one column for two things."""
        super().clean()
        chosen = [value for name, value in self.cleaned_data.items() if name != "header_line" and value != ""]
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("One column cannot hold two things. Choose another column for one of them."))

    @property
    def mapping(self) -> Mapping:
        """The chosen columns, each with its header text."""
        line: int = self.cleaned_data["header_line"]
        header = self._preview[line - 1] if 0 < line <= len(self._preview) else ()
        picks = {name: _pick(self.cleaned_data.get(name, ""), header) for name in ("modifier", "effective", "unit", "name")}
        return Mapping(line, _picked(self.cleaned_data["code"], header), _picked(self.cleaned_data["amount"], header), **picks)


def _initial(proposed: Stored[str, object]) -> dict[str, object]:
    picks = {name: str(value[1]) for name, value in proposed.items() if isinstance(value, list) and len(value) == 2}
    return {"header_line": proposed.get("header_line", 1), **picks}


def _column_name(place: int, header: Sequence[str]) -> str:
    letter = _LETTERS[place] if place < len(_LETTERS) else str(place + 1)
    text = header[place].strip() if place < len(header) else ""
    return f"{letter}: {text[:40]}" if text else letter


def _pick(value: str, header: Sequence[str]) -> Pick | None:
    return _picked(value, header) if value else None


def _picked(value: str, header: Sequence[str]) -> Pick:
    place = int(value)
    return Pick(header[place] if place < len(header) else "", place)
