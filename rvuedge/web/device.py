"""What makes the product installable and lets the log open without a connection: service worker, manifest, fallback page."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rvuedge.web.edition import WITHOUT_CONNECTION, WORKER, edition, kept_files
from rvuedge.web.face import face_file
from rvuedge.web.language import ENGLISH, is_offered

# The colours of the sheet in tokens.css (--paper), which a manifest cannot take from there.
_PAPER = "#f1f7f3"
_ICON_SIZES = (192, 512)


@cache_control(no_cache=True)
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that its scope is the whole site; its text names the edition and the files."""
    face = [reverse("own-face-css"), reverse("own-face")] if face_file(settings.DATA_DIR).is_file() else []
    files = [*(static(name) for name in kept_files()), *face]
    without = {code: reverse("offline") + ("" if code == ENGLISH else f"?language={code}") for code, _name in settings.LANGUAGES}
    told = {"EDITION": edition(), "FILES": files, "NO_CONNECTION": without}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in told.items())
    return HttpResponse(head + WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


@cache_control(max_age=3600)
@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    """Describe the product to a phone that puts it on its home screen."""
    icons = [
        {"src": static(f"icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in _ICON_SIZES
        for purpose in ("any", "maskable")
    ]
    body = {
        "id": "/log/",
        "name": "RVU Edge",
        "short_name": "RVU Edge",
        "description": _("Log procedures by work RVU, also without a connection."),
        "start_url": "/log/",
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


@cache_control(max_age=3600)
@require_safe
def without_connection(request: HttpRequest) -> HttpResponse:
    """Serve the page that stands in for pages that a device does not keep; the same for everybody, in each language."""
    asked = request.GET.get("language", "")
    language = asked if is_offered(asked) else ENGLISH
    with translation.override(language):
        return HttpResponse(render_to_string(WITHOUT_CONNECTION.name, {"language": language}))
