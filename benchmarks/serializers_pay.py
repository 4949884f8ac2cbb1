"""Shapes of the API about pay: the own plan, its arithmetic and its settlement."""

from rest_framework import serializers

from benchmarks.pay.arithmetic import PayLine
from benchmarks.pay.draw import Settlement
from benchmarks.pay_page import PartOfYear, PayYear
from rvuedge.lib.decimals import decimal_text

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
        return {name: format(value, "f") for name, value in line.figures}

    def get_amount(self, line: PayLine) -> str | None:
        return decimal_text(line.amount)


class SettlementOut(serializers.Serializer[Settlement]):
    """One period: earned, paid already, and what is trued up or owed."""

    earned = serializers.SerializerMethodField()
    paid = serializers.SerializerMethodField()
    brought_forward = serializers.SerializerMethodField()
    true_up = serializers.SerializerMethodField()
    carried_forward = serializers.SerializerMethodField()
    forgiven = serializers.SerializerMethodField()

    def get_earned(self, one: Settlement) -> str:
        return format(one.earned, "f")

    def get_paid(self, one: Settlement) -> str:
        return format(one.paid, "f")

    def get_brought_forward(self, one: Settlement) -> str:
        return format(one.brought_forward, "f")

    def get_true_up(self, one: Settlement) -> str:
        return format(one.true_up, "f")

    def get_carried_forward(self, one: Settlement) -> str:
        return format(one.carried_forward, "f")

    def get_forgiven(self, one: Settlement) -> str:
        return format(one.forgiven, "f")


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
    total = serializers.SerializerMethodField()

    def get_total(self, part: PartOfYear) -> str:
        return format(part.so_far.total, "f") if part.so_far else "0"


class PlanOut(serializers.Serializer[PayYear]):
    """The contract year to date; `plan` is null and the rest empty where none is in force."""

    notice = serializers.CharField()
    plan = serializers.CharField(allow_null=True)
    first_day = serializers.DateField(allow_null=True)
    as_of = serializers.DateField(allow_null=True)
    total = serializers.CharField(allow_null=True)
    counts_raw_wrvu = serializers.BooleanField()
    parts = PartOut(many=True)
