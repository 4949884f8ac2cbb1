"""Where a device sends its queue: one step at a time, each done once however often it arrives."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from rvuedge.accounts.scope import Viewer, viewer_behind
from rvuedge.web.idempotency import HEADER, answer_once
from rvuedge.web.problems import Conflict, problem
from tracking.answers import log_of
from tracking.content import content_of, with_details
from tracking.entry import CaseContent
from tracking.models import Case, Clinician
from tracking.serializers import CaseIn
from tracking.serializers_entries import CLOCK_TOLERANCE, EntryIn, case_told, clock_difference
from tracking.services import CaseConflict, log_case
from tracking.services_entries import CaseChanged, amend_as_seen, remove_as_seen, restore_as_seen
from tracking.training_entry import keep_entry_facts

DEVICE_TIME = "X-Device-Time"
OTHER_LOG = "This entry belongs to the log of another person. It stays on the device until that person signs in."
CHANGED = "The case was changed on another device after this one saw it. Nothing was overwritten: choose which one holds."
DELETED = "The case was deleted on another device. Nothing was overwritten: choose which one holds."
USED_ID = "This case was saved before with other content. Nothing was overwritten: choose which one holds."
CLOCK_OFF = "The clock of this device is off by %s. Confirm the date of service."


class PageSession(SessionAuthentication):
    """The session of the pages; without one the answer is 401, so that a device can tell it from a refusal."""

    def authenticate_header(self, _request: Request) -> str:
        return "Session"


class _AlwaysJson(DefaultContentNegotiation):
    """Answers a device in JSON whatever it says that it takes: its queue reads nothing else."""

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        chosen = next(iter(renderers))
        return chosen, chosen.media_type


class EntriesApi(APIView):
    """Takes one step of a device's queue: log, amend, remove or restore a case."""

    authentication_classes = (PageSession,)
    permission_classes = (IsAuthenticated,)
    content_negotiation_class = _AlwaysJson

    @extend_schema(exclude=True)
    def post(self, request: Request) -> Response:
        viewer = viewer_behind(request)
        clinician = log_of(viewer) if viewer else None
        entry = EntryIn(data=request.data)
        entry.is_valid(raise_exception=True)
        if viewer is None or clinician is None or entry.validated_data["owner"] != viewer.user.pk:
            raise PermissionDenied(OTHER_LOG)
        if entry.validated_data["log"] != clinician.pk:
            raise PermissionDenied(OTHER_LOG)
        return answer_once(request, viewer.user, lambda: _answer(request, viewer, clinician, entry))

    def finalize_response(self, request: Request, response: Response, *args: object, **kwargs: object) -> Response:
        """Give the key back: an answer without it (a captive portal's) is none of ours."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final[HEADER] = request.headers.get(HEADER, "")
        final["Cache-Control"] = "no-store"
        return final


def _answer(request: Request, viewer: Viewer, clinician: Clinician, entry: EntryIn) -> Response:
    steps: dict[str, Callable[[], Case]] = {
        "log": lambda: _log(request, viewer, clinician, entry),
        "amend": lambda: _amend(request, viewer, clinician, entry),
        "remove": lambda: _remove(viewer, entry),
        "restore": lambda: _restore(request, viewer, clinician, entry),
    }
    try:
        case = steps[entry.validated_data["do"]]()
    except CaseChanged as changed:
        return _conflict(DELETED if changed.case.deleted_at else CHANGED, changed.case)
    except CaseConflict:
        return _conflict(USED_ID, Case.objects.get(pk=entry.validated_data["id"]))
    except Case.DoesNotExist:
        raise Http404 from None
    return Response(case_told(case))


class ClockOff(Conflict):
    """The device's clock is so far off that the day it put the case on may be wrong."""


def _log(request: Request, viewer: Viewer, clinician: Clinician, entry: EntryIn) -> Case:
    content = _content(request, viewer, clinician, entry)
    case_id: UUID = entry.validated_data["id"]
    case = log_case(clinician=clinician, case_id=case_id, content=content, actor=viewer.user)
    keep_entry_facts(case, entry.validated_data["facts"], viewer.user)
    return case


def _amend(request: Request, viewer: Viewer, clinician: Clinician, entry: EntryIn) -> Case:
    """Amend a case; the device knows nothing of the details of its lines but minutes, so that the others stay."""
    case, content = _own(viewer, entry), _content(request, viewer, clinician, entry)
    tells_minutes = any("minutes" in line.get("details", {}) for line in entry.validated_data["case"]["lines"])
    content = replace(content, lines=with_details(content.lines, content_of(case), tells_minutes=tells_minutes))
    return amend_as_seen(case=case, content=content, seen=entry.validated_data["seen"], actor=viewer.user)


def _remove(viewer: Viewer, entry: EntryIn) -> Case:
    return remove_as_seen(case=_own(viewer, entry), seen=entry.validated_data["seen"], actor=viewer.user, at=timezone.now())


def _restore(request: Request, viewer: Viewer, clinician: Clinician, entry: EntryIn) -> Case:
    """Put a case back; one that the device took back before it was sent is logged now."""
    is_new = not Case.objects.filter(pk=entry.validated_data["id"]).exists()
    if is_new and entry.validated_data["case"]:
        return _log(request, viewer, clinician, entry)
    return restore_as_seen(case=_own(viewer, entry), actor=viewer.user)


def _own(viewer: Viewer, entry: EntryIn) -> Case:
    return get_object_or_404(Case.objects.own(viewer.user), pk=entry.validated_data["id"])


def _content(request: Request, viewer: Viewer, clinician: Clinician, entry: EntryIn) -> CaseContent:
    shape = CaseIn(data=entry.validated_data["case"], context={"clinician": clinician, "today": viewer.today()})
    shape.is_valid(raise_exception=True)
    off = clock_difference(request.headers.get(DEVICE_TIME, ""), timezone.now())
    if off is not None and abs(off) > CLOCK_TOLERANCE and not entry.validated_data["is_date_chosen"]:
        raise ClockOff(CLOCK_OFF % _days(off))
    return shape.content


def _days(off: timedelta) -> str:
    hours = round(abs(off).total_seconds() / 3600)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


def _conflict(detail: str, case: Case) -> Response:
    return problem(409, detail, {"now": case_told(case)})
