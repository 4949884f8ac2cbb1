"""Rows for tests, made by factory_boy: each factory fills what the test does not care about."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from codes.fees import FeeRow
from codes.models import FeeScheduleRow, Release, ReleaseState, Specialty
from codes.models.fee_row import FIELD_NAMES
from codes.releases import move_catalogue_version
from rvuedge.accounts.models import Department, Membership, Organisation, Role, User
from tracking.models import Clinician

PASSWORD = "nine quiet herons wade"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@clinic.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Clinic {number}")
    slug = factory.Sequence(lambda number: f"clinic-{number}")
    time_zone = "America/New_York"


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda number: f"Department {number}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.CLINICIAN


class SpecialtyFactory(DjangoModelFactory[Specialty]):
    class Meta:
        model = Specialty
        django_get_or_create = ("code",)

    code = "gastroenterology"
    name = "Gastroenterology"


class ClinicianFactory(DjangoModelFactory[Clinician]):
    class Meta:
        model = Clinician

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.LazyAttribute(lambda clinician: clinician.user.name)
    started_on = date(2024, 1, 1)


class ReleaseFactory(DjangoModelFactory[Release]):
    """The July 2026 release, active; its conversion factor is that of the official file."""

    class Meta:
        model = Release

    year = 2026
    letter = "C"
    name = "RVU26C"
    title = "July 2026"
    released_on = date(2026, 6, 30)
    effective_from = date(2026, 7, 1)
    conversion_factor = Decimal("33.4009")
    state = ReleaseState.ACTIVE
    source_sha256 = factory.Sequence(lambda number: f"{number:064d}")


def store_rows(release: Release, *rows: FeeRow) -> None:
    """Store fee rows under a release, as an activation does: every process is told that the catalogue moved."""
    FeeScheduleRow.objects.bulk_create(
        FeeScheduleRow(release=release, **{name: getattr(row, name) for name in FIELD_NAMES}) for row in rows
    )
    move_catalogue_version()
