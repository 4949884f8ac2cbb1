"""The stored rows of a release of the physician fee schedule, written in bulk."""

from collections.abc import Iterable

from codes.bulk_rows import Table
from codes.fees import FeeRow
from codes.models import FeeScheduleRow
from codes.models.fee_row import FIELD_NAMES

_TABLE = Table(FeeScheduleRow, "release_id", FIELD_NAMES)


def write_rows(release_id: int, rows: Iterable[FeeRow]) -> None:
    """Store the rows under a release, within the caller's transaction."""
    _TABLE.write(release_id, rows)
