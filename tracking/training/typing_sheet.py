"""Cases in the order in which one types them into the official system: what a form keeps from one case to the next stands on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby


@dataclass(frozen=True, slots=True)
class TypedCase:
    """A case as it is typed; `others` are the codes beside the claimed one."""

    case: str
    day: date
    year: int
    attending: str
    place: str
    setting: str
    role: str
    level: str
    is_simulated: bool
    code: str
    name: str
    others: tuple[str, ...]
    categories: tuple[str, ...]
    is_signed: bool

    @property
    def head(self) -> tuple[int, str, str, str, str]:
        """What the form keeps from one case to the next."""
        return (self.year, self.attending, self.place, self.setting, self.role)


@dataclass(frozen=True, slots=True)
class Group:
    """The cases that share year, attending, place, setting and role, by day."""

    cases: tuple[TypedCase, ...]

    @property
    def first(self) -> TypedCase:
        return self.cases[0]


def grouped(cases: Iterable[TypedCase]) -> tuple[Group, ...]:
    """Return the cases in groups of one head, by day and code within."""
    in_order = sorted(cases, key=lambda case: (case.head, case.day, case.code, case.case))
    return tuple(Group(tuple(group)) for _, group in groupby(in_order, key=lambda case: case.head))
