"""The cast, and the rows of RVU26C in force."""

from tests.tracking.conftest import cast as cast
from tests.tracking.conftest import release as release
