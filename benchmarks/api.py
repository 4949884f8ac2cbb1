"""The API of benchmarks: editions by name and year, the own position, and published reports that one may see."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.cuts_offered import EVERYBODY, cut_asked_for, cuts_offered
from benchmarks.gather import for_clinician
from benchmarks.models import Edition, ReportSnapshot
from benchmarks.own import own_clinician
from benchmarks.position import derivation_of
from benchmarks.position_answer import position_answer
from benchmarks.report.build import build
from benchmarks.serializers import EditionOut, ReportOut
from rvuedge.accounts.models import User
from rvuedge.accounts.scope import viewer_behind
from rvuedge.web.paging import CappedPagination

PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]


class EditionsApi(APIView):
    """The survey editions of one's own organisation, without their values."""

    @extend_schema(operation_id="editions_list", parameters=PAGING, responses=EditionOut(many=True))
    def get(self, request: Request) -> Response:
        editions = Edition.objects.visible_to(_user(request)).select_related("survey")
        pages = CappedPagination()
        page = pages.paginate_queryset(editions.order_by("survey__code", "-report_year", "-revision", "pk"), request, view=self)
        return pages.get_paginated_response(EditionOut(page, many=True).data)


class ReportsApi(APIView):
    """The published reports of the clinicians that one may see."""

    @extend_schema(operation_id="reports_list", parameters=PAGING, responses=ReportOut(many=True))
    def get(self, request: Request) -> Response:
        reports = ReportSnapshot.objects.visible_to(_user(request)).published().select_related("clinician")
        pages = CappedPagination()
        page = pages.paginate_queryset(reports.order_by("-month_index", "clinician__name", "-version", "pk"), request, view=self)
        return pages.get_paginated_response(ReportOut(page, many=True).data)


class PositionApi(APIView):
    """The own position in a survey edition, with everything that it comes from."""

    @extend_schema(operation_id="position", parameters=[OpenApiParameter("cut", str)], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        viewer = viewer_behind(request)
        clinician = own_clinician(viewer) if viewer else None
        if viewer is None or clinician is None:
            raise NotFound("You keep no log here, so there is no position.")
        cuts = cuts_offered(clinician, viewer.today())
        try:
            cut = cut_asked_for(request.query_params.get("cut", ""), cuts)
        except LookupError:
            known = ", ".join(label or EVERYBODY for label in cuts) or "none"
            raise ValidationError({"cut": [f"No edition in force has this cut of your specialty. Known are: {known}."]}) from None
        report = build(for_clinician(clinician, viewer.today(), is_closed=False, cut=cut))
        return Response(position_answer(derivation_of(report)))


def _user(request: Request) -> User:
    viewer = viewer_behind(request)
    if viewer is None:
        raise PermissionDenied
    return viewer.user
