"""Takes all fictional data out of an installation and tells what was removed; the audit trail stays."""

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Organisation
from rvuedge.leaving.services import people_of, remove_organisations


def joined_people() -> list[str]:
    """Return the addresses of people whom somebody invited into a demo organisation: leaving the demo removes them too.

    Whom the demo made has an address under .example, which nobody can have (RFC 2606).
    """
    invited = people_of(Organisation.objects.filter(is_demo=True)).exclude(email__endswith=".example")
    return list(invited.order_by("email").values_list("email", flat=True))


@transaction.atomic
def leave_demo() -> dict[str, int]:
    """Remove every demo organisation with all that belongs to it, files too, and return the counts, by what was removed."""
    removed = remove_organisations(Organisation.objects.filter(is_demo=True))
    if removed["organisations"]:
        record(action="demo.left", subject="All fictional data removed", detail=dict(removed))
    return removed
