"""/settings/sessions/: the devices on which a person is signed in, and the end of each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.services_sessions import end_other_sessions, end_session
from rvuedge.accounts.sessions import sessions_of


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List the devices, this one marked."""
    found = list(sessions_of(viewer_required(request)))
    key = request.session.session_key
    shape = {
        "this": next((one for one in found if one.session_key == key), None),
        "others": [one for one in found if one.session_key != key],
    }
    return render(request, "accounts/sessions.html", shape)


@require_POST
@login_required
def end_one(request: HttpRequest, number: int) -> HttpResponse:
    """Sign one of the own devices out."""
    viewer = viewer_required(request)
    session = get_object_or_404(viewer.user.device_sessions.select_related("user"), pk=number)
    end_session(session=session, organisation=viewer.organisation)
    messages.success(request, _("%(device)s is signed out.") % {"device": session})
    return redirect("sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign all the own devices out but this one."""
    viewer = viewer_required(request)
    count = end_other_sessions(user=viewer.user, but=request.session.session_key or "", organisation=viewer.organisation)
    messages.success(request, ngettext("%d other device is signed out.", "%d other devices are signed out.", count) % count)
    return redirect("sessions")
