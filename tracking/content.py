"""What a stored case says, as a value."""

from collections.abc import Sequence
from dataclasses import replace

from tracking.entry import CaseContent, EntryLine, stored_line
from tracking.models import Case
from tracking.wrvu.details import stored_facts


def content_of(case: Case) -> CaseContent:
    """Return what a stored case says, as it was entered."""
    lines = tuple(stored_line(line.code, line.modifiers, line.units, line.details) for line in case.lines.all())
    return CaseContent(case.date_of_service, case.place_of_service, lines)


def with_details(lines: Sequence[EntryLine], before: CaseContent, told: Sequence[str] = ()) -> tuple[EntryLine, ...]:
    """Return lines that were typed anew with their details: those told with each line, else those that the code had before."""
    if len(told) == len(lines):
        return tuple(replace(line, facts=stored_facts(text)) for line, text in zip(lines, told, strict=True))
    left = list(before.lines)
    kept = []
    for line in lines:
        former = next((one for one in left if one.code == line.code), None)
        if former is not None:
            left.remove(former)
        kept.append(replace(line, facts=former.facts) if former is not None else line)
    return tuple(kept)


def with_line(content: CaseContent, position: int, line: EntryLine) -> CaseContent:
    """Return the content with another line at a position, from 1."""
    lines = tuple(line if place == position else one for place, one in enumerate(content.lines, start=1))
    return replace(content, lines=lines)
