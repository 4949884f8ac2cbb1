"""Takes all fictional data out of an installation and tells what was removed; the audit trail stays."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile

from benchmarks.models import Edition, ReportSnapshot
from codes.models import OtherSchedule
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.imports.models import ImportRun
from tracking.models import Case, CaseLine, Clinician


def joined_people() -> list[str]:
    """Return the addresses of people whom somebody invited into a demo organisation: leaving the demo removes them too.

    Whom the demo made has an address under .example, which nobody can have (RFC 2606).
    """
    return list(_people().exclude(email__endswith=".example").order_by("email").values_list("email", flat=True))


@transaction.atomic
def leave_demo() -> dict[str, int]:
    """Remove every demo organisation with all that belongs to it, files too, and return the counts, by what was removed."""
    demos = Organisation.objects.filter(is_demo=True)
    people = _people()
    reports = ReportSnapshot.objects.filter(clinician__organisation__in=demos)
    runs = ImportRun.objects.filter(organisation__in=demos)
    files = [*_files(one.pdf for one in reports.only("pdf")), *_files(run.file for run in runs.only("file"))]
    removed = {
        "people": people.count(),
        "cases": Case.objects.filter(clinician__organisation__in=demos).count(),
        "lines": CaseLine.objects.filter(clinician__organisation__in=demos).count(),
        "reports": reports.count(),
        "benchmark editions": Edition.objects.filter(survey__organisation__in=demos).count(),
        "fee schedules": OtherSchedule.objects.filter(organisation__in=demos).count(),
        "imported files": runs.count(),
        "organisations": demos.count(),
    }
    if not removed["organisations"]:
        return removed
    numbers = list(people.values_list("pk", flat=True))
    for clinician in Clinician.objects.filter(organisation__in=demos).order_by("-is_trainee", "pk"):
        _remove(clinician)
    demos.delete()
    User.objects.filter(pk__in=numbers).delete()
    record(action="demo.left", subject="All fictional data removed", detail=dict(removed))
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))
    return removed


def _people() -> QuerySet[User]:
    elsewhere = Membership.objects.filter(organisation__is_demo=False).values("user_id")
    return User.objects.filter(memberships__organisation__is_demo=True, is_superuser=False).exclude(pk__in=elsewhere).distinct()


def _remove(clinician: Clinician) -> None:
    """One at a time, lines first: a crowd of millions of lines is never held in memory."""
    CaseLine.objects.filter(clinician=clinician).delete()
    Case.objects.filter(clinician=clinician).delete()
    clinician.delete()


def _files(found: Iterable[FieldFile]) -> list[tuple[Storage, str]]:
    return [(file.storage, file.name) for file in found if file.name]
