"""Forms of what a clinician arranges: favourites with own labels, and sets; no label may look like a patient's."""

from typing import Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rvuedge.web.free_text import refuse_patients
from tracking.entry import EntryLine, read_rows, stored_line
from tracking.forms_faults import words_for, words_for_unread
from tracking.models import Clinician

LABEL = "label:"
MOST_LABEL = 40


class FavouritesForm(forms.Form):
    """Ticked codes, more codes as text, and a label for each that has one."""

    more = forms.CharField(required=False, max_length=500)

    def __init__(
        self, posted: QueryDict | None = None, *, chosen: tuple[EntryLine, ...] = (), labels: dict[str, str] | None = None
    ) -> None:
        super().__init__(posted)
        self.lines: tuple[EntryLine, ...] = chosen
        self.labels: dict[str, str] = labels or {}
        if posted is not None:
            self.lines = read_rows([*posted.getlist("favourite"), posted.get("more", "")[:500]]).lines
            told = {name.removeprefix(LABEL): posted.get(name, "").strip() for name in posted if name.startswith(LABEL)}
            self.labels = {text: label[:MOST_LABEL] for text, label in told.items() if label}

    @classmethod
    def of(cls, clinician: Clinician) -> Self:
        """Return the form as it stands."""
        kept = list(clinician.favourites.all())
        lines = tuple(stored_line(one.code, one.modifiers) for one in kept)
        return cls(chosen=lines, labels={line.text: one.label for line, one in zip(lines, kept, strict=True)})

    @property
    def chosen(self) -> set[str]:
        return {line.text for line in self.lines}

    def clean(self) -> None:
        """Refuse labels that look like a patient's."""
        for label in self.labels.values():
            try:
                refuse_patients(label)
            except forms.ValidationError as fault:
                self.add_error(None, fault)


class SetForm(forms.Form):
    """A name and the lines of a case."""

    name = forms.CharField(
        label=_("Name"),
        max_length=40,
        validators=[refuse_patients],
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "placeholder": _("my lap chole day")}),
        error_messages={"required": _("Give the set a name.")},
    )
    codes = forms.CharField(
        label=_("Codes"),
        max_length=400,
        widget=forms.TextInput(
            attrs={"class": "input", "autocapitalize": "characters", "autocomplete": "off", "placeholder": "47562 47000-59"}
        ),
        error_messages={"required": _("Enter the codes of the set, such as 47562 47000-59.")},
    )

    def clean_codes(self) -> str:
        """Refuse what is no line, and lines that cannot stand."""
        read = read_rows([self.cleaned_data["codes"]])
        if unread := words_for_unread(read, _("'%s' is no code that can be read. Write codes such as 47562 47000-59.")):
            raise forms.ValidationError(unread)
        if read.faults:
            raise forms.ValidationError([words_for(fault) for fault in read.faults])
        self.lines = read.lines
        return str(self.cleaned_data["codes"])
