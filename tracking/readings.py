"""What a typed text may mean ("45385 45380-59", "D1553 3", "00812 45", "yesterday"): every reading, so that two are asked about."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracking.entry import COUNTED, MOST_LINES, SURFACES, TOOTH, EntryLine, joined_with, line_of, takes_minutes, tokens_of, write_entry
from tracking.extracts import cells
from tracking.wrvu.modifiers import KNOWN

# Beyond this a text is not asked about any more: it stays words, and is searched for.
MOST_READINGS = 6
_LONGEST_STREAM = 80
_CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_NUMBER = re.compile(r"[1-9][0-9]?")
# More units than 99 are given of drugs and supplies alone; four digits may be a code that is still being typed.
_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_SITE = re.compile(rf"({TOOTH})-?({SURFACES})")
_SURFACES = re.compile(SURFACES)
_STREAM_UNITS = re.compile(r"X([1-9][0-9]{0,3})")
_MONTH_AND_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
# In Spanish only whole words: three letters of them are parts of names of procedures.
_DAYS_IN_SPANISH = ("LUNES", "MARTES", "MIERCOLES", "JUEVES", "VIERNES", "SABADO", "DOMINGO")
_TODAY, _YESTERDAY = ("TODAY", "HOY"), ("YESTERDAY", "AYER")
_WITHOUT_ACCENTS = str.maketrans("ÁÉ", "AE")
# In a text without blanks "X2" is a count, though X1 to X5 are modifiers too.
_IN_STREAMS = KNOWN - {f"X{number}" for number in range(1, 10)}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: lines, the day that they are of, and words that are neither."""

    lines: tuple[EntryLine, ...] = ()
    day: date | None = None
    words: tuple[str, ...] = ()
    # Whether the next word may belong to the last line.
    is_open: bool = False

    @property
    def text(self) -> str:
        """The reading in the notation that is read in one way only."""
        day = [self.day.isoformat()] if self.day else []
        return " ".join((*day, *filter(None, [write_entry(self.lines)]), *self.words))


def readings_of(text: str, today: date, known: Container[str]) -> tuple[Reading, ...]:
    """Return every way to read a typed text; `known` are the codes that one without blanks may be cut into."""
    readings = [Reading()]
    for token in tokens_of(text):
        more = list(dict.fromkeys(after for reading in readings for after in _followed(reading, token, today, known)))
        readings = more if len(more) <= MOST_READINGS else [_with_word(reading, token) for reading in readings]
    return tuple(dict.fromkeys(replace(reading, is_open=False) for reading in readings))


def _followed(reading: Reading, token: str, today: date, known: Container[str]) -> list[Reading]:
    """Return the ways to go on after a reading."""
    line = line_of(token)
    if line is not None:
        return [_with_lines(reading, (line,))]
    if reading.is_open and (joined := _joined(reading.lines[-1], token)):
        return [_with_lines(replace(reading, lines=reading.lines[:-1]), (last,)) for last in joined]
    days = days_named(token, today)
    if days and reading.day in (None, *days):
        return [replace(reading, day=day) for day in days if reading.day in (None, day)]
    streams = list(_streams(token, known)) if 5 < len(token) <= _LONGEST_STREAM else []
    return [_with_lines(reading, lines) for lines in streams] or [_with_word(reading, token)]


def _with_lines(reading: Reading, lines: tuple[EntryLine, ...]) -> Reading:
    return replace(reading, lines=(*reading.lines, *lines), is_open=True)


def _with_word(reading: Reading, token: str) -> Reading:
    return replace(reading, words=(*reading.words, token), is_open=False)


def _joined(line: EntryLine, token: str) -> list[EntryLine]:
    """Return what a line becomes with a word that belongs to it: more than one where it may be a tooth, a count or a modifier."""
    if line.code.startswith("D") and (dental := _dental(line, token)):
        return dental
    if takes_minutes(line.code) and re.fullmatch("[0-9]+", token):
        return _timed(line, token)
    if line.code[0] in COUNTED and line.units == 1 and len(token) == 3 and _COUNT.fullmatch(token):
        return [replace(line, units=int(token))]
    if not _NUMBER.fullmatch(token):
        joined = joined_with(line, token)
        return [joined] if joined else []
    # Behind a drug or a supply a number is as likely a count as a modifier.
    as_modifier, as_units = replace(line, modifiers=(*line.modifiers, token)), replace(line, units=int(token))
    if line.units != 1:
        return [as_modifier] if token in KNOWN else []
    if token not in KNOWN:
        return [as_units]
    return [as_modifier, as_units] if line.code[0] in COUNTED else [as_modifier]


def _timed(line: EntryLine, token: str) -> list[EntryLine]:
    """Return what an anesthetic becomes with a bare number: its minutes, or a modifier where there is one of that number."""
    as_modifier = [replace(line, modifiers=(*line.modifiers, token))] if token in KNOWN else []
    return as_modifier if line.minutes is not None or not _COUNT.fullmatch(token) else [*as_modifier, line.timed(int(token))]


def _dental(line: EntryLine, token: str) -> list[EntryLine]:
    """Return what a dental line becomes: a tooth, its surfaces, or a count."""
    if line.tooth and "-" not in line.tooth and _SURFACES.fullmatch(token):
        return [replace(line, tooth=f"{line.tooth}-{token}")]
    if _NUMBER.fullmatch(token):
        as_units = [replace(line, units=int(token))] if line.units == 1 else []
        return [replace(line, tooth=token), *as_units] if re.fullmatch(TOOTH, token) and not line.tooth else as_units
    if line.tooth:
        return []
    if token.isalpha() and re.fullmatch(TOOTH, token):
        return [replace(line, tooth=token)]
    if site := _SITE.fullmatch(token):
        as_site = replace(line, tooth=f"{site[1]}-{site[2]}")
        return [as_site, replace(line, modifiers=(*line.modifiers, token))] if token in KNOWN else [as_site]
    return []


def _streams(rest: str, known: Container[str], lines: int = 0) -> Iterator[tuple[EntryLine, ...]]:
    """Yield every way to cut a text without blanks into known codes with their modifiers and counts."""
    if not rest:
        yield ()
        return
    code = rest[:5]
    if lines >= MOST_LINES or not _CODE.fullmatch(code) or code not in known:
        return
    for line, behind in _qualified(EntryLine(code), rest[5:]):
        for more in _streams(behind, known, lines + 1):
            yield (line, *more)


def _qualified(line: EntryLine, rest: str) -> Iterator[tuple[EntryLine, str]]:
    """Yield a line with as many of the next modifiers, and with the count, that may belong to it, and what stands behind."""
    yield line, rest
    if found := _STREAM_UNITS.match(rest):
        yield from ((replace(line, units=int(rest[1:end])), rest[end:]) for end in range(2, found.end() + 1))
    told = rest.removeprefix("-")
    if len(line.modifiers) < 2 and told[:2] in _IN_STREAMS and told[:2] not in line.modifiers:
        yield from _qualified(replace(line, modifiers=(*line.modifiers, told[:2])), told[2:])


def days_named(word: str, today: date) -> tuple[date, ...]:
    """Return the days that a word may name, the likeliest first: none, one, or two on the weekday that it names."""
    told = word.upper().translate(_WITHOUT_ACCENTS)
    if told in (*_TODAY, *_YESTERDAY):
        return (today - timedelta(days=told in _YESTERDAY),)
    for number, (name, in_spanish) in enumerate(zip(_WEEKDAYS, _DAYS_IN_SPANISH, strict=True)):
        if told in (name, name[:3], in_spanish):
            back = (today.weekday() - number) % 7
            return (today - timedelta(days=back),) if back else (today, today - timedelta(days=7))
    if found := _MONTH_AND_DAY.fullmatch(told):
        told = _latest(int(found[1]), int(found[2]), today)
    read = cells.day(told) if re.search("[-/]", told) or len(told) == 8 else ""
    return (date.fromisoformat(read),) if read and not read.startswith(cells.FAULT) else ()


def _latest(month: int, day: int, today: date) -> str:
    """The last such day of the calendar up to today; 29 February may lie some years back."""
    return next((f"{year}-{month}-{day}" for year in range(today.year, today.year - 9, -1) if _is_past(year, month, day, today)), "")


def _is_past(year: int, month: int, day: int, today: date) -> bool:
    read = cells.day(f"{year}-{month}-{day}")
    return not read.startswith(cells.FAULT) and date.fromisoformat(read) <= today
