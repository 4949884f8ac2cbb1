"""Which entries of a log are meant: by code, place, category and days; read as rows within the border of whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, Sum

from codes.browse import by_category
from rvuedge.accounts.models import User
from rvuedge.lib.decimals import credit_of, round_half_up
from tracking.models import CaseLine, Clinician
from tracking.models.case import CaseLineQuerySet
from tracking.wrvu.types import Outcome


@dataclass(frozen=True, slots=True)
class Choice:
    """What entries are chosen by; empty texts and no days choose everything."""

    code: str = ""
    place: str = ""
    category: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def codes(self) -> list[str]:
        """The codes that were typed."""
        return self.code.split()

    @property
    def is_everything(self) -> bool:
        return self == Choice()

    def stored(self) -> dict[str, str]:
        """Return plain values, without what is empty: what a saved filter keeps, and a link holds."""
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values if value}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the chosen lines come to."""

    lines: int
    cases: int
    credit: Decimal
    not_counted: int
    fees: Decimal
    asa_units: Decimal

    @property
    def is_counted(self) -> bool:
        """Whether any line has a work value."""
        return self.not_counted < self.lines


def lines_of(user: User, clinician: Clinician, choice: Choice) -> CaseLineQuerySet:
    """Return the chosen lines of a log that somebody may see."""
    lines = CaseLine.objects.visible_to(user).kept().filter(clinician=clinician)
    if choice.code:
        lines = lines.filter(code__in=choice.codes)
    if choice.category:
        lines = lines.filter(code__in=codes_in(choice.category))
    if choice.place:
        lines = lines.filter(case__place_of_service=choice.place)
    if choice.first:
        lines = lines.filter(date_of_service__gte=choice.first)
    return lines.filter(date_of_service__lte=choice.last) if choice.last else lines


def sums_of(lines: CaseLineQuerySet) -> Sums:
    """Return what lines come to, in one query."""
    counted: Mapping[str, int | Decimal | None] = lines.order_by().aggregate(
        lines=Count("id"),
        cases=Count("case_id", distinct=True),
        credit=Sum("credit"),
        uncounted=Count("id", filter=~Q(outcome=Outcome.CREDITED.value)),
        fees=Sum("fee_amount"),
        asa_units=Sum("asa_units"),
    )
    # A sum of decimals is exact on PostgreSQL and near it on SQLite.
    credit, fees = credit_of(Decimal(counted["credit"] or 0)), round_half_up(Decimal(counted["fees"] or 0), 2)
    units = credit_of(Decimal(counted["asa_units"] or 0))
    return Sums(int(counted["lines"] or 0), int(counted["cases"] or 0), credit, int(counted["uncounted"] or 0), fees, units)


def codes_in(category: str) -> list[str]:
    """Return the codes of a category by its slug; none for an unknown one."""
    return [text.code for one in by_category() if one.slug == category for text in one.texts]
