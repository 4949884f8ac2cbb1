"""Lines as people type them ("45385 45380-59 99213x2", "D1553 #3", "00812-QZ 45min") read into values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracking.wrvu.anesthetics import MOST_MINUTES
from tracking.wrvu.details import stored_facts
from tracking.wrvu.facts import NO_FACTS, AnesthesiaCare, Facts

MOST_UNITS = 9_999
# Level II codes of drugs, supplies and devices are given by the hundred and more; of anything else so many are rather a slip.
COUNTED = frozenset("ABCEJKLPQRV")
MOST_USUAL_UNITS = 99
MOST_MODIFIERS = 4
MOST_LINES = 50
_CODE = r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"
_LINE = re.compile(rf"({_CODE})((?:-[0-9A-Z]{{2}})*)(?:[X*×](-?[0-9]{{1,6}}))?")
_MODIFIER = re.compile(r"-?([0-9A-Z]{2})")
_UNITS = re.compile(r"[X*×](-?[0-9]{1,6})")
APART = re.compile(r"(\s[X*×-])\s+(?=[0-9A-Z]{1,2}(?![0-9A-Z]))")
# Teeth: 1 to 32, A to T, and 51 to 82 for those beyond the usual number.
TOOTH = r"[1-9]|[12][0-9]|3[0-2]|5[1-9]|[67][0-9]|8[0-2]|[A-T]"
# Mesial, occlusal, distal, buccal, facial, lingual, incisal.
SURFACES = r"[BDFILMO]{1,5}"
SITE = re.compile(rf"#({TOOTH})(?:-?({SURFACES}))?")
MOST_QUALIFIERS = 20
# Anesthesia: CPT 00100 to 01999. Its time is told in minutes ("45min", "45m") or in hours and minutes ("0:45", "1h30").
_ANESTHESIA = re.compile(r"0(?:0[1-9]|1[0-9])[0-9]{2}")
_MINUTES = re.compile(r"([0-9]{1,3})M|([0-9]{1,4})MIN(?:S|UTES?|UTOS?)?")
_HOURS = re.compile(r"([0-9]{1,2})(?:[:H]([0-5][0-9])M?|H)")
_MINUTE_WORDS = frozenset({"M", "MIN", "MINS", "MINUTE", "MINUTES", "MINUTO", "MINUTOS"})
# Modifiers that say opposite things about one line (payment rules 2.1 and 2.5).
EXCLUSIVE = (("26", "TC"), ("50", "LT"), ("50", "RT"))


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One code as typed, with what belongs to it; behind a tooth stand its surfaces ("14-MO"), in the facts an anesthetic's time."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    tooth: str = ""
    facts: Facts | None = None

    @property
    def qualifiers(self) -> str:
        """What stands behind the code, as it is stored and shown: modifiers, then the tooth ("59 #3")."""
        return " ".join((*self.modifiers, *([f"#{self.tooth}"] if self.tooth else [])))

    @property
    def is_tooth_misplaced(self) -> bool:
        """Whether a tooth stands on a code that is not dental: worth a look, no reason to count less."""
        return bool(self.tooth) and not self.code.startswith("D")

    @property
    def is_count_unusual(self) -> bool:
        """Whether there are more units than of anything but drugs and supplies."""
        return self.units > MOST_USUAL_UNITS and self.code[:1] not in COUNTED

    @property
    def slips(self) -> tuple[str, ...]:
        """What of the line looks like a slip, each as a word; it counts all the same."""
        found = (("tooth_misplaced", self.is_tooth_misplaced), ("units_unusual", self.is_count_unusual))
        return tuple(word for word, is_so in found if is_so)

    @property
    def minutes(self) -> int | None:
        """The time of an anesthetic; None where none is told."""
        return self.facts.anesthesia.minutes if self.facts and self.facts.anesthesia else None

    @property
    def text(self) -> str:
        """The line in the notation that it is read from."""
        code = "-".join((self.code, *self.modifiers))
        units = f"x{self.units}" if self.units != 1 else ""
        tooth = f" #{self.tooth}" if self.tooth else ""
        time = f" {self.minutes}min" if self.minutes is not None and takes_minutes(self.code) else ""
        return f"{code}{units}{tooth}{time}"

    def timed(self, minutes: int | None) -> "EntryLine":
        """Return the line with another time, and all else that is known of it."""
        facts = self.facts or NO_FACTS
        care = replace(facts.anesthesia or AnesthesiaCare(), minutes=minutes)
        facts = replace(facts, anesthesia=None if care == AnesthesiaCare() else care)
        return replace(self, facts=None if facts == NO_FACTS else facts)


@dataclass(frozen=True, slots=True)
class CaseContent:
    """What a clinician enters of a case; two contents are the same case twice when they are equal."""

    date_of_service: date
    place_of_service: str
    lines: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read or cannot stand: the text as typed, a kind, and what it met (a code or a number)."""

    kind: str
    text: str
    met: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """The lines of a typed text, the words that are no code, and every fault."""

    lines: tuple[EntryLine, ...] = ()
    words: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_entry(text: str) -> Entry:
    """Return the lines of a typed text; words and faults stand beside them, nothing typed is dropped."""
    lines: list[EntryLine] = []
    words: list[str] = []
    takes_more = False
    for token in tokens_of(text):
        line = line_of(token)
        joined = joined_with(lines[-1], token) if takes_more and line is None else None
        takes_more = line is not None or joined is not None
        if line is not None:
            lines.append(line)
        elif joined is not None:
            lines[-1] = joined
        else:
            words.append(token)
    return Entry(tuple(lines), tuple(words), check_lines(lines))


def stored_line(code: str, qualifiers: str, units: int = 1, details: str = "") -> EntryLine:
    """Return the line of a stored code with its qualifiers and details."""
    words = qualifiers.split()
    tooth = next((word[1:] for word in words if word.startswith("#")), "")
    return EntryLine(code, tuple(word for word in words if not word.startswith("#")), units, tooth, stored_facts(details))


def read_rows(rows: Iterable[str]) -> Entry:
    """Return the lines of several texts, each read for itself: what stands in one never joins a line of another."""
    entries = [read_entry(row) for row in rows]
    lines = tuple(line for entry in entries for line in entry.lines)
    return Entry(lines, tuple(word for entry in entries for word in entry.words), check_lines(lines))


def write_entry(lines: Iterable[EntryLine]) -> str:
    """Return the lines as text that `read_entry` reads back."""
    return " ".join(line.text for line in lines)


def check_lines(lines: Iterable[EntryLine]) -> tuple[Fault, ...]:
    """Return every fault of the lines: units, too many modifiers, pairs that exclude each other."""
    kept = tuple(lines)
    faults = [fault for line in kept for fault in _faults_of(line)]
    if len(kept) > MOST_LINES:
        faults.append(Fault("too_many_lines", str(len(kept)), str(MOST_LINES)))
    return tuple(faults)


def tokens_of(text: str) -> list[str]:
    """Return the words of the text; what is written apart ("45380 - 59", "99213 x 2", "00812 45 min") is one with its sign."""
    upper = APART.sub(r"\1", f" {text.upper()} ".replace("–", "-"))
    tokens: list[str] = []
    for token in re.split(r"[\s,;+]+", upper):
        if token in _MINUTE_WORDS and _awaits_minutes(tokens):
            tokens[-1] += "MIN"
        elif token.strip("-"):
            tokens.append(token)
    return tokens


def _awaits_minutes(tokens: list[str]) -> bool:
    """Whether the last word is a number behind an anesthetic: to search for "visit 30 min" stays as it is."""
    return bool(tokens) and re.fullmatch("[0-9]{1,4}", tokens[-1]) is not None and any(takes_minutes(token[:5]) for token in tokens)


def takes_minutes(code: str) -> bool:
    """Return whether the code is one of anesthesia, whose time is told."""
    return _ANESTHESIA.fullmatch(code) is not None


def minutes_of(token: str) -> int | None:
    """Return the minutes that a word tells with a unit ("45M", "45MIN", "0:45", "1H30"); None for any other word."""
    if told := _MINUTES.fullmatch(token):
        return int(told[1] or told[2])
    if told := _HOURS.fullmatch(token):
        return int(told[1]) * 60 + int(told[2] or 0)
    return None


def line_of(token: str) -> EntryLine | None:
    """Return the line that a word is by itself; None for any other word."""
    match = _LINE.fullmatch(token)
    if match is None:
        return None
    modifiers = tuple(part for part in match[2].split("-") if part)
    return EntryLine(match[1], modifiers, int(match[3]) if match[3] else 1)


def joined_with(line: EntryLine, token: str) -> EntryLine | None:
    """Return the line with a token that belongs to it (units, tooth, minutes, modifier); None for any other word, and for what it has."""
    if units := _UNITS.fullmatch(token):
        return replace(line, units=int(units[1])) if line.units == 1 else None
    if site := SITE.fullmatch(token):
        return None if line.tooth else replace(line, tooth="-".join(filter(None, site.groups())))
    if takes_minutes(line.code) and (minutes := minutes_of(token)) is not None:
        return line.timed(minutes) if line.minutes is None else None
    if modifier := _MODIFIER.fullmatch(token):
        return replace(line, modifiers=(*line.modifiers, modifier[1]))
    return None


def _faults_of(line: EntryLine) -> list[Fault]:
    faults = []
    if not 1 <= line.units <= MOST_UNITS:
        faults.append(Fault("units", line.code, str(line.units)))
    if line.minutes is not None and not 1 <= line.minutes <= MOST_MINUTES:
        faults.append(Fault("minutes", line.code, str(line.minutes)))
    if len(line.modifiers) > MOST_MODIFIERS or len(line.qualifiers) > MOST_QUALIFIERS:
        faults.append(Fault("too_many_modifiers", line.code, str(len(line.modifiers))))
    if len(set(line.modifiers)) < len(line.modifiers):
        faults.append(Fault("modifier_twice", line.code, " ".join(line.modifiers)))
    faults += [Fault("modifiers_exclude", line.code, f"{a} and {b}") for a, b in EXCLUSIVE if {a, b} <= set(line.modifiers)]
    return faults
