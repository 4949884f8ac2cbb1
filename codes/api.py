"""The catalogue for programs: search, one code, and the active releases."""

from datetime import date

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from codes.code_json import code_json, hit_json
from codes.descriptors import may_show_descriptors
from codes.lanes import Lane
from codes.models import Release
from codes.own_codes import own_codes
from codes.page import code_page
from codes.search import search
from rvuedge.accounts.models import User

MOST = 50
LONGEST_QUERY = 100


class SearchQuery(serializers.Serializer[object]):
    """What is asked: words or the beginning of a code."""

    q = serializers.CharField(max_length=LONGEST_QUERY)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=10)


class HitShape(serializers.Serializer[object]):
    """One answer of the search."""

    code = serializers.CharField()
    name = serializers.CharField()
    work_rvu = serializers.CharField(allow_null=True)
    lane = serializers.CharField()
    why = serializers.CharField()


class FoundShape(serializers.Serializer[object]):
    """The answers in rank order."""

    results = HitShape(many=True)


class CodeSearch(APIView):
    """Search the codes in force."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="codes_search", parameters=[SearchQuery], responses=FoundShape)
    def get(self, request: Request) -> Response:
        """Return the best answers first."""
        asked = SearchQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        own = own_codes(request.user, timezone.now().date())
        hits = search(asked.validated_data["q"], asked.validated_data["limit"], own=own)
        shows_official = may_show_descriptors(request.user)
        return Response({"results": [hit_json(hit, shows_official) for hit in hits]})


class RowShape(serializers.Serializer[object]):
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


class FeeShape(serializers.Serializer[object]):
    """One amount of another fee schedule, in dollars per unit; null where the schedule lists the code without one."""

    schedule = serializers.CharField()
    kind = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    unit = serializers.CharField()
    effective_from = serializers.DateField()


class CodeShape(serializers.Serializer[object]):
    """What is known of a code on a day."""

    code = serializers.CharField()
    name = serializers.CharField()
    release = serializers.CharField(allow_null=True)
    effective_from = serializers.DateField(allow_null=True)
    lane = serializers.ChoiceField(choices=[str(lane) for lane in Lane])
    fee_schedule_reimbursed = serializers.BooleanField()
    rows = RowShape(many=True)
    fees = FeeShape(many=True)


class CodeDetail(APIView):
    """One code under the release that holds on a day."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[OpenApiParameter("on", date, description="Date of service; default today"), OpenApiParameter("release", str)],
        responses=CodeShape,
    )
    def get(self, request: Request, code: str) -> Response:
        """Return rows, lane and fees; 404 for a code that no loaded schedule holds."""
        user = request.user if isinstance(request.user, User) else None
        page = code_page(code.upper(), _day(request), user, request.query_params.get("release", "")[:30])
        if not page.is_known:
            raise NotFound(f"No loaded schedule holds this code. Searched: {', '.join(page.searched) or 'none'}.")
        return Response(code_json(page, may_show_descriptors(request.user)))


class ReleaseShape(serializers.ModelSerializer[Release]):
    """An active release of the fee schedule."""

    is_sample = serializers.BooleanField()

    class Meta:
        model = Release
        fields = (
            "name",
            "title",
            "family",
            "year",
            "letter",
            "variant",
            "effective_from",
            "released_on",
            "conversion_factor",
            "row_count",
            "is_sample",
        )


class Schedules(ListAPIView[Release]):
    """The active releases, newest first."""

    permission_classes = (AllowAny,)
    serializer_class = ReleaseShape
    queryset = Release.objects.active()


def _day(request: Request) -> date:
    text = request.query_params.get("on", "")
    try:
        return date.fromisoformat(text) if text else timezone.now().date()
    except ValueError:
        raise ValidationError({"on": ["Write the day as YYYY-MM-DD."]}) from None
