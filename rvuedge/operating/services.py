"""The end of what an installation keeps no longer."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import Model, QuerySet

from rvuedge.accounts.audit import record
from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import remove_kept_file
from rvuedge.leaving.services import forget_log
from rvuedge.operating.retention import over_at
from rvuedge.site.models import ContactMessage

logger = logging.getLogger("rvuedge.operating")
_AT_ONCE = 500


def forget_what_is_over(*, now: datetime) -> dict[str, int]:
    """Remove what the settings no longer keep, a part at a time; return how many of each kind went, which the trail keeps."""
    over = over_at(now)
    for rows in over.passing:
        _remove(rows)
    gone = {"files": 0, "messages": _remove(over.messages), "logs": 0}
    for run in list(over.files):
        gone["files"] += _is_done(partial(_remove_file, run), "file of import", run.pk)
    for clinician in over.logs.select_related("user", "organisation"):
        gone["logs"] += _is_done(partial(forget_log, clinician=clinician), "log", clinician.pk)
    if any(gone.values()):
        record(action="retention.applied", detail=dict(gone))
    return gone


def _is_done(remove: Callable[[], bool], what: str, number: object) -> bool:
    """Remove one thing; what cannot be removed is said in the log and tried again tomorrow, and keeps nothing else here."""
    try:
        return remove()
    except (OSError, DatabaseError):
        logger.exception("The %s %s is over and could not be removed", what, number)
        return False


def _remove(rows: "QuerySet[Model] | QuerySet[ContactMessage]") -> int:
    """Remove rows some hundred at once, so that nobody waits for all of them."""
    gone = 0
    while found := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=found).delete()
        gone += len(found)
    return gone


@transaction.atomic
def _remove_file(run: ImportRun) -> bool:
    remove_kept_file(run)
    return True
