"""Who is shown the official short descriptors of an imported file: they are their owners', and nobody's by default."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from codes.models import NoticeAcknowledgement
from rvuedge.accounts.models import User


def may_show_descriptors(user: User | AnonymousUser) -> bool:
    """Return whether official descriptors are shown: to everybody where the operator says so, to members where their organisation does."""
    if settings.PUBLIC_DESCRIPTORS:
        return True
    if not isinstance(user, User):
        return False
    return NoticeAcknowledgement.objects.visible_to(user).filter(holds_licence=True, organisation__isnull=False).exists()
