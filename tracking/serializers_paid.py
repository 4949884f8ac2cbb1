"""The shape of one case in the API with its estimated Medicare payment beside the credit."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rvuedge.lib.decimals import decimal_text
from tracking.estimates import Estimate, LineEstimate
from tracking.models import Case, CaseLine
from tracking.serializers import STEPS_OUT, CaseOut, LineOut
from tracking.valuations import Plain, payment_steps_as_json

_MONEY = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)


class PaidLineOut(LineOut):
    """A line with its credit, and what Medicare is estimated to pay for it: null where none can be computed, which a flag explains."""

    payment = serializers.SerializerMethodField()
    payment_steps = serializers.SerializerMethodField()
    payment_flags = serializers.SerializerMethodField()

    class Meta(LineOut.Meta):
        fields = (*LineOut.Meta.fields, "payment", "payment_steps", "payment_flags")
        read_only_fields = fields

    @extend_schema_field(_MONEY)
    def get_payment(self, line: CaseLine) -> str | None:
        return decimal_text(self._estimate(line).payment)

    @extend_schema_field(STEPS_OUT)
    def get_payment_steps(self, line: CaseLine) -> list[Plain]:
        return payment_steps_as_json(self._estimate(line).steps)

    def get_payment_flags(self, line: CaseLine) -> list[str]:
        return [str(flag) for flag in self._estimate(line).flags]

    def _estimate(self, line: CaseLine) -> LineEstimate:
        estimate: Estimate = self.context["estimate"]
        return next(one for one in estimate.lines if one.line.position == line.position)


class EstimateOut(serializers.Serializer[Estimate]):
    """What the payments of a case were estimated by: a release, and a locality or the nation (null). No billing record."""

    release = serializers.CharField(source="release.name", default=None, allow_null=True)
    effective_from = serializers.DateField(source="release.effective_from", default=None, allow_null=True)
    locality = serializers.CharField(source="local.place.key", default=None, allow_null=True)
    locality_name = serializers.CharField(source="local.place.name", default=None, allow_null=True)
    indices = serializers.CharField(source="local.table", default=None, allow_null=True)
    total = serializers.DecimalField(max_digits=14, decimal_places=2)
    lines_without = serializers.IntegerField(source="without")


class CasePaidOut(CaseOut):
    """A stored case with its estimated payment."""

    lines = PaidLineOut(many=True, read_only=True)
    payment_estimate = serializers.SerializerMethodField()

    class Meta(CaseOut.Meta):
        fields = (*CaseOut.Meta.fields, "payment_estimate")
        read_only_fields = fields

    @extend_schema_field(EstimateOut)
    def get_payment_estimate(self, _case: Case) -> dict[str, object]:
        return dict(EstimateOut(self.context["estimate"]).data)
