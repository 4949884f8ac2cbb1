"""Codes that a person keeps as favourites or logged of late: the search puts them first."""

from datetime import date

from rvuedge.accounts.models import User
from rvuedge.lib.months import Month
from tracking.models import CaseLine, Clinician, Favourite

LINES_READ = 200


def own_codes_of(user: User, on: date) -> tuple[str, ...]:
    """Return favourites in their order, then what was logged in the last three months, latest first."""
    own = Clinician.objects.own(user).values("pk")
    kept = Favourite.objects.filter(clinician__in=own).order_by("position", "pk").values_list("code", flat=True)
    lines = CaseLine.objects.visible_to(user).kept().filter(clinician__in=own, month_index__gte=Month.of(on).index - 2)
    logged = lines.order_by("-date_of_service", "-pk").values_list("code", flat=True)[:LINES_READ]
    return tuple(dict.fromkeys((*kept, *logged)))
