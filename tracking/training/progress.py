"""How far a trainee is in a case set: what counts in each category, and why the rest does not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracking.training.case_set import CaseSet, Category
from tracking.training.terms import SIMULATED


class LeftOut(StrEnum):
    """Why a case of a category does not count in it."""

    ROLE = "role"
    RESPONSIBILITY = "responsibility"
    SIMULATED = "simulated"
    UNSIGNED = "unsigned"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class LearnedCase:
    """A case as a case set sees it: the one code that the trainee claims of it, and what was said about it."""

    day: date
    code: str
    role: str
    level: str
    is_simulated: bool = False
    is_signed: bool = False
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryProgress:
    """One category: how many cases count, how many of them nobody signed yet, and the reasons of those left out."""

    category: Category
    counted: int
    unsigned: int
    left_out: tuple[tuple[LeftOut, int], ...]
    depth: int = 0

    @property
    def logged(self) -> int:
        return self.counted + sum(number for _, number in self.left_out)

    @property
    def missing(self) -> int:
        return max(self.category.minimum - self.counted, 0)

    @property
    def is_reached(self) -> bool:
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Every category of a case set with what counts in it, and the codes that belong to none."""

    rows: tuple[CategoryProgress, ...]
    unmapped: tuple[tuple[str, int], ...]

    @property
    def reached(self) -> int:
        return sum(row.is_reached for row in self.rows)


def progress_in(case_set: CaseSet, cases: Iterable[LearnedCase]) -> Progress:
    """Return how far the cases bring a trainee; where a cap holds, the earliest cases are those that count."""
    in_order = sorted(cases, key=lambda case: case.day)
    placed = [(case, case_set.places_of(case.code, case.chosen)) for case in in_order]
    rows = tuple(
        _row(category, [case for case, keys in placed if category.key in keys], case_set.counts_signed_only, _depth(case_set, category))
        for category in case_set.categories
    )
    homeless = Counter(case.code for case, keys in placed if all(case_set.by_key[key].takes_every_code for key in keys))
    return Progress(rows, tuple(sorted(homeless.items(), key=lambda pair: (-pair[1], pair[0]))))


def _row(category: Category, cases: Sequence[LearnedCase], signed_only: bool, depth: int) -> CategoryProgress:
    used: Counter[str] = Counter()
    left_out: Counter[LeftOut] = Counter()
    counted = unsigned = 0
    for case in cases:
        marks = _marks(case)
        reason = _reason(category, case, signed_only) or _over_cap(category, marks, used)
        if reason is not None:
            left_out[reason] += 1
            continue
        used.update(marks)
        counted += 1
        unsigned += not case.is_signed
    return CategoryProgress(category, counted, unsigned, tuple((reason, left_out[reason]) for reason in LeftOut if left_out[reason]), depth)


def _reason(category: Category, case: LearnedCase, signed_only: bool) -> LeftOut | None:
    if category.roles and case.role not in category.roles:
        return LeftOut.ROLE
    if category.levels and case.level not in category.levels:
        return LeftOut.RESPONSIBILITY
    if case.is_simulated and all(cap.kind != SIMULATED for cap in category.caps):
        return LeftOut.SIMULATED
    if signed_only and not case.is_signed:
        return LeftOut.UNSIGNED
    return None


def _over_cap(category: Category, marks: tuple[str, ...], used: Counter[str]) -> LeftOut | None:
    return LeftOut.CAP if any(cap.kind in marks and used[cap.kind] >= cap.most for cap in category.caps) else None


def _marks(case: LearnedCase) -> tuple[str, ...]:
    return (case.role, case.level, *([SIMULATED] if case.is_simulated else []))


def _depth(case_set: CaseSet, category: Category) -> int:
    depth = 0
    while category.parent:
        category, depth = case_set.by_key[category.parent], depth + 1
    return depth
