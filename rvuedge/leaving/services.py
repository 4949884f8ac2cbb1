"""The end of an account and of an organisation: rows and files go in one transaction, the audit trail stays."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile

from benchmarks.models import Edition, ReportSnapshot
from benchmarks.services_reconcile import KIND as EMPLOYER_REPORT
from codes.models import OtherSchedule
from codes.releases import move_catalogue_version
from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Invitation, Membership, Organisation, User
from rvuedge.imports.models import ImportRun
from rvuedge.leaving.account import open_cases, places_of, why_not
from rvuedge.leaving.belongings import GOES_WITH_THE_ACCOUNT, GOES_WITH_THE_PERSON
from rvuedge.scim.models import Provisioned
from rvuedge.site.models import ContactMessage
from tracking.models import Case, CaseLine, Clinician, MonthTotal, TrainedCase


@transaction.atomic
def delete_account(*, user: User) -> None:
    """Take out the account and what it logged, but for closed months and published reports, which its organisation answers for."""
    user = User.objects.select_for_update().get(pk=user.pk)
    places = places_of(user)
    if refused := why_not(user, places):
        raise ValidationError(refused)
    alone = [place.organisation.pk for place in places if place.is_alone]
    for place in places:
        detail: dict[str, object] = {"cases_removed": place.going, "cases_kept": place.staying, "reports_kept": place.reports}
        record(action="account.deleted", actor=user, organisation=place.organisation, subject=user.email, detail=detail)
    if not places:
        record(action="account.deleted", actor=user, subject=user.email)
    logs = Clinician.objects.filter(user=user).exclude(organisation__in=alone)
    _forget_brought(logs)
    kept = [_leave_log(clinician) for clinician in logs]
    if alone:
        _remove(Organisation.objects.filter(pk__in=alone))
    ContactMessage.objects.filter(reply_to__iexact=user.email).update(reply_to="")
    _end_account(user, is_kept=any(kept))


@transaction.atomic
def remove_organisations(organisations: QuerySet[Organisation]) -> dict[str, int]:
    """Remove organisations with all that belongs to them, files and people without another place too; return the counts."""
    people = people_of(organisations)
    counts = {
        "people": people.count(),
        "cases": Case.objects.filter(clinician__organisation__in=organisations).count(),
        "lines": CaseLine.objects.filter(clinician__organisation__in=organisations).count(),
        "reports": ReportSnapshot.objects.filter(clinician__organisation__in=organisations).count(),
        "benchmark editions": Edition.objects.filter(survey__organisation__in=organisations).count(),
        "fee schedules": OtherSchedule.objects.filter(organisation__in=organisations).count(),
        "imported files": ImportRun.objects.filter(organisation__in=organisations).count(),
        "organisations": organisations.count(),
    }
    numbers = list(people.values_list("pk", flat=True))
    _remove(organisations)
    User.objects.filter(pk__in=numbers).delete()
    return counts


@transaction.atomic
def forget_log(*, clinician: Clinician) -> bool:
    """Remove a log that stayed for its closed months, with reports and files, and an account that is of no more use.

    Return False where the person was taken back meanwhile: then nothing goes. Whom trainees name as their attending stays by name.
    """
    if not Clinician.objects.select_for_update().filter(pk=clinician.pk, ended_on=clinician.ended_on).exists():
        return False
    user, reports = clinician.user, ReportSnapshot.objects.filter(clinician=clinician)
    detail: dict[str, object] = {"cases": Case.objects.filter(clinician=clinician).count(), "reports": reports.count()}
    record(action="log.forgotten", organisation=clinician.organisation, subject=user.email, detail=detail)
    _forget_brought(Clinician.objects.filter(pk=clinician.pk))
    _forget_files(_files(one.pdf for one in reports.only("pdf")))
    if Case.objects.filter(attending=clinician).exclude(clinician=clinician).exists():
        _empty_log(clinician)
    else:
        _remove_log(clinician)
    is_of_use = user.is_superuser or user.memberships.filter(active=True).exists() or Clinician.objects.filter(user=user).exists()
    if not is_of_use:
        _end_account(user)
    return True


def people_of(organisations: QuerySet[Organisation]) -> QuerySet[User]:
    """Return the people who are in one of these organisations and in no other; operators never."""
    elsewhere = Membership.objects.exclude(organisation__in=organisations).values("user_id")
    return User.objects.filter(memberships__organisation__in=organisations, is_superuser=False).exclude(pk__in=elsewhere).distinct()


def _remove(organisations: QuerySet[Organisation]) -> None:
    reports = ReportSnapshot.objects.filter(clinician__organisation__in=organisations)
    runs = ImportRun.objects.filter(organisation__in=organisations)
    _forget_files([*_files(one.pdf for one in reports.only("pdf")), *_files(run.file for run in runs.only("file"))])
    for clinician in Clinician.objects.filter(organisation__in=organisations).order_by("-is_trainee", "pk"):
        _remove_log(clinician)
    organisations.delete()
    # A table that everybody was shown went with them.
    move_catalogue_version()


def _remove_log(clinician: Clinician) -> None:
    _remove_cases(clinician)
    clinician.delete()


def _empty_log(clinician: Clinician) -> None:
    _remove_cases(clinician)
    kinds: tuple[type[Model], ...] = (ReportSnapshot, MonthTotal, *GOES_WITH_THE_ACCOUNT)
    for model in kinds:
        model._base_manager.filter(clinician=clinician).delete()


def _remove_cases(clinician: Clinician) -> None:
    """Remove the cases of a log, lines first: one of millions of lines is never held in memory."""
    CaseLine.objects.filter(clinician=clinician).delete()
    Case.objects.filter(clinician=clinician).delete()


def _end_account(user: User, is_kept: bool = False) -> None:
    """Remove an account, or keep its number alone for what stays."""
    if is_kept or TrainedCase.objects.filter(signed_by=user).exists():
        _make_nameless(user)
    else:
        User.objects.filter(pk=user.pk).delete()


def _leave_log(clinician: Clinician) -> bool:
    """Remove what no closed month holds; return whether the log stays for what one does."""
    going = open_cases(clinician)
    CaseLine.objects.filter(case__in=going).delete()
    going.delete()
    for model in GOES_WITH_THE_ACCOUNT:
        model._base_manager.filter(clinician=clinician).delete()
    stays = Case.objects.filter(clinician=clinician).exists() or ReportSnapshot.objects.filter(clinician=clinician).published().exists()
    if not stays and not Case.objects.filter(attending=clinician).exists():
        clinician.delete()
        return False
    left = CaseLine.objects.filter(clinician=clinician).values("month_index")
    MonthTotal.objects.filter(clinician=clinician).exclude(month_index__in=left).delete()
    return True


def _forget_brought(logs: QuerySet[Clinician]) -> None:
    """Remove the files that were brought for these logs: extracts, and employers' reports, also those that wait for an answer."""
    reports = ImportRun.objects.filter(kind=EMPLOYER_REPORT, answers__clinician__in=list(logs.values_list("pk", flat=True)))
    for runs in (ImportRun.objects.filter(charges__clinician__in=logs), reports):
        _forget_files(_files(run.file for run in runs.only("file")))
        runs.update(file="")
    reports.delete()


def _make_nameless(user: User) -> None:
    """Keep a number for what stays, and nothing by which somebody could sign in or be written to."""
    for model in GOES_WITH_THE_PERSON:
        model._base_manager.filter(user=user).delete()
    Invitation.objects.filter(email=user.email).delete()
    Membership.objects.filter(user=user).update(active=False)
    Provisioned.objects.filter(membership__user=user).update(external_id="", is_deleted=True)
    user.email, user.name, user.is_active = f"deleted-{user.pk}@deleted.invalid", "", False
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def _files(found: Iterable[FieldFile]) -> list[tuple[Storage, str]]:
    return [(file.storage, file.name) for file in found if file.name]


def _forget_files(files: Iterable[tuple[Storage, str]]) -> None:
    for storage, name in files:
        transaction.on_commit(partial(storage.delete, name))
