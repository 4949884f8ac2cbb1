"""Writers of several cases at once: a counted clinic day, a day logged again, and taking that back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from rvuedge.accounts.models import User
from tracking.entry import CaseContent
from tracking.models import Case, Clinician
from tracking.services import log_case, remove_case


@transaction.atomic
def log_cases(*, clinician: Clinician, batch: UUID, contents: Sequence[CaseContent], actor: User) -> list[Case]:
    """Store several cases, or none; the same batch again is the same cases."""
    return [
        log_case(clinician=clinician, case_id=uuid5(batch, str(place)), content=content, actor=actor)
        for place, content in enumerate(contents)
    ]


@transaction.atomic
def remove_cases(*, cases: Iterable[Case], actor: User, at: datetime) -> int:
    """Take several cases out of every total; return how many are out now."""
    return len([remove_case(case=case, actor=actor, at=at) for case in cases])
