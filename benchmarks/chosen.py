"""The organisation that a command is about: the only one, or the one that is named."""

from django.core.management import CommandError

from rvuedge.accounts.models import Organisation


def chosen_organisation(slug: str) -> Organisation:
    """Return the organisation with this short name, or the only one; a CommandError of status 2 says what to give."""
    known = list(Organisation.objects.order_by("slug")[:20])
    if not slug and len(known) == 1:
        return known[0]
    found = Organisation.objects.filter(slug=slug).first() if slug else None
    if found is not None:
        return found
    if not known:
        raise CommandError("There is no organisation yet. Start the server once and set it up.", returncode=2)
    names = ", ".join(one.slug for one in known)
    raise CommandError(f"Name the organisation with --organisation. There is: {names}.", returncode=2)
