"""The log that somebody keeps in the organisation in view."""

from rvuedge.accounts.scope import Viewer
from tracking.models import Clinician


def own_clinician(viewer: Viewer) -> Clinician | None:
    """Return the own clinician with organisation, department and specialty; None for whoever keeps no log. One query."""
    if viewer.organisation is None:
        return None
    people = Clinician.objects.own(viewer.user).select_related("organisation", "department", "specialty")
    return people.filter(organisation=viewer.organisation).first()
