"""The only writer of programmes, of their case sets, and of who is trained in them; each change is recorded."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Department, Organisation, User
from tracking.models import CaseCategory, CaseSet, Clinician, Programme, Training
from tracking.models.training import CaseSetState
from tracking.training.case_set import Category
from tracking.training.case_set_file import CaseSetFile


@dataclass(frozen=True, slots=True)
class SetTerms:
    """What is said of a case set beside its file: its name, from which graduation on it holds, and where it comes from."""

    name: str
    effective_from: date
    source: str = ""
    counts_signed_only: bool = False


@transaction.atomic
def add_programme(*, organisation: Organisation, department: Department | None, name: str, by: User | None) -> Programme:
    """Make a programme of a department; the same name again is the same programme."""
    if department is not None and department.organisation_id != organisation.pk:
        raise ValidationError(_("This department belongs to another organisation."))
    programme, made = Programme.objects.get_or_create(organisation=organisation, name=name.strip(), defaults={"department": department})
    if made:
        record(action="programme.added", actor=by, organisation=organisation, subject=programme.name)
    return programme


@transaction.atomic
def enrol(
    *, programme: Programme, clinician: Clinician, started_on: date, graduates_on: date, first_year: int, by: User | None
) -> Training:
    """Train a clinician of the same organisation in a programme; who was in another moves."""
    if clinician.organisation_id != programme.organisation_id or not clinician.is_trainee:
        raise ValidationError(_("Only a trainee of the same organisation can be in a programme. Change the role under People first."))
    if graduates_on <= started_on:
        raise ValidationError(_("The training ends before it began. Exchange the two days."))
    facts = {"programme": programme, "started_on": started_on, "graduates_on": graduates_on, "first_year": first_year}
    training, _made = Training.objects.update_or_create(clinician=clinician, defaults=facts)
    detail: dict[str, object] = {"trainee": clinician.name, "from": started_on.isoformat(), "to": graduates_on.isoformat()}
    record(action="programme.enrolled", actor=by, organisation=programme.organisation, subject=programme.name, detail=detail)
    return training


@transaction.atomic
def leave_programme(*, training: Training, by: User) -> None:
    """Take a trainee out of a programme; the log and what was said of its cases stay."""
    detail: dict[str, object] = {"trainee": training.clinician.name}
    programme = training.programme
    training.delete()
    record(action="programme.left", actor=by, organisation=programme.organisation, subject=programme.name, detail=detail)


@transaction.atomic
def stage_case_set(
    *, programme: Programme, terms: SetTerms, file: CaseSetFile, content: bytes, source_name: str, by: User | None
) -> tuple[CaseSet, bool]:
    """Store a case set as a draft and say whether it is new; the same file on the same terms is the same set."""
    digest = hashlib.sha256(content).hexdigest()
    same = {"effective_from": terms.effective_from, "counts_signed_only": terms.counts_signed_only, "source_sha256": digest}
    known = CaseSet.objects.filter(programme=programme, **same).exclude(state=CaseSetState.RETIRED).first()
    if known is not None:
        return known, False
    case_set = CaseSet.objects.create(
        programme=programme, name=terms.name, source=terms.source, source_name=source_name[:255], imported_by=by, **same
    )
    CaseCategory.objects.bulk_create(_row(case_set, position, category) for position, category in enumerate(file.categories, start=1))
    _record("case_set.imported", case_set, by, {"categories": len(file.categories), "file": source_name[:80]})
    return case_set, True


@transaction.atomic
def activate_case_set(*, case_set: CaseSet, by: User | None, at: datetime) -> bool:
    """Let a set count from its day on; another of the same day retires. False where it counts already."""
    Programme.objects.select_for_update().get(pk=case_set.programme_id)
    waiting = CaseSet.objects.filter(pk=case_set.pk).exclude(state=CaseSetState.ACTIVE)
    if not waiting.exists():
        return False
    rivals = CaseSet.objects.active().filter(programme=case_set.programme_id, effective_from=case_set.effective_from)
    rivals.update(state=CaseSetState.RETIRED)
    waiting.update(state=CaseSetState.ACTIVE, activated_at=at)
    _record("case_set.activated", case_set, by, {})
    case_set.refresh_from_db()
    return True


@transaction.atomic
def retire_case_set(*, case_set: CaseSet, by: User) -> bool:
    """Take a set out of use; it stays readable. False where it is out already."""
    if not CaseSet.objects.filter(pk=case_set.pk).exclude(state=CaseSetState.RETIRED).update(state=CaseSetState.RETIRED):
        return False
    _record("case_set.retired", case_set, by, {})
    return True


def _row(case_set: CaseSet, position: int, category: Category) -> CaseCategory:
    return CaseCategory(
        case_set=case_set,
        position=position,
        key=category.key,
        name=category.name,
        minimum=category.minimum,
        parent=category.parent,
        roles=list(category.roles),
        levels=list(category.levels),
        caps={cap.kind: cap.most for cap in category.caps},
        codes=list(category.codes),
    )


def _record(action: str, case_set: CaseSet, by: User | None, detail: dict[str, object]) -> None:
    told: dict[str, object] = {"programme": case_set.programme.name, "from": case_set.effective_from.isoformat(), **detail}
    record(action=action, actor=by, organisation=case_set.programme.organisation, subject=case_set.name, detail=told)
