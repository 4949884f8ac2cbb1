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

from codes.code_json import code_json, hit_json, modifier_json
from codes.code_shapes import CodeShape
from codes.descriptors import may_show_descriptors
from codes.locality import asked_key
from codes.models import Release
from codes.own_codes import own_codes
from codes.page import code_page
from codes.search import search
from codes.search_query import modifiers_in
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


class ModifierShape(serializers.Serializer[object]):
    """A modifier that the query names: what it says, and what it does to a count."""

    modifier = serializers.CharField()
    name = serializers.CharField()
    effect = serializers.CharField()


class FoundShape(serializers.Serializer[object]):
    """The answers in rank order."""

    results = HitShape(many=True)
    modifiers = ModifierShape(many=True)


class CodeSearch(APIView):
    """Search the codes in force."""

    permission_classes = (AllowAny,)

    @extend_schema(operation_id="codes_search", parameters=[SearchQuery], responses=FoundShape)
    def get(self, request: Request) -> Response:
        """Return the best answers first."""
        asked = SearchQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        own = own_codes(request.user, timezone.now().date())
        query = asked.validated_data["q"]
        hits = search(query, asked.validated_data["limit"], own=own)
        shows_official = may_show_descriptors(request.user)
        modifiers = [modifier_json(one) for one in modifiers_in(query)]
        return Response({"results": [hit_json(hit, shows_official) for hit in hits], "modifiers": modifiers})


class CodeDetail(APIView):
    """One code under the release that holds on a day."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[
            OpenApiParameter("on", date, description="Date of service; default today"),
            OpenApiParameter("release", str, description="An active release by name, such as RVU26C"),
            OpenApiParameter("locality", str, description="State and number of a Medicare locality, such as CA-05"),
        ],
        responses=CodeShape,
    )
    def get(self, request: Request, code: str) -> Response:
        """Return rows, lane and fees; 404 for a code that no loaded schedule holds."""
        user = request.user if isinstance(request.user, User) else None
        release, place = request.query_params.get("release", "")[:30], _place(request)
        page = code_page(code.upper(), _day(request), user, release, place)
        if not page.is_known:
            raise NotFound(f"No loaded schedule holds this code. Searched: {', '.join(page.searched) or 'none'}.")
        if release and page.release is None:
            raise ValidationError({"release": ["No active release has this name. /api/v1/schedules/ lists them."]})
        if place and page.place is None:
            raise ValidationError({"locality": ["No loaded table of localities holds it. Write state and number, such as CA-05."]})
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


def _place(request: Request) -> str:
    text = request.query_params.get("locality", "")[:8]
    if text and not asked_key(text):
        raise ValidationError({"locality": ["Write state and number of a Medicare locality, such as CA-05."]})
    return asked_key(text)
