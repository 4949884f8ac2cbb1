"""The pictures that stand beside shared addresses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from rvuedge.site.cards import card_png
from rvuedge.site.etag import site_etag
from rvuedge.site.library import FOLDERS, GUIDES, POSTS, texts
from rvuedge.web.context import shell_of


@require_safe
@cache_control(max_age=86400)
@condition(etag_func=site_etag)
def card(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """Draw the picture of a text."""
    if folder not in FOLDERS or slug not in texts(folder):
        raise Http404
    kinds = {GUIDES: _("Guide"), POSTS: _("Blog")}
    picture = card_png(texts(folder)[slug].title, str(kinds.get(folder, _("Help"))), shell_of(request).site_name)
    return HttpResponse(picture, content_type="image/png")
