"""What a stored case says, as a value."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracking.entry import CaseContent, EntryLine, stored_line, takes_minutes
from tracking.models import Case, CaseLine
from tracking.wrvu.details import stored_facts


def content_of(case: Case, lines: Iterable[CaseLine] | None = None) -> CaseContent:
    """Return what a stored case says, as it was entered; lines that are read already are not read again."""
    read = case.lines.all() if lines is None else lines
    entered = tuple(stored_line(line.code, line.modifiers, line.units, line.details) for line in read)
    return CaseContent(case.date_of_service, case.place_of_service, entered)


def with_details(
    lines: Sequence[EntryLine], before: CaseContent, told: Sequence[str] = (), *, tells_minutes: bool = False
) -> tuple[EntryLine, ...]:
    """Return lines that were typed anew with their details: those told with each line, else those that the code had before.

    The time of an anesthetic is the typed one, where the lines tell it or `tells_minutes` says that they would.
    """
    if len(told) == len(lines):
        return tuple(replace(line, facts=stored_facts(text)) for line, text in zip(lines, told, strict=True))
    left = list(before.lines)
    kept = []
    for line in lines:
        former = next((one for one in left if one.code == line.code), None)
        if former is not None:
            left.remove(former)
        kept.append(line if former is None else _with_former(line, former, tells_minutes))
    return tuple(kept)


def again(lines: Sequence[EntryLine]) -> tuple[EntryLine, ...]:
    """Return lines to be logged again: times, dates and amounts of one case are not those of the next."""
    return tuple(replace(line, facts=None) for line in lines)


def _with_former(line: EntryLine, former: EntryLine, tells_minutes: bool) -> EntryLine:
    kept = replace(line, facts=former.facts)
    is_told = takes_minutes(line.code) and (tells_minutes or line.minutes is not None)
    return kept.timed(line.minutes) if is_told else kept


def with_line(content: CaseContent, position: int, line: EntryLine) -> CaseContent:
    """Return the content with another line at a position, from 1."""
    lines = tuple(line if place == position else one for place, one in enumerate(content.lines, start=1))
    return replace(content, lines=lines)
