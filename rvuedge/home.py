"""The front page, with a worked case that the engine values on the release in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from codes.texts import load_texts
from codes.views import today_of
from rvuedge.site.cases import value_case
from rvuedge.site.etag import site_etag
from rvuedge.site.library import GUIDES, POSTS, texts

SURGERY_CENTER = "24"
# Two endoscopies of one family, and a dental code that a fee schedule pays.
EXAMPLE = "45385 45380 D1553"


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def page(request: HttpRequest) -> HttpResponse:
    """Say what the product is, in one screen."""
    shape = {
        "shown": value_case(EXAMPLE, SURGERY_CENTER, "cms_parallel", today_of(request)),
        "example": EXAMPLE,
        "code_count": len(load_texts()),
        "guide_count": len(texts(GUIDES)),
        "posts": list(texts(POSTS).values())[:3],
    }
    return render(request, "home.html", shape)
