"""The cast, and the rows of RVU26C in force."""

import pytest

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
