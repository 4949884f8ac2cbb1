"""Takes all fictional data out of an installation and tells what was removed; the audit trail stays."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models.fields.files import FieldFile

from benchmarks.models import Edition, ReportSnapshot
from codes.models import OtherSchedule
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Membership, Organisation, User
from rvuedge.imports.models import ImportRun
from tracking.models import Case, CaseLine, Clinician


@transaction.atomic
def leave_demo() -> dict[str, int]:
    """Remove every demo organisation with all that belongs to it and return the counts, by what was removed."""
    demos = Organisation.objects.filter(is_demo=True)
    elsewhere = Membership.objects.filter(organisation__is_demo=False).values("user_id")
    people = User.objects.filter(memberships__organisation__in=demos, is_superuser=False).exclude(pk__in=elsewhere).distinct()
    removed = {
        "people": people.count(),
        "cases": Case.objects.filter(clinician__organisation__in=demos).count(),
        "lines": CaseLine.objects.filter(clinician__organisation__in=demos).count(),
        "reports": ReportSnapshot.objects.filter(clinician__organisation__in=demos).count(),
        "benchmark editions": Edition.objects.filter(survey__organisation__in=demos).count(),
        "fee schedules": OtherSchedule.objects.filter(organisation__in=demos).count(),
        "organisations": demos.count(),
    }
    if not removed["organisations"]:
        return removed
    numbers = list(people.values_list("pk", flat=True))
    files = [report.pdf for report in ReportSnapshot.objects.filter(clinician__organisation__in=demos).exclude(pdf="")]
    files += [run.file for run in ImportRun.objects.filter(organisation__in=demos).exclude(file="")]
    Clinician.objects.filter(organisation__in=demos).delete()
    demos.delete()
    User.objects.filter(pk__in=numbers).delete()
    record(action="demo.left", subject="All fictional data removed", detail=dict(removed))
    transaction.on_commit(lambda: _remove(files))
    return removed


def _remove(files: Iterable[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))
