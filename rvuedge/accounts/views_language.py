"""/language/: anybody chooses in which language the frame and the log speak; an account remembers it, and so does the browser."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from rvuedge.accounts.scope import viewer_behind
from rvuedge.accounts.services_settings import change_language
from rvuedge.web.language import is_offered


@never_cache
@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """Offer the languages; the form leads back to the page that somebody came from."""
    back = request.GET.get("next", "")[:500]
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return render(request, "language.html", {"back": back if is_ours else "/"})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Store the choice with the account, where there is one, and in a cookie."""
    told = request.POST.get("language", "")
    if not is_offered(told):
        return HttpResponseBadRequest("Choose one of the languages of the list.", content_type="text/plain; charset=utf-8")
    viewer = viewer_behind(request)
    if viewer:
        change_language(user=viewer.user, language=told)
    return set_language(request)
