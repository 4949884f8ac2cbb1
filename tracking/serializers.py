"""Shapes of the API: a case in, a case out, totals."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from rvuedge.lib.decimals import credit_of
from rvuedge.lib.months import Month
from rvuedge.web.strict import Choice, Day, Id, Matching, Text, Whole
from tracking.entry import MOST_LINES, MOST_MODIFIERS, MOST_UNITS, SURFACES, TOOTH, CaseContent, EntryLine, check_lines, stored_line
from tracking.forms import date_fault
from tracking.forms_faults import words_for
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.places import PLACES
from tracking.valuations import ASA, Plain, told_steps
from tracking.wrvu.details import details_of, read_details, stored_facts
from tracking.wrvu.facts import Facts
from tracking.wrvu.policy import RankBasis

Sent = TypeVar("Sent")
AnyField = serializers.Field[Any, Any, Any, Any]


class FlatShape(serializers.Serializer[Sent]):
    """A shape whose fields are copied flat: they hold no state of a request, and a deep copy of them takes longer than to read a case."""

    def get_fields(self) -> dict[str, AnyField]:
        return {name: _flat_copy(field) for name, field in self._declared_fields.items()}

    @cached_property
    def _writable_fields(self) -> list[AnyField]:
        # The library looks through all fields anew for each line that is read.
        return [field for field in self.fields.values() if not field.read_only]


def _flat_copy(field: AnyField) -> AnyField:
    copied = object.__new__(type(field))
    vars(copied).update(vars(field))
    return copied


class LineIn(FlatShape[EntryLine]):
    """A line as sent."""

    code = Matching(r"^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})$", example="45385")
    modifiers = serializers.ListField(child=Matching(r"^[0-9A-Z]{2}$", example="59"), max_length=MOST_MODIFIERS, default=list)
    units = Whole(min_value=1, max_value=MOST_UNITS, default=1)
    tooth = Matching(rf"^({TOOTH})(-{SURFACES})?$", example="14-MO", allow_blank=True, default="")
    details = serializers.DictField(child=Text(max_length=40, allow_blank=True), default=dict)

    def validate_details(self, sent: Mapping[str, str]) -> Facts | None:
        facts, faults = read_details(sent)
        if faults:
            raise serializers.ValidationError({fault.field: fault.message for fault in faults})
        return facts


class CaseIn(FlatShape[Case]):
    """A case as sent; `context` holds the clinician and today's date."""

    id = Id(required=False)
    date_of_service = Day()
    place_of_service = Choice(choices=[code for code, _ in PLACES], default="11")
    lines = serializers.ListField(child=LineIn(), allow_empty=False, max_length=MOST_LINES)

    def validate_date_of_service(self, day: date) -> date:
        clinician: Clinician = self.context["clinician"]
        if fault := date_fault(day, clinician, self.context["today"]):
            raise serializers.ValidationError(fault)
        return day

    def validate_lines(self, sent: list[Mapping[str, object]]) -> tuple[EntryLine, ...]:
        lines = tuple(_line(one) for one in sent)
        if faults := check_lines(lines):
            raise serializers.ValidationError([words_for(fault) for fault in faults])
        return lines

    @property
    def content(self) -> CaseContent:
        """What the valid shape says."""
        sent = self.validated_data
        return CaseContent(sent["date_of_service"], sent["place_of_service"], sent["lines"])


def _line(sent: Mapping[str, object]) -> EntryLine:
    modifiers = sent["modifiers"]
    facts = sent["details"]
    return EntryLine(
        code=str(sent["code"]),
        modifiers=tuple(modifiers) if isinstance(modifiers, list) else (),
        units=int(str(sent["units"])),
        tooth=str(sent["tooth"]),
        facts=facts if isinstance(facts, Facts) else None,
    )


# The rule, the value before and after, the field that decided and its value, and where the rule stands. `detail` says what the field
# alone does not, `ranked_on` by what procedures were ranked; a step in anesthesia units says so. No class: a field named `source`
# would take the place of what a field is read from.
STEPS_OUT = inline_serializer(
    "Step",
    {
        "rule": serializers.CharField(),
        "before": serializers.CharField(allow_null=True),
        "after": serializers.CharField(),
        "field": serializers.CharField(),
        "value": serializers.CharField(),
        "source": serializers.CharField(),
        "detail": serializers.CharField(required=False),
        "ranked_on": serializers.ChoiceField(choices=[str(one) for one in RankBasis if one is not RankBasis.NONE], required=False),
        "unit": serializers.ChoiceField(choices=[ASA], required=False),
    },
    many=True,
)


class LineOut(serializers.ModelSerializer[CaseLine]):
    """A line with its credit and how it came about."""

    modifiers = serializers.SerializerMethodField()
    tooth = serializers.SerializerMethodField()
    details = serializers.SerializerMethodField()
    release = serializers.CharField(source="release.name", default=None, allow_null=True)
    flags = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()

    class Meta:
        model = CaseLine
        fields: tuple[str, ...] = (
            "position",
            "code",
            "modifiers",
            "tooth",
            "units",
            "details",
            "outcome",
            "lane",
            "work_rvu",
            "credit",
            "asa_units",
            "fee_amount",
            "fee_schedule",
            "release",
            "policy",
            "engine_version",
            "flags",
            "steps",
        )
        read_only_fields = fields

    def get_modifiers(self, line: CaseLine) -> list[str]:
        return list(stored_line(line.code, line.modifiers).modifiers)

    def get_details(self, line: CaseLine) -> dict[str, str]:
        return details_of(stored_facts(line.details))

    @extend_schema_field(STEPS_OUT)
    def get_steps(self, line: CaseLine) -> list[Plain]:
        return told_steps(line.steps)

    def get_flags(self, line: CaseLine) -> list[str]:
        """What the engine remarked of the line, then what looks like a slip of who entered it."""
        return [*line.flags, *stored_line(line.code, line.modifiers, line.units).slips]

    def get_tooth(self, line: CaseLine) -> str:
        return stored_line(line.code, line.modifiers).tooth


class CaseOut(serializers.ModelSerializer[Case]):
    """A stored case."""

    lines = LineOut(many=True, read_only=True)
    clinician = serializers.CharField(source="clinician.name", read_only=True)
    credit = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields: tuple[str, ...] = (
            "id",
            "clinician",
            "date_of_service",
            "place_of_service",
            "source",
            "created_at",
            "updated_at",
            "credit",
            "lines",
        )
        read_only_fields = fields

    def get_credit(self, case: Case) -> str:
        return str(credit_of(sum((line.credit for line in case.lines.all()), Decimal(0))))


class TotalOut(serializers.ModelSerializer[MonthTotal]):
    """What one clinician did in one month."""

    clinician = serializers.CharField(source="clinician.name", read_only=True)
    month = serializers.SerializerMethodField()
    asa_units = serializers.DecimalField(max_digits=14, decimal_places=4, allow_null=True, default=None)
    is_learning = serializers.BooleanField(source="clinician.is_trainee", read_only=True)

    class Meta:
        model = MonthTotal
        fields = ("clinician", "month", "basis", "credit", "lines", "not_counted", "fee_amount", "asa_units", "is_learning")
        read_only_fields = fields

    def get_month(self, total: MonthTotal) -> str:
        return str(Month.from_index(total.month_index))


class Asked(serializers.Serializer[object]):
    """What a list may be narrowed to."""

    date_from = Day(required=False)
    date_to = Day(required=False)
    month = serializers.CharField(required=False)

    def validate_month(self, text: str) -> int:
        try:
            return Month.parse(text).index
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None
