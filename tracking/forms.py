"""The case form: date, place, id and lines, with the words for every fault."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from codes.search import current_index
from rvuedge.web.templatetags.parts import day as shown_day
from tracking.entry import CaseContent, Entry, EntryLine, check_lines, read_rows
from tracking.forms_faults import words_for, words_for_unread
from tracking.models import Clinician
from tracking.places import PLACES
from tracking.readings import Reading, readings_of

LONG_AGO = timedelta(days=90)
MOST_COUNTED, MOST_VISITS = 24, 200


@dataclass(frozen=True, slots=True)
class CatalogueOn:
    """The codes in force on a day; the index is asked for only where a text without blanks is to be cut."""

    day: date

    def __contains__(self, code: object) -> bool:
        return code in current_index(self.day)


def rows_of(posted: QueryDict) -> list[str]:
    """Return the rows of a posted draft as text, without a removed one and with what a tapped button changes of one."""
    columns = (posted.getlist(name) for name in ("code", "modifiers", "units", "tooth", "minutes"))
    rows: list[list[str]] = [[str(cell) for cell in cells] for cells in zip_longest(*columns, fillvalue="")]
    index, _, change = posted.get("modify", "").partition(":")
    if _is_row(index, rows) and change:
        rows[int(index)] = [*changed_row(*rows[int(index)][:4], change=change[:3]), rows[int(index)][4]]
    dropped = posted.get("drop", "")
    if _is_row(dropped, rows):
        del rows[int(dropped)]
    return [_row(*cells) for cells in rows]


def changed_row(code: str, modifiers: str, units: str, tooth: str, *, change: str) -> list[str]:
    """Return a row with a modifier put on or taken off ("59"), a surface ("/M"), or one unit more or less ("+", "-")."""
    if change in ("+", "-"):
        count = int(units) if re.fullmatch("[0-9]{1,4}", units) else 1
        return [code, modifiers, str(max(1, count + (1 if change == "+" else -1))), tooth]
    if change.startswith("/"):
        number, _, surfaces = tooth.partition("-")
        kept = surfaces.replace(change[1:], "") if change[1:] in surfaces else surfaces + change[1:]
        return [code, modifiers, units, "-".join(filter(None, (number, kept)))]
    told = modifiers.upper().replace("-", " ").split()
    return [code, " ".join([one for one in told if one != change] if change in told else [*told, change]), units, tooth]


def readings_in(posted: QueryDict, today: date) -> tuple[Reading, ...]:
    """Return how what was typed can be read: as the reading that somebody chose, else in every way."""
    typed = posted.get("reading") or posted.get("entry", "")
    return readings_of(typed[:2000], today, CatalogueOn(today))


def _is_row(told: str, rows: list[list[str]]) -> bool:
    return told.isascii() and told.isdigit() and len(told) <= 3 and int(told) < len(rows)


def _row(code: str, modifiers: str, units: str, tooth: str, minutes: str) -> str:
    count = f" x{units.strip()}" if units.strip() else ""
    time = f" {minutes.strip()}{'min' if minutes.strip().isdigit() else ''}" if minutes.strip() else ""
    return f"{code} {modifiers}{count}" + (f" #{tooth}" if tooth else "") + time


class DayForm(forms.Form):
    """What every way to log says: whose case it is, when and where; `entry` holds the draft beside it, `questions` what must be asked."""

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

    entry = Entry()
    questions: tuple[Reading, ...] = ()

    def __init__(self, posted: QueryDict, *, clinician: Clinician, today: date) -> None:
        super().__init__(posted)
        self.clinician, self.today = clinician, today
        self.unfinished: list[str] = []

    def clean_date_of_service(self) -> date:
        day: date = self.cleaned_data["date_of_service"]
        if fault := date_fault(day, self.clinician, self.today):
            raise forms.ValidationError(fault)
        return day

    @property
    def day(self) -> date:
        """The date of the draft; today where none can be read."""
        day: date | None = self.cleaned_data.get("date_of_service")
        return day or self.today

    @property
    def is_long_ago(self) -> bool:
        """Whether the date is so old that it may be a slip."""
        return self.today - self.day > LONG_AGO


class CaseForm(DayForm):
    """A case as posted by the log; `entry` holds the lines also where the rest is wrong."""

    def __init__(self, posted: QueryDict, *, clinician: Clinician, today: date) -> None:
        readings = readings_in(posted, today)
        asked = readings if len(readings) > 1 else ()
        typed = Reading(words=tuple(posted.get("entry", "")[:2000].split())) if asked else readings[0]
        super().__init__(_on_day(posted, typed.day), clinician=clinician, today=today)
        self.questions, self.entry = asked, _entry(posted, typed)
        self.in_rows = self.entry.words[: len(self.entry.words) - len(typed.words)]

    def clean(self) -> None:
        for fault in self.entry.faults:
            self.add_error(None, words_for(fault))
        if self.questions:
            self._unfinished(_("'%s' can be read in more than one way. Choose what you mean.") % " ".join(self.entry.words))
        else:
            self._say_what_is_unread()
        if not self.entry.lines:
            self._unfinished(_("The case has no procedure yet. Add at least one code."))

    def _say_what_is_unread(self) -> None:
        """Say which words cannot be read: those of a row at once, those that are being typed once the case is saved."""
        general = _("'%s' is no code that can be read. Choose one from the list, or remove it.")
        in_rows = words_for_unread(
            replace(self.entry, words=self.in_rows), _("'%s' is no modifier that can be read. Write two letters or digits.")
        )
        for sentence in in_rows:
            self.add_error(None, sentence)
        for sentence in words_for_unread(replace(self.entry, words=self.entry.words[len(self.in_rows) :]), general):
            self._unfinished(sentence)

    def _unfinished(self, sentence: object) -> None:
        """Add a fault that only saving brings up: a draft may still be empty, or hold words to search for."""
        self.unfinished.append(str(sentence))
        self.add_error(None, str(sentence))

    @property
    def content(self) -> CaseContent:
        """What a valid form says."""
        return CaseContent(self.cleaned_data["date_of_service"], self.cleaned_data["place_of_service"], self.entry.lines)


class CountForm(DayForm):
    """A clinic day: how often each code was done, each time for another patient."""

    def __init__(self, posted: QueryDict, *, clinician: Clinician, today: date) -> None:
        super().__init__(posted, clinician=clinician, today=today)
        self.entry = read_rows(rows_of(posted))
        pairs = zip(posted.getlist("count_line"), posted.getlist("count"), strict=False)
        self.counts = [(line, told.strip()) for line, told in list(pairs)[:MOST_COUNTED] if told.strip() not in ("", "0")]

    def clean(self) -> None:
        wrong = [told for _line, told in self.counts if not re.fullmatch("[0-9]{1,2}", told)]
        if wrong:
            self.add_error(None, _("'%s' is not a number of visits. Enter a whole number from 1 to 99.") % wrong[0])
        elif not self.visits:
            self.add_error(None, _("No visit is counted yet. Enter how often beside at least one code."))
        elif len(self.visits) > MOST_VISITS:
            self.add_error(
                None, _("These are %(count)s visits. Save at most %(most)s at once.") % {"count": len(self.visits), "most": MOST_VISITS}
            )

    @property
    def visits(self) -> tuple[EntryLine, ...]:
        """One line for each visit."""
        return tuple(line for text, told in self.counts for line in read_rows([text]).lines[:1] * int(told))

    @property
    def contents(self) -> tuple[CaseContent, ...]:
        """One case for each visit: what is done for one patient never changes what counts for another."""
        day, place = self.cleaned_data["date_of_service"], self.cleaned_data["place_of_service"]
        return tuple(CaseContent(day, place, (line,)) for line in self.visits)


def _entry(posted: QueryDict, typed: Reading) -> Entry:
    """The lines of the draft's rows, of what was tapped and of what was typed; each is read for itself."""
    rows = read_rows([*rows_of(posted), *posted.getlist("entry_line"), posted.get("add", "")[:500]])
    lines: tuple[EntryLine, ...] = (*rows.lines, *typed.lines)
    return Entry(lines, (*rows.words, *typed.words), check_lines(lines))


def _on_day(posted: QueryDict, day: date | None) -> QueryDict:
    """What was posted, on the day that was typed."""
    if day is None:
        return posted
    changed = posted.copy()
    changed["date_of_service"] = day.isoformat()
    return changed


def date_fault(day: date, clinician: Clinician, today: date) -> str:
    """Return what is wrong with a date of service, or nothing."""
    if clinician.started_on <= day <= min(today, clinician.ended_on or today):
        return ""
    shown, start, end = (shown_day(known) if known else "" for known in (day, clinician.started_on, clinician.ended_on))
    if day > today:
        return str(_("%s is in the future. Choose today or an earlier day.") % shown)
    if day < clinician.started_on:
        return str(_("%(day)s is before your log begins (%(start)s). Choose a later day.") % {"day": shown, "start": start})
    if clinician.ended_on and day > clinician.ended_on:
        return str(_("%(day)s is after your log ended (%(end)s). Choose an earlier day.") % {"day": shown, "end": end})
    return ""
