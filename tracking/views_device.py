"""What a device keeps of the log: the index of codes."""

import gzip

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_safe

from rvuedge.accounts.permits import viewer_required
from tracking.code_index import packed_index


def _etag(request: HttpRequest) -> str:
    return packed_index(viewer_required(request).today()).etag


@login_required
@require_safe
@condition(etag_func=_etag)
def code_index(request: HttpRequest) -> HttpResponse:
    """Serve the index of codes in force today; a device asks again by its ETag."""
    index = packed_index(viewer_required(request).today())
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer = HttpResponse(index.packed, content_type="application/json", headers={"Content-Encoding": "gzip"})
    else:
        answer = HttpResponse(gzip.decompress(index.packed), content_type="application/json")
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ["Accept-Encoding", "Cookie"])
    return answer
