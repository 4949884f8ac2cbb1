"""What a release does to the lines that were logged: a part of the import's page, worked out when the page asks for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from codes.models import Release
from codes.releases import official
from rvuedge.accounts.permits import operator_or_sole_administrator_required, viewer_required
from rvuedge.accounts.scope import Viewer
from rvuedge.web.keeping import kept_or_made
from tracking.agreed import policies_of
from tracking.effect import MOST_LINES, Effect, effect_of, last_year_of
from tracking.models import CaseLine
from tracking.wrvu.presets import PRESETS

_KEPT_FOR = 15 * 60


@require_safe
@operator_or_sole_administrator_required
def effect(request: HttpRequest, release_id: int) -> HttpResponse:
    """Value the last twelve months of the viewer's organisation under a release and the one before it."""
    viewer = viewer_required(request)
    release = get_object_or_404(official(), pk=release_id)
    former = _before(release)
    shape: dict[str, object] = {"release": release, "former": former, "most_lines": MOST_LINES}
    if former is not None:
        # Of the organisation too: whoever moves sees nothing of the former one.
        key = f"effect-{release.pk}-{former.pk}-{viewer.user.pk}-{viewer.organisation.pk if viewer.organisation else 0}"
        shape["effect"] = kept_or_made(key, lambda: _effect_between(viewer, release, former), _KEPT_FOR)
    return render(request, "tracking/_effect.html", shape)


def _effect_between(viewer: Viewer, release: Release, former: Release) -> Effect:
    policies = policies_of(viewer.organisation) if viewer.organisation else PRESETS
    return effect_of(release, former, last_year_of(CaseLine.objects.visible_to(viewer.user), viewer.today()), policies)


def _before(release: Release) -> Release | None:
    """The active release that held up to a release's day: the official one before it, else the sample."""
    active = Release.objects.active().filter(effective_from__lte=release.effective_from).exclude(pk=release.pk)
    ordered = active.order_by("-effective_from", "-letter", "-revision")
    return ordered.filter(family=release.family).first() or ordered.first()
