"""Lines that a person can mend, as a condition of a query: the same as in a report."""

from django.db.models import Q

from benchmarks.report.build import LANES_TO_REVIEW, TO_REVIEW


def to_review() -> Q:
    """Return the condition of a line without credit that wants a modifier, a comparison or a correction."""
    return ~Q(outcome="credited") & (Q(outcome__in=sorted(TO_REVIEW)) | Q(lane__in=sorted(LANES_TO_REVIEW)))
