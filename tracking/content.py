"""What a stored case says, and the policy it is counted under, as values."""

from tracking.entry import CaseContent, stored_line
from tracking.models import Case, Clinician
from tracking.wrvu.policy import Policy
from tracking.wrvu.presets import RAW


def content_of(case: Case) -> CaseContent:
    """Return what a stored case says, as it was entered."""
    lines = tuple(stored_line(line.code, line.modifiers, line.units) for line in case.lines.all())
    return CaseContent(case.date_of_service, case.place_of_service, lines)


def policy_of(_clinician: Clinician) -> Policy:
    """Return the policy by which a clinician's work is counted; every clinician's is `raw` until a contract says otherwise."""
    return RAW
