"""/support/: help with its search, the contact form, and the state of this installation."""

from functools import partial

from allauth.core import ratelimit
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from codes.releases import release_in_force
from codes.views import today_of
from rvuedge.site.etag import site_etag
from rvuedge.site.finding import find_texts
from rvuedge.site.forms import ContactForm
from rvuedge.site.library import HELP, is_how_to, texts
from rvuedge.site.services import keep_message
from rvuedge.site.tasks import mail_message
from rvuedge.site.version import product_version

LONGEST_QUERY = 100


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def support(request: HttpRequest) -> HttpResponse:
    """Help with its search, how to write, and how old this installation is."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    shape = {
        "query": query,
        "found": find_texts(query) if query else (),
        "how_tos": [page for page in texts(HELP).values() if is_how_to(page)],
        "statements": [page for page in texts(HELP).values() if not is_how_to(page)],
        "address": settings.SUPPORT_ADDRESS,
    }
    return render(request, "site/support.html", shape)


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def status(request: HttpRequest) -> HttpResponse:
    """Say which version runs, which release holds today, and how old it is."""
    on = today_of(request)
    release = release_in_force(on)
    age = (on - release.effective_from).days if release else None
    return render(request, "site/status.html", {"version": product_version(), "release": release, "age": age, "on": on})


@never_cache
@require_http_methods(["GET", "POST", "HEAD"])
def contact(request: HttpRequest) -> HttpResponse:
    """Take a message to the operator: stored, and mailed where mail is configured."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "site/contact.html", {"form": form})
    if not form.is_valid():
        return render(request, "site/contact.html", {"form": form}, status=400)
    if not ratelimit.consume(request, action="contact"):
        too_often: HttpResponse = respond_429(request)
        return too_often
    # A program that fills a field which people do not see gets the same answer, and nothing is kept.
    if not form.cleaned_data["website"]:
        kept = keep_message(message=form.cleaned_data["message"], reply_to=form.cleaned_data["reply_to"])
        transaction.on_commit(partial(mail_message.delay, kept.pk))
    messages.success(request, _("Your message is stored. The operator of this installation reads it."))
    return redirect("contact")
