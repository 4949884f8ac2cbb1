"""The end of what an installation keeps no longer."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model, QuerySet

from rvuedge.accounts.audit import record
from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import remove_kept_file
from rvuedge.leaving.services import forget_log
from rvuedge.operating.retention import over_at
from rvuedge.site.models import ContactMessage

_AT_ONCE = 500


def forget_what_is_over(*, now: datetime) -> dict[str, int]:
    """Remove what the settings no longer keep, a part at a time; return how many of each kind went, which the trail keeps."""
    over = over_at(now)
    for rows in over.passing:
        _remove(rows)
    gone = {"files": 0, "messages": _remove(over.messages), "logs": 0}
    for run in list(over.files):
        gone["files"] += _remove_file(run)
    for clinician in over.logs.select_related("user", "organisation"):
        forget_log(clinician=clinician)
        gone["logs"] += 1
    if any(gone.values()):
        record(action="retention.applied", detail=dict(gone))
    return gone


def _remove(rows: "QuerySet[Model] | QuerySet[ContactMessage]") -> int:
    """Remove rows some hundred at once, so that nobody waits for all of them."""
    gone = 0
    while found := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=found).delete()
        gone += len(found)
    return gone


@transaction.atomic
def _remove_file(run: ImportRun) -> int:
    remove_kept_file(run)
    return 1
