"""The API of pay: the own plan, illustrated on the own log."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from benchmarks.pay.printed import amount_text
from benchmarks.pay_page import PayYear, pay_year
from benchmarks.serializers_pay import NOTICE, PlanOut
from rvuedge.accounts.scope import viewer_behind
from tracking.answers import log_of


class PlanApi(APIView):
    """What the own pay plan makes of the own log in the contract year to date."""

    @extend_schema(operation_id="plan_read", responses=PlanOut)
    def get(self, request: Request) -> Response:
        viewer = viewer_behind(request)
        if viewer is None:
            raise PermissionDenied
        clinician = log_of(viewer)
        year = pay_year(viewer.user, clinician, viewer.today()) if clinician is not None else None
        return Response(PlanOut(_shape(year)).data)


def _shape(year: PayYear | None) -> dict[str, object]:
    if year is None:
        empty: dict[str, object] = dict.fromkeys(("plan", "first_day", "as_of", "total"))
        return empty | {"notice": NOTICE, "counts_raw_wrvu": False, "parts": ()}
    return {
        "notice": NOTICE,
        "plan": year.plan.title,
        "first_day": year.year.first_day,
        "as_of": year.as_of,
        "total": amount_text(year.total),
        "counts_raw_wrvu": year.is_unadjusted,
        "parts": [part for part in year.parts if part.so_far is not None],
    }
