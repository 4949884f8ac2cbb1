"""Keeps what a case was counted as, when the next value replaces it for other reasons than what the case says."""

from collections.abc import Collection, Sequence

from rvuedge.accounts.models import User
from tracking.models import Case, CaseLine, FormerValuation

# The reason of a version that a correction replaced; the page of the case has the words.
CORRECTED = "corrected"


def keep_corrected(
    *, case: Case, removed: Collection[CaseLine], told: list[dict[str, object]], added: Sequence[CaseLine], by: User
) -> FormerValuation | None:
    """Keep the value of corrected lines, as `told` before the correction, where policy, release or engine are others now; else None.

    Where they are the same, the audit trail says all: what the case said before comes to the same value.
    """
    if not removed or _terms(removed) == _terms(added):
        return None
    return FormerValuation.objects.create(
        case=case,
        version=case.former_valuations.count() + 1,
        credit=sum(line.credit for line in removed),
        lines=told,
        reason=CORRECTED,
        replaced_by=by,
    )


def _terms(lines: Collection[CaseLine]) -> set[tuple[object, ...]]:
    return {(line.policy, line.release_id, line.ranked_on_id, line.engine_version) for line in lines}
