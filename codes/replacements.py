"""Which codes CMS names in the place of others: the cross references of the national file, and the same read backwards."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from codes.models import NationalCode

_CODE_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Ended:
    """A code in whose place CMS names another, and its last day; None where it goes on and Medicare does not take it."""

    code: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The codes that CMS names in the place of a code, and those in whose place it is named; `source` is the table that says so."""

    by: tuple[str, ...] = ()
    of: tuple[Ended, ...] = ()
    source: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return (*self.by, *(one.code for one in self.of))


def replacements_in(schedule: int, source: str) -> Mapping[str, Replacement]:
    """Return what a national file says of each code that it crosses to another, or names as such."""
    named: dict[str, tuple[str, ...]] = {}
    ended: dict[str, list[Ended]] = defaultdict(list)
    rows = NationalCode.objects.filter(schedule=schedule, is_modifier=False).exclude(cross_references="").order_by("code")
    for code, references, ended_on in rows.values_list("code", "cross_references", "terminated_on"):
        named[code] = tuple(one for one in references.split() if len(one) == _CODE_LENGTH)
        for other in named[code]:
            ended[other].append(Ended(code, ended_on))
    return {code: Replacement(named.get(code, ()), tuple(ended.get(code, ())), source) for code in named.keys() | ended.keys()}
