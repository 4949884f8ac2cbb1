"""The front page, with a worked case that the engine values on the release in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from benchmarks.shown import REPORT_WIDE, shape_of
from codes.texts import load_texts
from codes.views import today_of
from rvuedge.site.cases import value_cases
from rvuedge.site.etag import site_etag
from rvuedge.site.example_year import CASES, example_report, last_day_shown
from rvuedge.site.library import GUIDES, POSTS, texts

SURGERY_CENTER = "24"
# Two endoscopies of one family, and a dental code that a fee schedule pays.
EXAMPLE = "45385 45380 D1553"


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def page(request: HttpRequest) -> HttpResponse:
    """Say what the product is, in one screen."""
    on = today_of(request)
    shown, *week = value_cases((EXAMPLE, *CASES), SURGERY_CENTER, "cms_parallel", on)
    worth = tuple((case, one.credit) for case, one in zip(CASES, week, strict=True))
    shape: dict[str, object] = {
        "shown": shown,
        "example": EXAMPLE,
        "code_count": len(load_texts()),
        "guide_count": len(texts(GUIDES)),
        "posts": list(texts(POSTS).values())[:3],
    }
    if all(credit for _case, credit in worth):
        shape |= shape_of(example_report(worth, last_day_shown(on)), wide=REPORT_WIDE) | {"imputed": None, "has_year": True}
    return render(request, "home.html", shape)
