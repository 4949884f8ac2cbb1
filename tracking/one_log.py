"""What commands about one log ask for: whose log, and the pieces of a file."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management import CommandError

from tracking.incoming import LIMIT, PIECE, TOO_LARGE
from tracking.models import Clinician


def log_named(email: str, organisation: str) -> Clinician:
    """Return the log of a person; refuses where there is none, or several and no organisation is named."""
    logs = Clinician.objects.filter(user__email__iexact=email).select_related("organisation", "user")
    found = list(logs.filter(organisation__slug=organisation) if organisation else logs)
    if not found:
        raise CommandError(f"--clinician: nobody with the address {email} keeps a log here. Check the address.", returncode=2)
    if len(found) > 1:
        slugs = ", ".join(log.organisation.slug for log in found)
        raise CommandError(f"{email} keeps several logs. Name the organisation with --organisation: {slugs}.", returncode=2)
    return found[0]


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece; refuses one that is too large or cannot be read."""
    try:
        if path.stat().st_size > LIMIT:
            raise CommandError(f"{path.name}: {TOO_LARGE}", returncode=2)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}). Check the path.", returncode=2) from None
