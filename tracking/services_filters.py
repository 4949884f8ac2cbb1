"""The only writer of saved filters, and of the trail that exports leave."""

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import User
from tracking.chosen import Choice
from tracking.models import Clinician, SavedFilter

MOST_FILTERS = 30


@transaction.atomic
def save_filter(*, clinician: Clinician, name: str, choice: Choice) -> SavedFilter | None:
    """Keep a choice under a name, in place of one of the same name; None where as many as may be are kept."""
    kept = SavedFilter.objects.filter(clinician=clinician)
    if kept.exclude(name=name).count() >= MOST_FILTERS:
        return None
    saved, _is_new = SavedFilter.objects.update_or_create(clinician=clinician, name=name, defaults={"chosen": choice.stored()})
    return saved


def remove_filter(*, saved: SavedFilter) -> None:
    """Let go of a saved filter."""
    saved.delete()


def record_export(*, clinician: Clinician, by: User, form: str, lines: int, choice: Choice) -> None:
    """Tell the audit trail what left."""
    detail: dict[str, object] = {"format": form, "lines": lines, "chosen": choice.stored()}
    record(action="log.exported", actor=by, organisation=clinician.organisation, subject=str(clinician.pk), detail=detail)
