"""The cast, a browser without a session, and one of the administrator."""

import pytest
from django.test import Client

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def fay(cast: Cast) -> Client:
    """The administrator's session."""
    client = Client()
    client.force_login(cast.administrator.user)
    return client


@pytest.fixture
def ada(cast: Cast) -> Client:
    """A clinician's session."""
    client = Client()
    client.force_login(cast.clinician.user)
    return client
