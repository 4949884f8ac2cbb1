"""The shapes of a code's document in the API, for the OpenAPI description; decimals are text."""

from rest_framework import serializers

from codes.lanes import Lane

Shape = serializers.Serializer[object]


class RowShape(Shape):
    """One (code, modifier) row of a release; RVUs are decimals as text, indicators as CMS writes them."""

    modifier = serializers.CharField()
    status = serializers.CharField()
    global_days = serializers.CharField()
    pctc_indicator = serializers.CharField()
    multiple_procedure = serializers.CharField()
    bilateral = serializers.CharField()
    assistant = serializers.CharField()
    co_surgeon = serializers.CharField()
    team_surgeon = serializers.CharField()
    endoscopic_base = serializers.CharField()
    work_rvu = serializers.CharField()
    non_facility_pe_rvu = serializers.CharField()
    facility_pe_rvu = serializers.CharField()
    mp_rvu = serializers.CharField()
    non_facility_total = serializers.CharField()
    facility_total = serializers.CharField()
    conversion_factor = serializers.CharField()


class FeeShape(Shape):
    """One amount of another fee schedule, in dollars per unit; null where it is not known or differs between the regions."""

    schedule = serializers.CharField()
    kind = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    effective_from = serializers.DateField()
    title = serializers.CharField()
    modifier = serializers.CharField()
    note = serializers.CharField()
    regions = serializers.DictField(child=serializers.CharField())
    is_sample = serializers.BooleanField()


class SectionShape(Shape):
    """The range of the code set that the code stands in."""

    name = serializers.CharField()
    first = serializers.CharField()
    last = serializers.CharField()


class NationalShape(Shape):
    """What CMS says of a national code (HCPCS Level II)."""

    description = serializers.CharField()
    short_description = serializers.CharField()
    pricing_indicator = serializers.CharField()
    coverage = serializers.CharField()
    terminated_on = serializers.DateField(allow_null=True)
    replaced_by = serializers.ListField(child=serializers.CharField())
    table = serializers.CharField()


class LocalityShape(Shape):
    """The locality that was asked for, with its indices."""

    key = serializers.CharField()
    name = serializers.CharField()
    work_gpci = serializers.CharField()
    pe_gpci = serializers.CharField()
    mp_gpci = serializers.CharField()
    table = serializers.CharField()


class PaymentShape(Shape):
    """The estimated Medicare payment of a row in dollars; null where Medicare pays nothing by it in that setting."""

    modifier = serializers.CharField()
    facility = serializers.CharField(allow_null=True)
    non_facility = serializers.CharField(allow_null=True)
    local_facility = serializers.CharField(allow_null=True)
    local_non_facility = serializers.CharField(allow_null=True)
    is_capped = serializers.BooleanField()


class IndicatorShape(Shape):
    """One indicator in words."""

    name = serializers.CharField()
    value = serializers.CharField()
    meaning = serializers.CharField()


class GlobalPeriodShape(Shape):
    """The global period and the shares of the work before, during and after the operation."""

    days = serializers.CharField()
    pre_operative = serializers.CharField()
    intra_operative = serializers.CharField()
    post_operative = serializers.CharField()


class PointShape(Shape):
    """What an active release gave the code."""

    release = serializers.CharField()
    effective_from = serializers.DateField()
    status = serializers.CharField()
    work_rvu = serializers.CharField(allow_null=True)
    facility_total = serializers.CharField(allow_null=True)
    non_facility_total = serializers.CharField(allow_null=True)
    is_efficiency_adjusted = serializers.BooleanField()


class AnesthesiaShape(Shape):
    """Base units, and the factor of the locality that was asked for; null where no table on file has them."""

    base_units = serializers.CharField(allow_null=True)
    conversion_factor = serializers.CharField(allow_null=True)


class UnitLimitShape(Shape):
    """The most units that are paid to practitioners: on a line (1) or a day (2, 3)."""

    units = serializers.IntegerField()
    adjudication_indicator = serializers.CharField()
    rationale = serializers.CharField()


class RelatedShape(Shape):
    """A code that stands near."""

    code = serializers.CharField()
    name = serializers.CharField()
    work_rvu = serializers.CharField(allow_null=True)
    is_add_on = serializers.BooleanField()


class CodeShape(Shape):
    """What is known of a code on a day."""

    code = serializers.CharField()
    name = serializers.CharField()
    release = serializers.CharField(allow_null=True)
    effective_from = serializers.DateField(allow_null=True)
    lane = serializers.ChoiceField(choices=[str(lane) for lane in Lane])
    fee_schedule_reimbursed = serializers.BooleanField()
    rows = RowShape(many=True)
    fees = FeeShape(many=True)
    coding_system = serializers.CharField()
    category = serializers.CharField(allow_null=True)
    section = SectionShape(allow_null=True)
    also_known_as = serializers.ListField(child=serializers.CharField())
    specialties = serializers.ListField(child=serializers.CharField())
    national = NationalShape(allow_null=True)
    reason = serializers.CharField()
    locality = LocalityShape(allow_null=True)
    payments = PaymentShape(many=True)
    indicators = IndicatorShape(many=True)
    global_period = GlobalPeriodShape(allow_null=True)
    history = PointShape(many=True)
    anesthesia = AnesthesiaShape(allow_null=True)
    unit_limit = UnitLimitShape(allow_null=True)
    endoscopy_family = RelatedShape(many=True)
    related = RelatedShape(many=True)
