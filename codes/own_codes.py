"""Which codes a person uses: what the catalogue puts first for somebody signed in, told by the apps that know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import AnonymousUser

from rvuedge.accounts.models import User

Source = Callable[[User, date], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Sources:
    known: list[Source] = field(default_factory=list)


_sources = _Sources()


def register(source: Source) -> None:
    """Make a source known; apps do it when they are ready. It returns a person's codes on a day, those used first before others."""
    _sources.known.append(source)


def own_codes(user: User | AnonymousUser, on: date) -> tuple[str, ...]:
    """Return the codes that a person uses, each once; none for a visitor."""
    if not isinstance(user, User):
        return ()
    return tuple(dict.fromkeys(code for source in _sources.known for code in source(user, on)))
