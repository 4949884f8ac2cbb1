"""The words for what is wrong with the lines of a case: faults, and typed words that are no code."""

from django.utils.translation import gettext_lazy as _

from tracking.entry import Entry, EntryLine, Fault, joined_with
from tracking.unread import Meant, meant_by

FAULT_WORDS = {
    "units": _("%(text)s: %(met)s is not a number of units. Enter a whole number from 1 to 9,999."),
    "minutes": _("%(text)s: %(met)s is not a number of minutes. Enter a whole number from 1 to 2,880."),
    "too_many_modifiers": _("%(text)s has %(met)s modifiers. Keep at most 4."),
    "modifier_twice": _("%(text)s has a modifier twice (%(met)s). Remove one."),
    "modifiers_exclude": _("%(text)s: modifiers %(met)s exclude each other. Remove one."),
    "too_many_lines": _("The case has %(text)s lines. Save it in parts of at most %(met)s."),
}
UNREAD_WORDS = {
    Meant.TOOTH: _(
        "'%s' is no tooth that can be read. Behind its code write # and 1 to 32, 51 to 82 or A to T, "
        "then the surfaces M O D B F L I where there are any: D2391 #14-MO."
    ),
    Meant.UNITS: _("'%s' is no number of units that can be read. Write x and a whole number from 1 to 9,999 behind the code: 99213x8."),
    Meant.MINUTES: _(
        "'%s' is no time that can be read here. Behind a code of anesthesia (00100 to 01999) write minutes, or hours and minutes: "
        "00812 45min, 00812 1:30."
    ),
}
SECOND = _("'%s' is a second one behind its code, and a line has one tooth, one number of units and one time. Take one of the two out.")
LONGEST_QUOTED = 60


def words_for(fault: Fault) -> str:
    """Return the sentence for a fault of the lines."""
    met = f" {_('and')} ".join(fault.met.split(" and "))
    return str(FAULT_WORDS[fault.kind] % {"text": fault.text, "met": met})


def words_for_unread(entry: Entry, general: object = "") -> list[str]:
    """Return a sentence for each word that was meant as a tooth, units or minutes, and the general one for all others."""
    codes = [line.code for line in entry.lines]
    meant = {word: meant_by(word, codes) for word in entry.words}
    told = [_words_of(word, kind, entry) % word[:LONGEST_QUOTED] for word, kind in meant.items() if kind]
    rest = " ".join(word for word in entry.words if not meant[word])
    return [*told, str(general) % rest[:LONGEST_QUOTED]] if rest and general else told


def _words_of(word: str, kind: Meant, entry: Entry) -> str:
    """Return the sentence for a word that is no tooth, units or minutes, or that a line had one of already."""
    has_one = {
        Meant.TOOTH: any(line.tooth for line in entry.lines),
        Meant.UNITS: any(line.units != 1 for line in entry.lines),
        Meant.MINUTES: any(line.minutes is not None for line in entry.lines),
    }
    can_be_read = any(joined_with(EntryLine(line.code), word.upper()) for line in entry.lines)
    return str(SECOND if has_one[kind] and can_be_read else UNREAD_WORDS[kind])
