"""RVU Edge reads every kind of row within the border of whoever asks."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model, QuerySet

from benchmarks.models import (
    CalendarDay,
    ComparisonPolicy,
    Edition,
    PayOffer,
    PayPlan,
    PeriodClose,
    ReconciledLine,
    Reconciliation,
    ReportMail,
    ReportQuery,
    ReportSnapshot,
    SpecialtyShare,
    Survey,
    WaitingTable,
)
from codes.models import NoticeAcknowledgement, OtherSchedule
from rvuedge.accounts.models import AuditEntry, Department, Division, Invitation, Membership
from rvuedge.imports.models import ImportRun
from rvuedge.scim.models import ScimToken
from rvuedge.sign_on.models import SignOn
from tests.access.roles import ROLES
from tests.access.world import World
from tracking.models import (
    Case,
    CaseLine,
    CaseSet,
    ChargeImport,
    Clinician,
    Contract,
    CreditPolicy,
    Effort,
    FormerValuation,
    Leave,
    MonthTotal,
    ProcedureSet,
    Programme,
    SavedFilter,
    Target,
    TrainedCase,
    Training,
    UsualPlace,
    WorkPlace,
)

NOBODY: frozenset[str] = frozenset()
HOME_LOGS = frozenset({"clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "trainee"})
# Whose clinicians (and so totals and reports) somebody sees: the own one, a lead the department's, an administrator the organisation's.
OF_CLINICIANS = {
    "clinician": {"clinician"},
    "colleague": {"colleague"},
    "surgeon": {"surgeon"},
    "lead": {"clinician", "colleague", "lead", "trainee"},
    "lead_elsewhere": {"surgeon", "lead_elsewhere"},
    "administrator": HOME_LOGS,
    "trainee": {"trainee"},
    "stranger": {"stranger"},
    "strange_administrator": {"stranger"},
    "operator": NOBODY,
}
# Whose case lines: never a lead's department's; the attending's own and those that the attending signs.
OF_CASES = {
    "clinician": {"clinician", "trainee"},
    "colleague": NOBODY,
    "surgeon": {"surgeon"},
    "lead": NOBODY,
    "lead_elsewhere": NOBODY,
    "administrator": {"clinician", "surgeon", "trainee"},
    "trainee": {"trainee"},
    "stranger": {"stranger"},
    "strange_administrator": {"stranger"},
    "operator": NOBODY,
}
OF_HOME = frozenset({"clinician", "colleague", "surgeon", "lead", "lead_elsewhere", "administrator", "trainee"})


def parts(world: World, clinicians: Iterable[Any]) -> set[str]:
    """The parts of the cast whose clinicians these are."""
    names = {member.clinician: part for part in ROLES[1:-1] if (member := world.member(part)).clinician}
    return {names[clinician] for clinician in clinicians}


def organisations(rows: Iterable[Any]) -> set[str]:
    return {row.organisation.slug if row.organisation else "installation" for row in rows}


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_clinicians_with_their_totals_and_reports_to_those_who_lead_them(world: World, role: str) -> None:
    user = world.cast.members[role]
    assert parts(world, Clinician.objects.visible_to(user)) == OF_CLINICIANS[role]
    with_cases = OF_CLINICIANS[role] & {"clinician", "surgeon", "trainee", "stranger"}
    assert parts(world, (total.clinician for total in MonthTotal.objects.visible_to(user))) == with_cases
    assert parts(world, (report.clinician for report in ReportSnapshot.objects.visible_to(user))) == OF_CLINICIANS[role]
    # Whoever keeps one of the four logs raised a query about the own report.
    asked = parts(world, (query.snapshot.clinician for query in ReportQuery.objects.visible_to(user)))
    assert asked == OF_CLINICIANS[role] & {"clinician", "surgeon", "trainee", "stranger"}


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_cases_to_their_owner_their_attending_and_the_administrator(world: World, role: str) -> None:
    user = world.cast.members[role]
    assert parts(world, (case.clinician for case in Case.objects.visible_to(user))) == OF_CASES[role]
    assert parts(world, (line.clinician for line in CaseLine.objects.visible_to(user))) == OF_CASES[role]
    assert parts(world, (former.case.clinician for former in FormerValuation.objects.visible_to(user))) == OF_CASES[role]


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_a_contract_to_whom_it_binds_and_to_the_administrator(world: World, role: str) -> None:
    seen = {"clinician": {"clinician"}, "administrator": {"clinician"}, "stranger": {"stranger"}, "strange_administrator": {"stranger"}}
    contracts = Contract.objects.visible_to(world.cast.members[role])
    assert parts(world, (contract.clinician for contract in contracts)) == seen.get(role, NOBODY)


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_effort_leave_target_and_pay_plan_to_whom_they_are_of_and_to_the_administrator(world: World, role: str) -> None:
    user = world.cast.members[role]
    logs = {"clinician", "surgeon", "trainee"}
    seen = {"administrator": logs, "strange_administrator": {"stranger"}}.get(role, {role} & (logs | {"stranger"}))
    for model in (Effort, Leave, Target, SpecialtyShare, PayPlan):
        assert parts(world, (row.clinician for row in model.objects.visible_to(user))) == seen
    administered = {"administrator": HOME_LOGS, "strange_administrator": {"stranger"}}.get(role, NOBODY)
    assert parts(world, Clinician.objects.administered_by(user)) == administered


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_charge_imports_saved_filters_and_offers_to_their_owner_alone(world: World, role: str) -> None:
    user = world.cast.members[role]
    own = {role} & {"clinician", "surgeon", "trainee", "stranger"}
    assert parts(world, (one.clinician for one in ChargeImport.objects.visible_to(user))) == own
    assert parts(world, (one.clinician for one in SavedFilter.objects.visible_to(user))) == own
    assert parts(world, (one.clinician for one in ProcedureSet.objects.visible_to(user))) == own
    assert parts(world, (one.clinician for one in PayOffer.objects.visible_to(user))) == own


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_comparisons_to_their_owner_and_the_administrator(world: World, role: str) -> None:
    user = world.cast.members[role]
    logs = {"clinician", "surgeon", "trainee"}
    seen = {"administrator": logs, "strange_administrator": {"stranger"}}.get(role, {role} & (logs | {"stranger"}))
    assert parts(world, (one.clinician for one in Reconciliation.objects.visible_to(user))) == seen
    assert parts(world, (one.run.clinician for one in ReconciledLine.objects.visible_to(user))) == seen
    assert parts(world, (one.clinician for one in Reconciliation.objects.own(user))) == {role} & (logs | {"stranger"})


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_a_training_to_the_trainee_and_its_directors_and_its_cases_to_the_attending(world: World, role: str) -> None:
    user = world.cast.members[role]
    directs = {"lead": {"riverside"}, "administrator": {"riverside"}, "strange_administrator": {"far"}}.get(role, set())
    assert organisations(Programme.objects.directed_by(user)) == directs
    assert organisations(Programme.objects.visible_to(user)) == directs | ({"riverside"} if role == "trainee" else set())
    sets = organisations(one.programme for one in CaseSet.objects.visible_to(user))
    assert sets == directs | ({"riverside"} if role == "trainee" else set())
    trained = {"trainee"} if role in {"trainee", "lead", "administrator"} else NOBODY
    assert parts(world, (one.clinician for one in Training.objects.visible_to(user))) == trained
    cases = {"trainee"} if role in {"trainee", "clinician", "administrator"} else NOBODY
    assert parts(world, (one.case.clinician for one in TrainedCase.objects.visible_to(user))) == cases
    assert TrainedCase.objects.signed_by(user).exists() == (role == "clinician")


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_places_to_members_and_usual_ones_to_their_owner(world: World, role: str) -> None:
    user = world.cast.members[role]
    own = {"riverside"} if role in OF_HOME else {"far"} if role != "operator" else set()
    assert organisations(WorkPlace.objects.visible_to(user)) == own
    assert organisations(WorkPlace.objects.administered_by(user)) == (own if "administrator" in role else set())
    keeps = {role} & {"clinician", "surgeon", "trainee", "stranger"}
    assert parts(world, (one.clinician for one in UsualPlace.objects.visible_to(user))) == keeps


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_members_of_the_own_organisation_to_its_administrator(world: World, role: str) -> None:
    user = world.cast.members[role]
    seen = {place.user for place in Membership.objects.visible_to(user)}
    of_all = {"administrator": OF_HOME, "strange_administrator": {"stranger", "strange_administrator"}}
    alone = NOBODY if role == "operator" else {role}
    assert seen == {world.cast.members[part] for part in of_all.get(role, alone)}


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_what_belongs_to_an_organisation_to_that_organisation(world: World, role: str) -> None:
    user = world.cast.members[role]
    own = {"riverside"} if role in OF_HOME else {"far"} if role != "operator" else set()
    administers = own if "administrator" in role else set()
    assert organisations(edition.survey for edition in Edition.objects.visible_to(user)) == own
    assert organisations(CreditPolicy.objects.visible_to(user)) == own
    assert organisations(CreditPolicy.objects.administered_by(user)) == administers
    assert organisations(OtherSchedule.objects.visible_to(user)) == own | {"installation"}
    assert organisations(PeriodClose.objects.visible_to(user)) == administers
    assert organisations(ComparisonPolicy.objects.visible_to(user)) == administers
    assert organisations(CalendarDay.objects.visible_to(user)) == administers
    assert organisations(WaitingTable.objects.visible_to(user)) == administers
    assert organisations(mail.snapshot.clinician for mail in ReportMail.objects.visible_to(user)) == administers
    assert organisations(SignOn.objects.visible_to(user)) == administers
    assert organisations(ScimToken.objects.visible_to(user)) == administers
    of_runs = {"riverside", "far", "installation"} if role == "operator" else administers
    assert organisations(ImportRun.objects.visible_to(user)) == of_runs


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_departments_and_surveys_to_members_and_divisions_and_invitations_to_administrators(world: World, role: str) -> None:
    user = world.cast.members[role]
    own = {"riverside"} if role in OF_HOME else {"far"} if role != "operator" else set()
    administers = own if "administrator" in role else set()
    assert organisations(Department.objects.visible_to(user)) == own
    assert organisations(Survey.objects.visible_to(user)) == own
    assert organisations(Division.objects.visible_to(user)) == administers
    assert organisations(Invitation.objects.visible_to(user)) == administers
    for organisation in (world.cast.organisation, world.cast.elsewhere, None):
        NoticeAcknowledgement.objects.get_or_create(organisation=organisation)
    assert organisations(NoticeAcknowledgement.objects.visible_to(user)) == (own or {"installation"})


@pytest.mark.parametrize("role", ROLES[1:])
def test_shows_the_audit_trail_of_the_own_organisation_to_its_administrator_and_all_to_the_operator(world: World, role: str) -> None:
    seen = set(AuditEntry.objects.visible_to(world.cast.members[role]).values_list("organisation_id", flat=True))
    organisation = {"administrator": {world.cast.organisation.pk}, "strange_administrator": {world.cast.elsewhere.pk}}
    assert seen == ({None, world.cast.organisation.pk, world.cast.elsewhere.pk} if role == "operator" else organisation.get(role, set()))


def test_has_a_border_for_every_kind_of_row_that_belongs_to_somebody() -> None:
    """Whoever adds a kind of row adds it to the tests above, or says here through which row it is reached."""
    of_tracking = {Clinician, MonthTotal, Case, CaseLine, CreditPolicy, Contract, ChargeImport, SavedFilter, ProcedureSet}
    of_tracking |= {FormerValuation, Programme, CaseSet, Training, TrainedCase, UsualPlace, WorkPlace, Effort, Leave, Target}
    tested = of_tracking | {
        ReportSnapshot,
        Membership,
        Edition,
        OtherSchedule,
        PeriodClose,
        ImportRun,
        AuditEntry,
        WaitingTable,
        ReportMail,
    }
    tested |= {SignOn, ScimToken, SpecialtyShare, ComparisonPolicy, PayPlan, PayOffer, Reconciliation, ReconciledLine, ReportQuery}
    tested |= {CalendarDay, Department, Division, Invitation, Survey, NoticeAcknowledgement}
    bordered = {model for model in apps.get_models() if hasattr(rows_of(model), "visible_to")}
    assert bordered == tested


def rows_of(model: type[Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.all()
    return rows
