"""Where the people of an organisation have to sign in instead of here; apps above make known what they know."""

from collections.abc import Callable

from rvuedge.accounts.models import Organisation

Way = Callable[[Organisation], str]
_known: list[Way] = []


def register(way: Way) -> None:
    """Make known who says where the people of an organisation sign in; apps do it when they are ready."""
    if way not in _known:
        _known.append(way)


def other_door(organisation: Organisation) -> str:
    """Return the path of the page where the people of an organisation have to sign in; nothing where a password will do."""
    return next(filter(None, (way(organisation) for way in _known)), "")
