"""Forms of an import: the file or the pasted lines, which column holds what, and whose rows are read."""

from collections.abc import Mapping as Stored

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from tracking.extracts.kept import Kept
from tracking.extracts.kinds import Kind
from tracking.extracts.mapping import Mapping, mapping_of
from tracking.places import NAMES, OFFICE

MOST_PASTED = 1_000_000
ONES = (
    ("day", Kind.DAY, _("Date of service")),
    ("place", Kind.PLACE, _("Place of service")),
    ("units", Kind.UNITS, _("Units")),
    ("case", Kind.CASE, _("Case, claim or encounter")),
    ("rendering", Kind.RENDERING, _("Rendering clinician")),
    ("tooth", Kind.TOOTH, _("Tooth")),
    ("details", Kind.DETAILS, _("Details")),
    ("value", Kind.VALUE, _("wRVU of the line")),
)
SEVERALS = (("codes", Kind.CODE, _("Procedure codes")), ("modifiers", Kind.MODIFIER, _("Modifiers")))


class ExtractForm(forms.Form):
    """An extract to bring in, as a file or as pasted lines, and the place where it names none."""

    file = forms.FileField(
        label=_("Charge extract"),
        max_length=400,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json,.837,.edi,.x12"}),
    )
    text = forms.CharField(
        label=_("Or paste lines"),
        required=False,
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"class": "input", "rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("A day and its codes on each line, such as 7/31/2026 45385, 45380-59; or rows copied from a sheet with their header."),
    )
    place = forms.ChoiceField(
        label=_("Place, where the extract names none"),
        choices=[(code, f"{code} {name}") for code, name in NAMES.items()],
        initial=OFFICE,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def clean(self) -> None:
        """Ask for the one or the other."""
        super().clean()
        if "file" not in self.errors and not self.cleaned_data.get("file") and not self.cleaned_data.get("text", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste some lines."))


class ColumnsForm(forms.Form):
    """Which kept column is read as what; only columns that can hold it are offered."""

    def __init__(self, kept: Kept, proposed: Stored[str, object], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._kept = kept
        for name, kind, label in SEVERALS:
            choices = [(str(place), kept.columns[place].name) for place in kept.of(kind)]
            if choices:
                chosen = proposed.get(name)
                first = [str(place) for place in chosen] if isinstance(chosen, list) else []
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=choices, initial=first, required=name == "codes", widget=forms.CheckboxSelectMultiple
                )
        for name, kind, label in ONES:
            choices = [(str(place), kept.columns[place].name) for place in kept.of(kind)]
            if choices:
                offered = choices if kind is Kind.DAY else [("", _("none")), *choices]
                value = proposed.get(name)
                first_one = "" if value is None else str(value)
                self.fields[name] = forms.ChoiceField(
                    label=label,
                    choices=offered,
                    initial=first_one,
                    required=kind is Kind.DAY,
                    widget=forms.Select(attrs={"class": "input"}),
                )

    @property
    def mapping(self) -> Mapping | None:
        """The chosen columns of a valid form."""
        told = self.cleaned_data
        stored: dict[str, object] = {name: [int(one) for one in told.get(name, [])] for name, _kind, _label in SEVERALS}
        stored |= {name: int(told[name]) if told.get(name) else None for name, _kind, _label in ONES}
        return mapping_of(stored, self._kept)


class RenderingForm(forms.Form):
    """Whose rows are read."""

    rendering = forms.ChoiceField(label=_("You in this extract"), widget=forms.Select(attrs={"class": "input"}))

    def __init__(self, people: list[list[object]], data: MultiValueDict[str, str] | None = None) -> None:
        super().__init__(data)
        field = self.fields["rendering"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(name), f"{name or _('nobody named')} ({count:,})") for name, count in people if name]
