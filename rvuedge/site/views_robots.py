"""/robots.txt: what programs that search the web may read, and where the list of addresses is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Name the sitemap (RFC 9309); where the public site is switched off, there is nothing to read."""
    lines = ["User-agent: *", "Disallow: /"]
    if settings.PUBLIC_SITE:
        lines = ["User-agent: *", "Disallow: /accounts/", f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
