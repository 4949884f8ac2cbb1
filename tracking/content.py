"""What a stored case says, as a value."""

from tracking.entry import CaseContent, stored_line
from tracking.models import Case


def content_of(case: Case) -> CaseContent:
    """Return what a stored case says, as it was entered."""
    lines = tuple(stored_line(line.code, line.modifiers, line.units) for line in case.lines.all())
    return CaseContent(case.date_of_service, case.place_of_service, lines)
