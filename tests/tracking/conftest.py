"""The cast, the rows of RVU26C in force, and a clinician's browser on them."""

import pytest
from django.test import Client

from codes.models import Release
from tests.cast import Cast, make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def release(db: None) -> Release:
    release = ReleaseFactory.create()
    store_rows(release, *RVU26C.rows)
    return release


@pytest.fixture
def ada(cast: Cast, release: Release, client: Client) -> Client:
    client.force_login(cast.clinician.user)
    return client
