"""Shapes of what a device sends from its queue, and of what it is told."""

from datetime import datetime, timedelta

from rest_framework import serializers

from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, CaseLine
from tracking.services_entries import version_of
from tracking.wrvu.types import Outcome

# A device whose clock is further off may have put today's work on another day.
CLOCK_TOLERANCE = timedelta(hours=12)


class EntryIn(serializers.Serializer[object]):
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


class LineTold(serializers.ModelSerializer[CaseLine]):
    """A line of a sent case: what it counts."""

    class Meta:
        model = CaseLine
        fields = ("code", "modifiers", "units", "outcome", "credit", "fee_amount")
        read_only_fields = fields


class CaseTold(serializers.Serializer[Case]):
    """A case as the server has it now."""

    id = serializers.UUIDField()
    version = serializers.SerializerMethodField()
    date_of_service = serializers.DateField()
    place_of_service = serializers.CharField()
    text = serializers.SerializerMethodField()
    is_deleted = serializers.SerializerMethodField()
    is_counted = serializers.SerializerMethodField()
    lines = LineTold(many=True)

    def get_version(self, case: Case) -> str:
        return version_of(case)

    def get_text(self, case: Case) -> str:
        return write_entry(content_of(case).lines)

    def get_is_deleted(self, case: Case) -> bool:
        return case.deleted_at is not None

    def get_is_counted(self, case: Case) -> bool:
        return any(line.outcome == Outcome.CREDITED for line in case.lines.all())


def clock_difference(told: str, now: datetime) -> timedelta | None:
    """Return how far a device's clock is ahead of the server's; None where it told no time."""
    try:
        device = datetime.fromisoformat(told.replace("Z", "+00:00"))
    except ValueError:
        return None
    return device - now if device.tzinfo else None
