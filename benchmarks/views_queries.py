"""/reports/YYYY-MM/queries/ and /reports/queries/ID/: a clinician asks about the own report, a lead or an administrator answers."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benchmarks.forms_queries import MessageForm, QueryForm
from benchmarks.models import QueryMessage, QueryState, ReportQuery, ReportSnapshot
from benchmarks.queries import messages_of, queries_of, thread_of, window_of
from benchmarks.report.codec import from_json
from benchmarks.services_queries import add_message, close_query, raise_query
from benchmarks.tasks import mail_query_message
from benchmarks.views import newest_for
from rvuedge.accounts.permits import viewer_required
from rvuedge.lib.months import Month
from rvuedge.web.queue import hand_over


@require_safe
@login_required
def queries(request: HttpRequest, month: str) -> HttpResponse:
    """List the queries about a published report; its clinician can raise one while the window is open."""
    return _list_page(request, newest_for(request, month))


@require_POST
@login_required
def raise_one(request: HttpRequest, month: str) -> HttpResponse:
    """Raise a query about the own report."""
    viewer, snapshot = viewer_required(request), newest_for(request, month)
    if snapshot.clinician.user_id != viewer.user.pk:
        raise Http404
    form = _form(snapshot, request)
    if not form.is_valid():
        return _list_page(request, snapshot, form, status=422)
    about, text = form.cleaned_data["about"], form.cleaned_data["text"]
    try:
        message = raise_query(snapshot=snapshot, about=about, text=text, by=viewer.user, on=viewer.today())
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("report-queries", month)
    _tell(request, message)
    messages.success(request, _("Your query is raised. Whoever answers it sees the report and what you wrote."))
    return redirect("report-query", message.query_id)


@require_safe
@login_required
def thread(request: HttpRequest, query_id: UUID) -> HttpResponse:
    """Show a query with its thread."""
    return _thread_page(request, _query(request, query_id))


@require_POST
@login_required
def reply(request: HttpRequest, query_id: UUID) -> HttpResponse:
    """Add to a thread: the clinician asks on, a lead or an administrator answers."""
    query, form = _query(request, query_id), MessageForm(request.POST)
    if not form.is_valid():
        return _thread_page(request, query, form, status=422)
    try:
        message = add_message(query=query, text=form.cleaned_data["text"], by=viewer_required(request).user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("report-query", query_id)
    _tell(request, message)
    messages.success(request, _("Your message is in the thread."))
    return redirect("report-query", query_id)


@require_POST
@login_required
def close(request: HttpRequest, query_id: UUID) -> HttpResponse:
    """Close a query: nothing more is asked or answered in it."""
    query = _query(request, query_id)
    if close_query(query=query, by=viewer_required(request).user):
        messages.success(request, _("The query is closed. Its thread stays to be read."))
    return redirect("report-query", query_id)


def _form(snapshot: ReportSnapshot, request: HttpRequest | None = None) -> QueryForm:
    report = from_json(snapshot.payload)
    return QueryForm(report) if request is None else QueryForm(report, request.POST)


def _list_page(request: HttpRequest, snapshot: ReportSnapshot, form: QueryForm | None = None, status: int = 200) -> HttpResponse:
    viewer, month, window = viewer_required(request), Month.from_index(snapshot.month_index), window_of(snapshot)
    is_own = snapshot.clinician.user_id == viewer.user.pk
    is_open = window.is_open(viewer.today())
    shape = {
        "snapshot": snapshot,
        "month": month,
        "window": window,
        "is_open": is_open,
        "is_own": is_own,
        "queries": queries_of(viewer.user, snapshot.clinician_id, month),
        "form": form or (_form(snapshot) if is_own and is_open else None),
        "query": "" if is_own else f"?clinician={snapshot.clinician_id}",
    }
    return render(request, "benchmarks/queries.html", shape, status=status)


def _thread_page(request: HttpRequest, query: ReportQuery, form: MessageForm | None = None, status: int = 200) -> HttpResponse:
    viewer, clinician = viewer_required(request), query.snapshot.clinician
    is_own = clinician.user_id == viewer.user.pk
    shape = {
        "found": query,
        "month": Month.from_index(query.snapshot.month_index),
        "clinician": clinician,
        "is_own": is_own,
        "thread": messages_of(query),
        "restated": list(query.restatements.published().defer("payload")),
        "form": None if query.state == QueryState.CLOSED else form or MessageForm(),
        "query": "" if is_own else f"?clinician={clinician.pk}",
    }
    return render(request, "benchmarks/query.html", shape, status=status)


def _query(request: HttpRequest, query_id: UUID) -> ReportQuery:
    found = thread_of(viewer_required(request).user, query_id)
    if found is None:
        raise Http404
    return found


def _tell(request: HttpRequest, message: QueryMessage) -> None:
    """Let the others know by mail, which holds a link and nothing that was written."""
    number, link = message.pk, request.build_absolute_uri(reverse("report-query", args=[message.query_id]))
    transaction.on_commit(lambda: hand_over(partial(mail_query_message.delay, number, link)))
