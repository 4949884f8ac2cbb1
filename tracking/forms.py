"""The case form: date, place, id and lines, with the words for every fault."""

from datetime import date, timedelta
from itertools import zip_longest

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tracking.entry import CaseContent, Entry, Fault, read_rows
from tracking.models import Clinician
from tracking.places import PLACES

LONG_AGO = timedelta(days=90)
FAULT_WORDS = {
    "units": _("%(text)s: %(met)s is not a number of units. Enter a whole number from 1 to 9,999."),
    "too_many_modifiers": _("%(text)s has %(met)s modifiers. Keep at most 4."),
    "modifier_twice": _("%(text)s has a modifier twice (%(met)s). Remove one."),
    "modifiers_exclude": _("%(text)s: modifiers %(met)s exclude each other. Remove one."),
    "too_many_lines": _("The case has %(text)s lines. Save it in parts of at most %(met)s."),
}


def words_for(fault: Fault) -> str:
    """Return the sentence for a fault of the lines."""
    return str(FAULT_WORDS[fault.kind] % {"text": fault.text, "met": fault.met})


def entry_of(posted: QueryDict) -> Entry:
    """Return the lines of a posted draft: its rows, a tapped code and what was typed, without a removed row."""
    columns = (posted.getlist(name) for name in ("code", "modifiers", "units", "tooth"))
    rows = [_row(*cells) for cells in zip_longest(*columns, fillvalue="")]
    dropped = posted.get("drop", "")
    if dropped.isascii() and dropped.isdigit() and len(dropped) <= 3 and int(dropped) < len(rows):
        del rows[int(dropped)]
    return read_rows([*rows, *posted.getlist("entry_line"), posted.get("add", "")[:200], posted.get("entry", "")[:2000]])


def _row(code: str, modifiers: str, units: str, tooth: str) -> str:
    count = f" x{units.strip()}" if units.strip() else ""
    return f"{code} {modifiers}{count}" + (f" #{tooth}" if tooth else "")


class CaseForm(forms.Form):
    """A case as posted by the log; `entry` holds the lines also where the rest is wrong."""

    case_id = forms.UUIDField(widget=forms.HiddenInput)
    date_of_service = forms.DateField(
        label=_("Date of service"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"}),
        error_messages={
            "required": _("Enter the date of service."),
            "invalid": _("This is not a date of the calendar. Write it as 2026-11-23: year, month, day."),
        },
    )
    place_of_service = forms.ChoiceField(
        label=_("Place of service"),
        choices=[(code, f"{code} {name}") for code, name in PLACES],
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(self, posted: QueryDict, *, clinician: Clinician, today: date) -> None:
        super().__init__(posted)
        self.clinician, self.today = clinician, today
        self.unfinished: list[str] = []
        self.entry = entry_of(posted)

    def clean_date_of_service(self) -> date:
        day: date = self.cleaned_data["date_of_service"]
        if fault := date_fault(day, self.clinician, self.today):
            raise forms.ValidationError(fault)
        return day

    def clean(self) -> None:
        for fault in self.entry.faults:
            self.add_error(None, words_for(fault))
        if self.entry.words:
            self._unfinished(_("'%s' is no code that can be read. Choose one from the list, or remove it.") % " ".join(self.entry.words))
        if not self.entry.lines:
            self._unfinished(_("The case has no procedure yet. Add at least one code."))

    def _unfinished(self, sentence: object) -> None:
        """Add a fault that only saving brings up: a draft may still be empty, or hold words to search for."""
        self.unfinished.append(str(sentence))
        self.add_error(None, str(sentence))

    @property
    def day(self) -> date:
        """The date of the draft; today where none can be read."""
        day: date | None = self.cleaned_data.get("date_of_service")
        return day or self.today

    @property
    def is_long_ago(self) -> bool:
        """Whether the date is so old that it may be a slip."""
        return self.today - self.day > LONG_AGO

    @property
    def content(self) -> CaseContent:
        """What a valid form says."""
        return CaseContent(self.cleaned_data["date_of_service"], self.cleaned_data["place_of_service"], self.entry.lines)


def date_fault(day: date, clinician: Clinician, today: date) -> str:
    """Return what is wrong with a date of service, or nothing."""
    shown, start, end = (date_format(known, "j F Y") if known else "" for known in (day, clinician.started_on, clinician.ended_on))
    if day > today:
        return str(_("%s is in the future. Choose today or an earlier day.") % shown)
    if day < clinician.started_on:
        return str(_("%(day)s is before your log begins (%(start)s). Choose a later day.") % {"day": shown, "start": start})
    if clinician.ended_on and day > clinician.ended_on:
        return str(_("%(day)s is after your log ended (%(end)s). Choose an earlier day.") % {"day": shown, "end": end})
    return ""
