"""The estimated Medicare payment of a stored case, worked out on demand and never stored; it moves nothing of the credit.

It takes the release of the date of service as it is loaded now, the factors of the locality where the place of the case tells one,
else the nation's, and the rules of CMS: no contract, policy or frozen release enters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from codes.locality import Locality as Place
from codes.locality import chosen
from codes.models import Release
from codes.reference import Reference, current_reference
from tracking.agreed import DEFAULT
from tracking.content import content_of
from tracking.models import Case, CaseLine
from tracking.schedules import for_case
from tracking.valuing import value_placed
from tracking.wrvu.terms import Locality, Terms
from tracking.wrvu.types import NOTHING, Item, Reason, Step


@dataclass(frozen=True, slots=True)
class LocalFactors:
    """The factors of a locality that hold on a day, with the table that says so."""

    place: Place
    table: str
    anesthesia_factor: Decimal | None

    def on(self, terms: Terms) -> Terms:
        """Return the terms, paid by these factors."""
        indices = self.place.indices
        local = Locality(indices.work, indices.practice_expense, indices.malpractice)
        return replace(terms, locality=local, anesthesia_factor=self.anesthesia_factor)


@dataclass(frozen=True, slots=True)
class LineEstimate:
    """The payment of one line: None where none can be computed, and then a flag says why."""

    line: CaseLine
    payment: Decimal | None
    steps: tuple[Step, ...]
    flags: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The payment of a case: by which release and factors; `wanted` is the locality of its place, also where no table has it."""

    release: Release | None
    local: LocalFactors | None
    wanted: str
    lines: tuple[LineEstimate, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the payments that could be computed."""
        return sum((line.payment for line in self.lines if line.payment is not None), NOTHING)

    @property
    def has_amount(self) -> bool:
        return any(line.payment is not None for line in self.lines)

    @property
    def without(self) -> int:
        """How many lines have no payment that could be computed."""
        return sum(line.payment is None for line in self.lines)


def estimate_of(case: Case, locality: str) -> Estimate:
    """Return the payment of a case at the place of a locality (its key, or nothing for the nation); the case comes with its lines."""
    content, stored = content_of(case), list(case.lines.all())
    schedules = for_case((line.code for line in stored), case.date_of_service, case.clinician.organisation)
    terms, local = replace(schedules.terms_of(DEFAULT), on=case.date_of_service), None
    if locality:
        local = local_factors(current_reference(), locality, case.date_of_service)
        terms = local.on(terms) if local else terms
    valued = value_placed(((line, content.place_of_service) for line in content.lines), schedules, terms)
    return Estimate(schedules.release, local, locality, _lines(stored, (one.item for one in valued)))


def local_factors(reference: Reference, key: str, on: date) -> LocalFactors | None:
    """Return the factors of a locality by its key (CA-05, or a state that has one alone) that hold on a day; None without a table."""
    table = reference.table("gpci", on)
    found = chosen(key, reference.localities(table)) if table else None
    if table is None or found is None:
        return None
    by_units = reference.table("anes", on)
    factors = reference.anesthesia_factors(by_units) if by_units else {}
    return LocalFactors(found, table.title, factors.get((found.mac, found.number)))


def _lines(stored: Sequence[CaseLine], items: Iterable[Item]) -> tuple[LineEstimate, ...]:
    return tuple(LineEstimate(line, item.payment, item.payment_steps, item.payment_flags) for line, item in zip(stored, items, strict=True))
