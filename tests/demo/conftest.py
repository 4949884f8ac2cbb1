"""The demo of one day, seeded once for a module of tests; what a test changes in it is taken back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from rvuedge.accounts.models import Organisation
from tests.demo.seeded import seed
from tests.snapshots import load_sample


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Organisation]:
    """The demo with the sample catalogue in force."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample()
        yield seed()[0]
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def db(demo: Organisation) -> Iterator[None]:
    """Stands for the plain database here: what a test changes ends with it, the demo stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
