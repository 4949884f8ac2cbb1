"""The API of the log: cases and totals of the person who asks."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import parse_etags
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rvuedge.accounts.models import User
from rvuedge.accounts.scope import Viewer, viewer_behind
from rvuedge.web.idempotency import answer_once
from rvuedge.web.paging import CappedPagination
from rvuedge.web.problems import Conflict
from tracking.answers import log_of
from tracking.estimates import estimate_of
from tracking.models import Case, Clinician, MonthTotal
from tracking.serializers import Asked, CaseIn, CaseOut, TotalOut
from tracking.serializers_paid import CasePaidOut
from tracking.services import CaseConflict, log_case
from tracking.services_entries import CaseChanged, amend_as_seen, remove_as_seen, version_of
from tracking.usual_place import work_place_of

PAGING = [OpenApiParameter("limit", int), OpenApiParameter("offset", int)]
MONTH = OpenApiParameter("month", {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"}, description="Such as 2026-10.")
SEEN = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description="The ETag of the case as it was read.")
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="New for each case, such as its UUID.")


class UsedId(Conflict):
    """The id of a case says something else already."""

    default_detail = "This id belongs to a case with other content, or to a deleted one. Send the case under a new id."


class Overtaken(APIException):
    """The case is no longer the one that the sender read."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The case was changed after you read it. Nothing was overwritten: read it again, then send what holds."


class CasesApi(APIView):
    """The cases that one may see; a new case of one's own."""

    @extend_schema(
        operation_id="cases_list",
        parameters=[*PAGING, OpenApiParameter("date_from", date), OpenApiParameter("date_to", date)],
        responses=CaseOut(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = _asked(request)
        cases = _seen(request).order_by("-date_of_service", "-created_at")
        if "date_from" in asked:
            cases = cases.filter(date_of_service__gte=asked["date_from"])
        if "date_to" in asked:
            cases = cases.filter(date_of_service__lte=asked["date_to"])
        return _paged(request, self, cases, CaseOut)

    @extend_schema(operation_id="cases_create", parameters=[KEY], request=CaseIn, responses={201: CasePaidOut})
    def post(self, request: Request) -> Response:
        viewer = _viewer(request)
        return answer_once(request, viewer.user, lambda: _create(request, viewer))


class CaseApi(APIView):
    """One case: read it where it may be seen, change and delete it where it is one's own."""

    @extend_schema(operation_id="cases_read", responses=CasePaidOut)
    def get(self, request: Request, case_id: UUID) -> Response:
        return _told(get_object_or_404(_seen(request), pk=case_id))

    @extend_schema(operation_id="cases_replace", parameters=[SEEN], request=CaseIn, responses=CasePaidOut)
    def put(self, request: Request, case_id: UUID) -> Response:
        viewer, case = _viewer(request), _own(request, case_id)
        shape = _shape(request, case.clinician, viewer)
        try:
            amended = amend_as_seen(case=case, content=shape.content, seen=_version_read(request, case), actor=viewer.user)
        except CaseChanged:
            raise Overtaken from None
        return _told(amended)

    @extend_schema(operation_id="cases_delete", parameters=[SEEN], responses={204: None})
    def delete(self, request: Request, case_id: UUID) -> Response:
        case = _own(request, case_id)
        try:
            remove_as_seen(case=case, seen=_version_read(request, case), actor=_viewer(request).user, at=timezone.now())
        except CaseChanged:
            raise Overtaken from None
        return Response(status=status.HTTP_204_NO_CONTENT)


class TotalsApi(APIView):
    """Month totals of the clinicians that one may see."""

    @extend_schema(operation_id="totals_list", parameters=[*PAGING, MONTH], responses=TotalOut(many=True))
    def get(self, request: Request) -> Response:
        asked, user = _asked(request), _viewer(request).user
        totals = (
            MonthTotal.objects.visible_to(user)
            .without_learning(user)
            .with_asa_units()
            .select_related("clinician")
            .order_by("-month_index", "clinician__name", "pk")
        )
        if "month" in asked:
            totals = totals.filter(month_index=asked["month"])
        return _paged(request, self, totals, TotalOut)


def _viewer(request: Request) -> Viewer:
    viewer = viewer_behind(request)
    if viewer is None:
        raise PermissionDenied
    return viewer


def _seen(request: Request) -> QuerySet[Case]:
    user: User = _viewer(request).user
    return Case.objects.visible_to(user).kept().select_related("clinician__organisation").prefetch_related("lines__release")


def _own(request: Request, case_id: UUID) -> Case:
    return get_object_or_404(Case.objects.own(_viewer(request).user).kept().select_related("clinician__organisation"), pk=case_id)


def _version_read(request: Request, case: Case) -> str:
    """Return the version of a case that the sender read, by `If-Match`; nothing where none is told, or any will do."""
    told = request.headers.get("If-Match", "*")
    marks = [mark.removeprefix("W/").strip('"') for mark in parse_etags(told)]
    if marks == ["*"]:
        return ""
    return version_of(case) if version_of(case) in marks else told[:40]


def _asked(request: Request) -> dict[str, Any]:
    asked = Asked(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _shape(request: Request, clinician: Clinician, viewer: Viewer) -> CaseIn:
    shape = CaseIn(data=request.data, context={"clinician": clinician, "today": viewer.today()})
    shape.is_valid(raise_exception=True)
    return shape


def _create(request: Request, viewer: Viewer) -> Response:
    clinician = log_of(viewer)
    if clinician is None:
        raise PermissionDenied("You keep no log in this organisation.")
    shape = _shape(request, clinician, viewer)
    case_id = shape.validated_data.get("id") or uuid4()
    try:
        case = log_case(clinician=clinician, case_id=case_id, content=shape.content, actor=viewer.user, source="api")
    except Case.DoesNotExist:
        raise Http404 from None
    except CaseConflict:
        raise UsedId from None
    return Response(_paid(case), status=status.HTTP_201_CREATED)


def _told(case: Case) -> Response:
    """Return a case with the mark of what it says now."""
    return Response(_paid(case), headers={"ETag": f'"{version_of(case)}"'})


def _paid(case: Case) -> object:
    """Return a case as it is told alone: with its estimated payment, at the locality of its place."""
    prefetch_related_objects([case], "lines__release")
    place = work_place_of(case)
    return CasePaidOut(case, context={"estimate": estimate_of(case, place.locality if place else "")}).data


def _paged(request: Request, view: APIView, rows: QuerySet[Any], shape: type[CaseOut] | type[TotalOut]) -> Response:
    pages = CappedPagination()
    page = pages.paginate_queryset(rows, request, view=view)
    return pages.get_paginated_response(shape(page, many=True).data)
