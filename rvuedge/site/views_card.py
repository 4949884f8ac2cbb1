"""The pictures that stand beside shared addresses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from rvuedge.site.cards import card_kind, card_png, card_title
from rvuedge.site.etag import site_etag
from rvuedge.web.context import shell_of


@require_safe
@cache_control(max_age=86400)
@condition(etag_func=site_etag)
def card(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """Draw the picture of a text, of a code, or of a page of the site."""
    title = card_title(folder, slug)
    if title is None:
        raise Http404
    picture = card_png(str(title), str(card_kind(folder)), shell_of(request).site_name)
    return HttpResponse(picture, content_type="image/png")
