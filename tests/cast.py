"""The people of every test: one small cast in two organisations."""

from dataclasses import dataclass
from datetime import date

from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from tests.factories import ClinicianFactory, DepartmentFactory, MembershipFactory, OrganisationFactory, UserFactory
from tracking.models import Clinician


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the cast: the user, the place, and the log where there is one."""

    user: User
    membership: Membership
    clinician: Clinician | None

    @property
    def log(self) -> Clinician:
        """The log, of somebody who keeps one."""
        assert self.clinician is not None
        return self.clinician


@dataclass(frozen=True, slots=True)
class Cast:
    """Two organisations: one with two departments, and one that must never be seen from it."""

    organisation: Organisation
    medicine: Department
    surgery: Department
    elsewhere: Organisation
    clinician: Member
    colleague: Member
    surgeon: Member
    lead: Member
    lead_elsewhere: Member
    administrator: Member
    trainee: Member
    stranger: Member
    strange_administrator: Member
    operator: User

    @property
    def members(self) -> dict[str, User]:
        """Every signed-in person by name of the part."""
        parts = (
            "clinician",
            "colleague",
            "surgeon",
            "lead",
            "lead_elsewhere",
            "administrator",
            "trainee",
            "stranger",
            "strange_administrator",
        )
        return {part: getattr(self, part).user for part in parts} | {"operator": self.operator}


def _member(name: str, department: Department | None, organisation: Organisation, role: Role, has_log: bool = True) -> Member:
    user = UserFactory.create(name=name, email=f"{name.lower().replace(' ', '.')}@clinic.example")
    membership = MembershipFactory.create(user=user, organisation=organisation, department=department, role=role)
    clinician = None
    if has_log:
        trainee = role == Role.TRAINEE
        clinician = ClinicianFactory.create(
            user=user, organisation=organisation, department=department, is_trainee=trainee, started_on=date(2024, 1, 1)
        )
    return Member(user, membership, clinician)


def make_cast() -> Cast:
    """Store the cast and return it."""
    home = OrganisationFactory.create(name="Riverside Clinic", slug="riverside")
    away = OrganisationFactory.create(name="Far Clinic", slug="far")
    medicine = DepartmentFactory.create(organisation=home, name="Medicine")
    surgery = DepartmentFactory.create(organisation=home, name="Surgery")
    remote = DepartmentFactory.create(organisation=away, name="Medicine")
    return Cast(
        organisation=home,
        medicine=medicine,
        surgery=surgery,
        elsewhere=away,
        clinician=_member("Ada Clinician", medicine, home, Role.CLINICIAN),
        colleague=_member("Ben Colleague", medicine, home, Role.CLINICIAN),
        surgeon=_member("Cleo Surgeon", surgery, home, Role.CLINICIAN),
        lead=_member("Dora Lead", medicine, home, Role.LEAD),
        lead_elsewhere=_member("Egon Lead", surgery, home, Role.LEAD),
        administrator=_member("Fay Administrator", None, home, Role.ADMINISTRATOR, has_log=False),
        trainee=_member("Gus Trainee", medicine, home, Role.TRAINEE),
        stranger=_member("Hal Stranger", remote, away, Role.CLINICIAN),
        strange_administrator=_member("Ida Administrator", None, away, Role.ADMINISTRATOR, has_log=False),
        operator=UserFactory.create(name="Olga Operator", email="olga.operator@clinic.example", is_superuser=True, is_staff=True),
    )
