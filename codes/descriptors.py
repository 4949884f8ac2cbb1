"""Who is shown the official short descriptors of an imported file: they are their owners', and nobody's by default."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from rvuedge.accounts.models import User


def may_show_descriptors(user: User | AnonymousUser) -> bool:
    """Return whether official descriptors are shown: to signed-in people, to visitors where the operator holds a licence for it."""
    return bool(settings.PUBLIC_DESCRIPTORS) or user.is_authenticated
