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


def _stored(parts: dict[str, tuple[str, Department | None, Organisation, Role]]) -> dict[str, Member]:
    """Store people, their places and their logs, a table at a time: this is done before thousands of tests. Administrators keep no log."""
    made = (UserFactory.build(name=name, email=f"{name.lower().replace(' ', '.')}@clinic.example") for name, *_ in parts.values())
    users = User.objects.bulk_create(made)
    places, logs = [], []
    for user, (_name, department, organisation, role) in zip(users, parts.values(), strict=True):
        place = {"user": user, "organisation": organisation, "department": department}
        places.append(MembershipFactory.build(**place, role=role))
        if role != Role.ADMINISTRATOR:
            logs.append(ClinicianFactory.build(**place, is_trainee=role == Role.TRAINEE, started_on=date(2024, 1, 1)))
    memberships = Membership.objects.bulk_create(places)
    kept = {log.user_id: log for log in Clinician.objects.bulk_create(logs)}
    return {part: Member(user, place, kept.get(user.pk)) for part, user, place in zip(parts, users, memberships, strict=True)}


def make_cast() -> Cast:
    """Store the cast and return it."""
    home = OrganisationFactory.create(name="Riverside Clinic", slug="riverside")
    away = OrganisationFactory.create(name="Far Clinic", slug="far")
    medicine = DepartmentFactory.create(organisation=home, name="Medicine")
    surgery = DepartmentFactory.create(organisation=home, name="Surgery")
    remote = DepartmentFactory.create(organisation=away, name="Medicine")
    members = _stored(
        {
            "clinician": ("Ada Clinician", medicine, home, Role.CLINICIAN),
            "colleague": ("Ben Colleague", medicine, home, Role.CLINICIAN),
            "surgeon": ("Cleo Surgeon", surgery, home, Role.CLINICIAN),
            "lead": ("Dora Lead", medicine, home, Role.LEAD),
            "lead_elsewhere": ("Egon Lead", surgery, home, Role.LEAD),
            "administrator": ("Fay Administrator", None, home, Role.ADMINISTRATOR),
            "trainee": ("Gus Trainee", medicine, home, Role.TRAINEE),
            "stranger": ("Hal Stranger", remote, away, Role.CLINICIAN),
            "strange_administrator": ("Ida Administrator", None, away, Role.ADMINISTRATOR),
        }
    )
    operator = UserFactory.create(name="Olga Operator", email="olga.operator@clinic.example", is_superuser=True, is_staff=True)
    return Cast(organisation=home, medicine=medicine, surgery=surgery, elsewhere=away, operator=operator, **members)
