"""Shapes of the API about pay: the own plan, its arithmetic and its settlement."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks.pay.arithmetic import PayLine
from benchmarks.pay.draw import Settlement
from benchmarks.pay.printed import amount_text, figure_text
from benchmarks.pay_page import PartOfYear

NOTICE = "Illustration, not payroll, not an opinion on fair market value."


class PayLineOut(serializers.Serializer[PayLine]):
    """One line of the arithmetic; `amount` is null where it waits for a score."""

    rule = serializers.CharField()
    name = serializers.CharField()
    quarter = serializers.IntegerField(source="part")
    figures = serializers.SerializerMethodField()
    unit = serializers.CharField()
    amount = serializers.SerializerMethodField()
    is_added = serializers.BooleanField(source="adds")

    def get_figures(self, line: PayLine) -> dict[str, str]:
        return {name: figure_text(value) for name, value in line.figures}

    def get_amount(self, line: PayLine) -> str | None:
        return amount_text(line.amount, line.unit)


@extend_schema_field(str)
class AmountField(serializers.Field[Decimal, str, str, Decimal]):
    """Dollars as text, to the cent; read-only."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Decimal) -> str:
        return amount_text(value) or ""


class SettlementOut(serializers.Serializer[Settlement]):
    """One period: earned, paid already, and what is trued up or owed."""

    earned = AmountField()
    paid = AmountField()
    brought_forward = AmountField()
    true_up = AmountField()
    carried_forward = AmountField()
    forgiven = AmountField()


class PartOut(serializers.Serializer[PartOfYear]):
    """The days under one plan."""

    plan = serializers.CharField(source="plan.title")
    effective_from = serializers.DateField(source="plan.effective_from")
    schedule_year = serializers.IntegerField(source="plan.schedule_year", allow_null=True)
    terms = serializers.JSONField(source="plan.terms")
    first_day = serializers.DateField(source="so_far.work.first_day")
    last_day = serializers.DateField(source="so_far.work.last_day")
    lines = PayLineOut(source="so_far.lines", many=True)
    settlements = SettlementOut(source="so_far.settlements", many=True)
    total = AmountField(source="so_far.total")


class PlanOut(serializers.Serializer[dict[str, object]]):
    """The contract year to date; `plan` is null and the rest empty where none is in force."""

    notice = serializers.CharField()
    plan = serializers.CharField(allow_null=True)
    first_day = serializers.DateField(allow_null=True)
    as_of = serializers.DateField(allow_null=True)
    total = serializers.CharField(allow_null=True)
    counts_raw_wrvu = serializers.BooleanField()
    parts = PartOut(many=True)
