"""/readyz and /metrics for machines, /manage/status/ for the operator."""

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.operating.checks import readiness
from rvuedge.operating.metrics import metrics_text
from rvuedge.operating.state import state_of_installation


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served, and what does not hold; words only, no address and no version."""
    checks = readiness()
    ready = all(check.holds for check in checks)
    body = {"status": "ready" if ready else "not ready", "checks": {check.name: check.said for check in checks}}
    return JsonResponse(body, status=200 if ready else 503, headers={} if ready else {"Retry-After": "10"})


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give numbers to whoever shows the secret of RVUEDGE_METRICS; without one the page does not exist."""
    expected = f"Bearer {settings.METRICS_SECRET}".encode()
    if not settings.METRICS_SECRET or not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected):
        raise Http404
    return HttpResponse(metrics_text(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
@login_required
def status(request: HttpRequest) -> HttpResponse:
    """Show the operator how the installation stands."""
    if not viewer_required(request).is_operator:
        raise Http404
    return render(request, "operating/status.html", {"state": state_of_installation(timezone.now())})
