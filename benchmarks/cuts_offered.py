"""The cuts of survey editions in force that somebody can look at the own position in, and which one was asked for."""

from datetime import date

from django.db.models import Q

from benchmarks.compared import METRIC
from benchmarks.models import Cut, Edition, EditionState, SpecialtyShare
from benchmarks.surveys.cuts import is_same_cut
from tracking.models import Clinician

EVERYBODY = "everybody"


def cuts_offered(clinician: Clinician, on: date) -> tuple[str, ...]:
    """Return the labels of the cuts that editions in force and licensed have of the own specialties, everybody first. One query."""
    shares = SpecialtyShare.objects.filter(clinician=clinician).values("specialty")
    editions = Edition.objects.licensed_on(on).filter(survey__organisation=clinician.organisation_id, state=EditionState.ACTIVE)
    own = Q(cells__specialty=clinician.specialty_id) | Q(cells__specialty__in=shares)
    found = Cut.objects.filter(own, edition__in=editions, cells__metric=METRIC, cells__is_suppressed=False)
    return tuple(found.order_by("label").values_list("label", flat=True).distinct())


def cut_asked_for(text: str, offered: tuple[str, ...]) -> str | None:
    """Return the cut that a text names, as its survey calls it; raises LookupError for one that is not offered, None without a text."""
    if not text:
        return None
    wanted = "" if text == EVERYBODY else text
    for label in offered:
        if is_same_cut(label, wanted):
            return label
    raise LookupError(text)
