"""What a typed text may mean, with the names of its codes: what the list under the field asks about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rvuedge.accounts.models import Organisation
from tracking.entry import Entry, EntryLine, write_entry
from tracking.forms import CatalogueOn
from tracking.forms_faults import words_for_unread
from tracking.naming import names_of
from tracking.readings import Reading, readings_of


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a text with the names of its codes."""

    reading: Reading
    named: Mapping[str, str]

    @property
    def text(self) -> str:
        return write_entry(self.reading.lines)

    @property
    def lines(self) -> list[tuple[EntryLine, str]]:
        return [(line, self.named.get(line.code, "")) for line in self.reading.lines]


def meanings_of(text: str, today: date, organisation: Organisation | None) -> tuple[Meaning, ...]:
    """Return the whole readings of a text that is more than one plain code; none where a word is left over."""
    readings = readings_of(text, today, CatalogueOn(today))
    if any(reading.words for reading in readings) or _is_plain(readings[0]):
        return ()
    names = names_of({line.code for reading in readings for line in reading.lines}, organisation.pk if organisation else None)
    return tuple(Meaning(reading, names) for reading in readings)


def unread_in(text: str, today: date) -> list[str]:
    """Return what is wrong with words of a text that were meant as a tooth, units or minutes; nothing of names and parts of codes."""
    reading = readings_of(text, today, CatalogueOn(today))[0]
    return words_for_unread(Entry(reading.lines, reading.words))


def _is_plain(reading: Reading) -> bool:
    """Whether a reading is nothing, or one code with nothing behind it: the hits show that."""
    return reading.day is None and (not reading.lines or reading.text == reading.lines[0].code)
