"""Shapes of the API about benchmarks: editions without a survey value, published reports in short."""

from rest_framework import serializers

from benchmarks.models import Edition, ReportSnapshot
from benchmarks.report.codec import from_json
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month


class EditionOut(serializers.ModelSerializer[Edition]):
    """Which survey and years are compared with; never a value of the survey."""

    survey = serializers.CharField(source="survey.code", read_only=True)
    name = serializers.CharField(source="survey.name", read_only=True)
    is_fictional = serializers.BooleanField(source="survey.is_fictional", read_only=True)

    class Meta:
        model = Edition
        years = ("report_year", "data_year", "schedule_year", "revision")
        fields = ("id", "survey", "name", "is_fictional", *years, "state", "clinician_view")
        read_only_fields = fields


class ReportOut(serializers.ModelSerializer[ReportSnapshot]):
    """A published report in short: whose, which month and version, and the month's figures."""

    clinician = serializers.CharField(source="clinician.name", read_only=True)
    month = serializers.SerializerMethodField()
    summary = serializers.SerializerMethodField()

    class Meta:
        model = ReportSnapshot
        fields = ("id", "clinician", "month", "version", "published_at", "summary")
        read_only_fields = fields

    def get_month(self, snapshot: ReportSnapshot) -> str:
        return str(Month.from_index(snapshot.month_index))

    def get_summary(self, snapshot: ReportSnapshot) -> dict[str, str]:
        """Only these of the payload: what it holds of a survey is for its page, by the licence."""
        report = from_json(snapshot.payload)
        return {
            "month": str(report.month),
            "credit": decimal_text(report.this_month.credit) or "",
            "fee_amount": decimal_text(report.this_month.fee_amount) or "",
            "not_counted": str(report.this_month.not_counted),
        }
