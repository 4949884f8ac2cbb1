"""Shapes of what a device sends from its queue, and of what it is told."""

from datetime import datetime, timedelta

from rest_framework import serializers

from tracking.entry import stored_line, write_entry
from tracking.models import Case, CaseLine
from tracking.serializers import FlatShape
from tracking.services_entries import version_of
from tracking.wrvu.types import Outcome

# A device whose clock is further off may have put today's work on another day.
CLOCK_TOLERANCE = timedelta(hours=12)


class EntryIn(FlatShape[object]):
    """One step of a device's queue; fields that a later or earlier version of the product adds are passed over."""

    v = serializers.IntegerField(min_value=1, default=1)
    owner = serializers.IntegerField()
    log = serializers.IntegerField()
    do = serializers.ChoiceField(choices=["log", "amend", "remove", "restore"])
    id = serializers.UUIDField()
    seen = serializers.CharField(max_length=40, allow_blank=True, default="")
    is_date_chosen = serializers.BooleanField(default=False)
    case = serializers.DictField(required=False, default=dict)
    # What a trainee says of a new case: role, level, setting, attending, is_simulated.
    facts = serializers.DictField(child=serializers.CharField(max_length=40, allow_blank=True), required=False, default=dict)


def case_told(case: Case) -> dict[str, object]:
    """Return what a device is told of a case as the server has it now; decimals are text, as in the API."""
    stored = list(case.lines.all()) if case.stored_lines is None else case.stored_lines
    return {
        "id": str(case.pk),
        "version": version_of(case),
        "date_of_service": case.date_of_service.isoformat(),
        "place_of_service": case.place_of_service,
        "text": write_entry(stored_line(line.code, line.modifiers, line.units, line.details) for line in stored),
        "is_deleted": case.deleted_at is not None,
        "is_counted": any(line.outcome == Outcome.CREDITED for line in stored),
        "lines": [_line_told(line) for line in stored],
    }


def _line_told(line: CaseLine) -> dict[str, object]:
    """A line of a sent case: what it counts."""
    return {
        "code": line.code,
        "modifiers": line.modifiers,
        "units": line.units,
        "outcome": line.outcome,
        "credit": f"{line.credit:.4f}",
        "fee_amount": None if line.fee_amount is None else f"{line.fee_amount:.2f}",
    }


def clock_difference(told: str, now: datetime) -> timedelta | None:
    """Return how far a device's clock is ahead of the server's; None where it told no time."""
    try:
        device = datetime.fromisoformat(told.replace("Z", "+00:00"))
    except ValueError:
        return None
    return device - now if device.tzinfo else None
