"""/readyz and /metrics for machines, /manage/status/ for the operator, security.txt for who found a fault."""

import hmac
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.operating.checks import readiness
from rvuedge.operating.metrics import metrics_text
from rvuedge.operating.state import state_of_installation

_SECURITY_TXT_HOLDS = timedelta(days=180)


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
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where a fault of security is reported (RFC 9116): the operator's address, else the contact form; without both, nothing."""
    if settings.SUPPORT_ADDRESS:
        contact = f"mailto:{settings.SUPPORT_ADDRESS}"
    elif settings.PUBLIC_SITE:
        contact = request.build_absolute_uri(reverse("contact"))
    else:
        raise Http404
    ends = (timezone.now() + _SECURITY_TXT_HOLDS).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en"]
    lines.append(f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@login_required
def status(request: HttpRequest) -> HttpResponse:
    """Show the operator how the installation stands."""
    if not viewer_required(request).is_operator:
        raise Http404
    return render(request, "operating/status.html", {"state": state_of_installation(timezone.now())})
