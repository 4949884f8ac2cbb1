"""The fictional people of the demo: who they are, where they belong, how much they work."""

from dataclasses import dataclass
from decimal import Decimal

from rvuedge.accounts.models import CareerStage, Role

ORGANISATION = "Lakeside Demonstration Hospital"
SLUG = "lakeside-demo"
TIME_ZONE = "America/Chicago"


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, counted back from the day of seeding: so many days ago, for so many days."""

    days_ago: int
    length: int
    kind: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One fictional person; `pattern` names the weekly work."""

    email: str
    name: str
    department: str
    role: str
    career_stage: str
    specialty: str
    pattern: str
    clinical_fte: Decimal = Decimal("1.000")
    total_fte: Decimal = Decimal("1.000")
    annual_wrvu: Decimal | None = None
    absences: tuple[Absence, ...] = ()


ATTENDING, TRAINEE = CareerStage.ATTENDING.value, CareerStage.RESIDENT.value

PEOPLE: tuple[Person, ...] = (
    Person(
        "nadia.osei@lakeside.example",
        "Nadia Osei, MD",
        "Medicine",
        Role.CLINICIAN.value,
        ATTENDING,
        "gastroenterology",
        "gastroenterology",
        clinical_fte=Decimal("0.800"),
        annual_wrvu=Decimal("5600.00"),
        absences=(Absence(230, 10, "holiday", True), Absence(95, 4, "education", True)),
    ),
    Person(
        "tomas.rivera@lakeside.example",
        "Tomas Rivera, MD",
        "Medicine",
        Role.CLINICIAN.value,
        ATTENDING,
        "family-medicine",
        "family-medicine",
        annual_wrvu=Decimal("6000.00"),
        absences=(Absence(310, 42, "parental", False),),
    ),
    Person(
        "ingrid.halvorsen@lakeside.example",
        "Ingrid Halvorsen, MD",
        "Surgery",
        Role.CLINICIAN.value,
        ATTENDING,
        "orthopaedic-surgery",
        "orthopaedic-surgery",
        annual_wrvu=Decimal("11400.00"),
        absences=(Absence(150, 12, "holiday", True),),
    ),
    Person(
        "priya.raman@lakeside.example",
        "Priya Raman, DMD",
        "Dentistry",
        Role.CLINICIAN.value,
        ATTENDING,
        "pediatric-dentistry",
        "pediatric-dentistry",
        clinical_fte=Decimal("0.900"),
        absences=(Absence(60, 7, "holiday", True),),
    ),
    Person(
        "samuel.adeyemi@lakeside.example",
        "Samuel Adeyemi, MD",
        "Anesthesiology",
        Role.CLINICIAN.value,
        ATTENDING,
        "anesthesiology",
        "anesthesiology",
        absences=(Absence(200, 9, "holiday", True),),
    ),
    Person(
        "lucia.fontaine@lakeside.example",
        "Lucia Fontaine, MD",
        "Surgery",
        Role.TRAINEE.value,
        TRAINEE,
        "general-surgery",
        "resident",
        absences=(Absence(120, 7, "holiday", True),),
    ),
    Person(
        "jonas.keller@lakeside.example",
        "Jonas Keller",
        "Surgery",
        Role.TRAINEE.value,
        CareerStage.MEDICAL_STUDENT.value,
        "general-surgery",
        "student",
        absences=(Absence(170, 14, "holiday", True),),
    ),
    Person(
        "harriet.boyd@lakeside.example",
        "Harriet Boyd, MD",
        "Medicine",
        Role.LEAD.value,
        ATTENDING,
        "internal-medicine",
        "lead",
        clinical_fte=Decimal("0.400"),
        annual_wrvu=Decimal("2000.00"),
        absences=(Absence(75, 5, "education", True), Absence(260, 10, "holiday", True)),
    ),
    Person(
        "amir.haddad@lakeside.example",
        "Amir Haddad",
        "",
        Role.ADMINISTRATOR.value,
        ATTENDING,
        "internal-medicine",
        "administrator",
        clinical_fte=Decimal("0.200"),
        annual_wrvu=Decimal("1000.00"),
        absences=(Absence(140, 9, "holiday", True),),
    ),
)
