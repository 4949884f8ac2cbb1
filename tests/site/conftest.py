"""The cast, and the sample catalogue in force."""

import pytest

from tests.cast import Cast, make_cast
from tests.snapshots import load_sample


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def catalogue(cast: Cast) -> None:
    load_sample()
