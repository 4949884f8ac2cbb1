"""The cast with one of everything that an address can name, for each owner of roles.py, and everybody signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.admin import site
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from benchmarks.editions import activate_edition, map_specialty, stage_edition
from benchmarks.models import CalendarDay, ComparisonPolicy, PayOffer, PayPlan, ReportMail, ReportSnapshot, SpecialtyShare
from benchmarks.report_services import close_month, publish_report, queue_reports
from benchmarks.services_queries import raise_query
from benchmarks.services_tables import keep_table
from codes.browse import by_category, by_specialty
from codes.importers import PPRRVU
from codes.models import OtherFee, OtherSchedule, Release, ReleaseState
from rvuedge.accounts.models import DeviceSession, Division, Membership, Organisation, Role, User
from rvuedge.accounts.services import invite, make_token, reset_path
from rvuedge.imports.models import ImportIssue
from rvuedge.imports.services import receive_file
from rvuedge.lib.months import Month
from tests.access.passkeys import store_passkey
from tests.access.roles import ROLES
from tests.access.world_reconciling import add_reconciling
from tests.access.world_sign_on import add_sign_on
from tests.access.world_site import add_texts
from tests.access.world_training import add_places, add_training
from tests.benchmarks.tables import GASTRO, TERMS, table
from tests.cast import Cast, Member, make_cast
from tests.factories import ReleaseFactory, SpecialtyFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking.entry import CaseContent, EntryLine
from tracking.incoming import cleaned
from tracking.models import Clinician, Contract, CreditPolicy, Effort, Favourite, FormerValuation, Leave, ProcedureSet, SavedFilter, Target
from tracking.services import log_case, remove_case
from tracking.services_imports import receive_charges
from tracking.services_policy import agree_contract, draft_policy
from tracking.wrvu.presets import RAW

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
OCTOBER = Month(2026, 10)
LOGGED_ON = date(2026, 10, 14)
LOGS = ("clinician", "surgeon", "trainee", "stranger")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as an address names it: what stands in the path, and in the query."""

    path: Mapping[str, Any]
    query: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """The cast, the session of everybody who signed in, and the objects by kind and owner."""

    cast: Cast
    sessions: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, Thing]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, owner: str, query: str = "", **path: object) -> None:
        self.things.setdefault(kind, {})[owner] = Thing(path, query)

    def member(self, part: str) -> Member:
        member: Member = getattr(self.cast, part)
        return member

    def place(self, part: str) -> Membership:
        """Return somebody's place as the database has it now: tests change the rows, and the cast stays as it was made."""
        return Membership.objects.select_related("user", "organisation").get(pk=self.member(part).membership.pk)


def make_world() -> World:
    """Store the world at a fixed noon and return it."""
    release = ReleaseFactory.create()
    store_rows(release, *RVU26C.rows)
    world = World(make_cast())
    _logs(world)
    _extracts(world)
    add_training(world)
    add_places(world)
    _reports(world)
    _editions(world)
    add_reconciling(world, LOGS)
    _people(world)
    add_sign_on(world)
    _imports(world)
    _rest(world)
    _admin(world)
    for role in ROLES[1:]:
        world.sessions[role] = session_of(world.cast.members[role])
    world.add("session", "clinician", number=DeviceSession.objects.get(session_key=world.sessions["clinician"]).pk)
    # A sign-in ends the links for a new password that were made before it.
    path = reset_path(user=world.cast.colleague.user, organisation=world.cast.organisation, by=world.cast.administrator.user)
    number, token = path.strip("/").split("/")[-2:]
    world.add("password link", "installation", number=number, token=token)
    return world


def _logs(world: World) -> None:
    attending = world.cast.clinician.clinician
    for part in LOGS:
        member = world.member(part)
        clinician = _log_of(member)
        signed_by = attending if part == "trainee" else None
        kept = log_case(clinician=clinician, case_id=_id(part, 1), content=_content("45385"), actor=member.user, attending=signed_by)
        gone = log_case(clinician=clinician, case_id=_id(part, 2), content=_content("99214"), actor=member.user, attending=signed_by)
        FormerValuation.objects.create(case=kept, version=1, credit="4.46", reason="counted before")
        remove_case(case=gone, actor=member.user, at=timezone.now())
        world.add("case", part, case_id=kept.pk)
        world.add("case line", part, case_id=kept.pk, position=1)
        world.add("deleted case", part, case_id=gone.pk)
        Favourite.objects.create(clinician=clinician, code="99214")
        effort = Effort.objects.create(clinician=clinician, effective_from=date(2024, 1, 1), total_fte=1, clinical_fte=1)
        target = Target.objects.create(clinician=clinician, effective_from=date(2024, 1, 1), annual_wrvu=5000)
        leave = Leave.objects.create(clinician=clinician, first_day=LOGGED_ON, last_day=LOGGED_ON, kind="holiday")
        for kind, row in (("effort", effort), ("leave", leave), ("target", target)):
            world.add(kind, part, number=member.membership.pk, row=row.pk)
        share = SpecialtyShare.objects.create(
            clinician=clinician, effective_from=date(2024, 1, 1), specialty=SpecialtyFactory.create(), weight=1
        )
        world.add("share", part, number=member.membership.pk, day=share.effective_from.isoformat())
        terms = {"base": "240000", "rate": "50"}
        plan = PayPlan.objects.create(clinician=clinician, effective_from=date(2024, 1, 1), title="Base", terms=terms)
        world.add("pay plan", part, number=member.membership.pk, row=plan.pk)
        world.add("pay offer", part, row=PayOffer.objects.create(clinician=clinician, title="An offer", terms=terms).pk)


def _extracts(world: World) -> None:
    """A charge extract that waits for its columns, a saved filter and a set, of everybody who keeps a log."""
    for part in LOGS:
        member = world.member(part)
        with TemporaryFile("w+b") as into:
            found = cleaned([b"DOS,CPT\n2026-10-14,99214\n"], into, {})
            run = receive_charges(
                clinician=_log_of(member),
                cleaned=found,
                file_name="charges.csv",
                by=member.user,
                today=NOON.date(),
                place="11",
                columns=None,
            )
        world.add("charge import", part, run_id=run.pk)
        kept = SavedFilter.objects.create(clinician=_log_of(member), name="Scopes", chosen={"code": "45385"})
        world.add("saved filter", part, filter_id=kept.pk)
        world.add(
            "procedure set", part, set_id=ProcedureSet.objects.create(clinician=_log_of(member), name="Scopes", lines="45385 45380").pk
        )


def _reports(world: World) -> None:
    for part, organisation in (("administrator", world.cast.organisation), ("strange_administrator", world.cast.elsewhere)):
        by = world.member(part).user
        close_month(organisation=organisation, month=OCTOBER, today_month=Month(2026, 11), by=by)
        for snapshot in queue_reports(organisation=organisation, month=OCTOBER, by=by):
            publish_report(snapshot=snapshot)
    for part in LOGS:
        snapshot = ReportSnapshot.objects.get(clinician=_log_of(world.member(part)))
        # A file at hand, so that no request sets a page.
        snapshot.pdf.save(f"{snapshot.pk}.pdf", ContentFile(b"%PDF-1.7"))
        ReportMail.objects.create(snapshot=snapshot, link="http://localhost/reports/2026-10/", planned_at=NOON, next_try_at=NOON)
        world.add("report", part, f"clinician={snapshot.clinician_id}", month=OCTOBER)
        by = world.member(part).user
        asked = raise_query(snapshot=snapshot, about="month", text="Is the month complete?", by=by, on=NOON.date())
        if part != "trainee":
            world.add("aligned report", part, month=OCTOBER, number=snapshot.clinician_id)
        # A month that is over and not published.
        world.add("previewed report", part, month=Month(2026, 9), number=snapshot.clinician_id)
        world.add("report query", part, query_id=asked.query_id)


def _editions(world: World) -> None:
    specialty = SpecialtyFactory.create()
    for owner, organisation in (("organisation", world.cast.organisation), ("elsewhere", world.cast.elsewhere)):
        edition, _ = stage_edition(organisation=organisation, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)
        map_specialty(edition=edition, raw_name="Gastroenterology", specialty=specialty, actor=world.cast.operator)
        activate_edition(edition=edition, actor=None)
        world.add("edition", owner, number=edition.pk)
        policy = ComparisonPolicy.objects.create(organisation=organisation, effective_from=date(2024, 1, 1))
        world.add("comparison", owner, policy=policy.pk)
        world.add("calendar day", owner, row=CalendarDay.objects.create(organisation=organisation, day=date(2026, 12, 24)).pk)
        waiting = keep_table(organisation=organisation, terms=TERMS, content=b"who,wrvu_p50\nA,5000\n", source_name="w.csv", actor=None)
        world.add("waiting table", owner, table=waiting.pk)


def _people(world: World) -> None:
    for part in LOGS:
        member = world.member(part)
        world.add("membership", part, number=member.membership.pk)
        world.add("passkey", part, pk=store_passkey(member.user).pk)
        token, secret = make_token(user=member.user, name="Script", days=30, may_write=True)
        world.add("token", part, number=token.pk)
        world.tokens[part] = secret
    for owner, organisation, by in (
        ("organisation", world.cast.organisation, world.cast.administrator.user),
        ("elsewhere", world.cast.elsewhere, world.cast.strange_administrator.user),
    ):
        division = Division.objects.create(organisation=organisation, name="Procedural care")
        world.add("division", owner, number=division.pk)
        invitation, secret = invite(organisation=organisation, email="new@clinic.example", role=Role.CLINICIAN, department=None, by=by)
        world.add("invitation", owner, number=invitation.pk)
        world.add("invitation link", owner, secret=secret)
    leads = Division.objects.get(organisation=world.cast.organisation)
    Membership.objects.filter(pk=world.cast.lead_elsewhere.membership.pk).update(leads=leads)


def _imports(world: World) -> None:
    run, _ = receive_file(content=b"a file", file_name="PPRRVU2026.csv", kind=PPRRVU, by=world.cast.operator)
    ImportIssue.objects.create(run=run, position=0, severity="error", message="Line 3: a fault.")
    draft = ReleaseFactory.create(letter="D", name="RVU26D", state=ReleaseState.DRAFT, effective_from=date(2026, 10, 1), import_run=run)
    world.add("import", "installation", run_id=run.pk)
    world.add("release", "installation", release_id=draft.pk)
    world.add("active release", "installation", release_id=Release.objects.active().get().pk)
    world.add("table", "installation", schedule_id=_table(None).pk)
    for owner, organisation in (("organisation", world.cast.organisation), ("elsewhere", world.cast.elsewhere)):
        content = b"code,fee\nD1553,64.00\n"
        run, _ = receive_file(content=content, file_name="fees.csv", kind="dental", by=None, organisation=organisation)
        world.add("fee import", owner, run_id=run.pk)
        world.add("fee table", owner, schedule_id=_table(organisation).pk)
        world.add("policy", owner, policy_id=_policy(organisation).pk)
        world.add("contract", owner, contract_id=_contract(organisation).pk)


def _table(organisation: Organisation | None) -> OtherSchedule:
    schedule = OtherSchedule.objects.create(
        kind="dental", name="A table", organisation=organisation, effective_from=LOGGED_ON, state=ReleaseState.ACTIVE
    )
    OtherFee.objects.create(schedule=schedule, code="D1553", amount=64)
    return schedule


def _policy(organisation: Organisation) -> CreditPolicy:
    by = Membership.objects.get(organisation=organisation, role=Role.ADMINISTRATOR).user
    return draft_policy(organisation=organisation, title="House rules", base=RAW, effective_from=LOGGED_ON, by=by)


def _contract(organisation: Organisation) -> Contract:
    clinician = Clinician.objects.filter(organisation=organisation).earliest("pk")
    return agree_contract(clinician=clinician, effective_from=LOGGED_ON, policy="raw", frozen_release=None, places=[], by=clinician.user)


def _rest(world: World) -> None:
    world.add("code", "installation", code="99214")
    world.add("category", "installation", slug=by_category()[0].slug)
    add_texts(world)
    world.add("specialty", "installation", slug=by_specialty()[0].name.code)
    world.add("day", "installation", day=LOGGED_ON.isoformat())
    world.add("month", "installation", month=OCTOBER)
    world.add("unknown key", "installation", key="abc", uidb36="1")
    EmailAddress.objects.create(user=world.cast.colleague.user, email=world.cast.colleague.user.email, primary=True)


def _admin(world: World) -> None:
    for model in site._registry:
        kind = f"{model._meta.app_label}/{model._meta.model_name}"
        one = model._default_manager.first()
        assert one is not None, f"The world has no {kind}: make one, so that its pages in the admin are asked for."
        world.add(kind, "installation", object_id=one.pk)
    world.add("app", "installation", app_label="tracking")
    world.add("shown in admin", "installation", content_type_id="1", object_id="1")
    world.add("nothing in admin", "installation", url="nothing")


def session_of(user: User) -> str:
    """Sign in as by password a moment ago, so that pages which ask for it again open."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return str(session.session_key)


def _log_of(member: Member) -> Clinician:
    assert member.clinician is not None
    return member.clinician


def _content(code: str) -> CaseContent:
    return CaseContent(LOGGED_ON, "11", (EntryLine(code, (), 1),))


def _id(part: str, number: int) -> UUID:
    return UUID(int=LOGS.index(part) * 10 + number, version=4)
