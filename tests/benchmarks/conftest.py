"""The cast, its administrator's browser, and some of our specialties."""

import pytest
from django.test import Client

from codes.models import Specialty
from tests.cast import Cast, make_cast
from tests.factories import SpecialtyFactory


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def fay(cast: Cast, client: Client) -> Client:
    client.force_login(cast.administrator.user)
    return client


@pytest.fixture
def specialties(db: None) -> dict[str, Specialty]:
    names = {
        "gastroenterology": "Gastroenterology",
        "family-medicine": "Family medicine",
        "internal-medicine": "Internal medicine",
        "general-surgery": "General surgery",
        "orthopaedic-surgery": "Orthopaedic surgery",
    }
    return {code: SpecialtyFactory.create(code=code, name=name) for code, name in names.items()}
