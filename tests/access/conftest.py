"""One world for the folder; what a test or a file of tests changes in it is taken back."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.asking import Asking
from tests.access.world import NOON, World, make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The cast with its objects, made once; the clock stands still at a noon in November."""
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def db(world: World) -> Iterator[None]:
    """Stands for the plain database here: what a test changes ends with it, the world stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def asking(world: World) -> Asking:
    return Asking(world)
