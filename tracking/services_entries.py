"""Writers for entries that a device sends late: they change a case only as long as it is the one that the device saw."""

from datetime import datetime

from django.db import transaction

from rvuedge.accounts.models import User
from tracking.content import content_of
from tracking.entry import CaseContent
from tracking.models import Case
from tracking.services import CaseConflict, amend_case, remove_case, restore_case


class CaseChanged(CaseConflict):
    """The case was changed or deleted after the device saw it; `case` is what it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__(str(case.pk))
        self.case = case


def version_of(case: Case) -> str:
    """Return the mark of what a case says now; it moves with each change of its content."""
    return f"{case.updated_at:%Y%m%d%H%M%S%f}"


@transaction.atomic
def amend_as_seen(*, case: Case, content: CaseContent, seen: str, actor: User) -> Case:
    """Amend a case of which the device saw the version `seen`; the content that it has already changes nothing."""
    case = _locked(case)
    if case.deleted_at is not None or (_is_other(case, seen) and content_of(case) != content):
        raise CaseChanged(case)
    return amend_case(case=case, content=content, actor=actor)


@transaction.atomic
def remove_as_seen(*, case: Case, seen: str, actor: User, at: datetime) -> Case:
    """Remove a case of which the device saw the version `seen`; a removed one stays as it is."""
    case = _locked(case)
    if case.deleted_at is None and _is_other(case, seen):
        raise CaseChanged(case)
    return remove_case(case=case, actor=actor, at=at)


@transaction.atomic
def restore_as_seen(*, case: Case, actor: User) -> Case:
    """Put a removed case back; a kept one stays as it is."""
    return restore_case(case=_locked(case), actor=actor)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("clinician__organisation").get(pk=case.pk)


def _is_other(case: Case, seen: str) -> bool:
    return bool(seen) and version_of(case) != seen
