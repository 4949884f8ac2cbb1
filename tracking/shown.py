"""What the pages of the log show, as values: named lines, a draft, a stored case, the log of one day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from codes.edits import Advice
from rvuedge.lib.decimals import round_half_up
from rvuedge.lib.months import Month
from tracking.entry import stored_line, takes_minutes, write_entry
from tracking.models import Case, CaseLine, Clinician, MonthTotal
from tracking.naming import names_of
from tracking.valuing import ValuedLine, total_fees
from tracking.wrvu.credit import total_credit
from tracking.wrvu.offered import Offer
from tracking.wrvu.types import Outcome


def sum_of_units(units: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of anesthesia units; None where there are none."""
    told = [one for one in units if one is not None]
    return sum(told, Decimal(0)) if told else None


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A valued line with the short name of its code; for a recent one the day it was last used, for one of a draft what may be added."""

    name: str
    valued: ValuedLine
    last_used: date | None = None
    offers: tuple[Offer, ...] = ()
    asked: Offer | None = None
    label: str = ""

    @property
    def has_work(self) -> bool:
        """Whether there is a work value to show; no work value is never shown as 0.00."""
        return self.valued.item.outcome is Outcome.CREDITED

    @property
    def as_entered(self) -> Decimal | None:
        """The printed work times units, before any rule; None where there is none."""
        work = self.valued.item.work_rvu
        return work * self.valued.line.units if work else None

    @property
    def is_changed(self) -> bool:
        """Whether a rule made of the line something else than what is printed."""
        return self.as_entered is not None and self.as_entered != self.valued.item.credit

    @property
    def takes_minutes(self) -> bool:
        return takes_minutes(self.valued.line.code)

    @property
    def is_dental(self) -> bool:
        return self.valued.line.code.startswith("D")


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that is being entered, valued as far as it goes, with what is worth a look before it is billed."""

    case_id: UUID
    date_of_service: date
    place_of_service: str
    lines: tuple[NamedLine, ...]
    advice: Advice

    @property
    def credit(self) -> Decimal:
        return total_credit(line.valued.item for line in self.lines)

    @property
    def as_entered(self) -> Decimal:
        """The printed work times units of the lines, before any rule."""
        return sum((line.as_entered for line in self.lines if line.as_entered is not None), Decimal(0))

    @property
    def is_counted(self) -> bool:
        """Whether any line has a work value; without one the case is not shown as 0.00."""
        return any(line.has_work for line in self.lines)

    @property
    def asa_units(self) -> Decimal | None:
        """The anesthesia units of its lines, never part of the credit; None without any."""
        return sum_of_units(line.valued.item.asa_units for line in self.lines)

    @property
    def reasons(self) -> tuple[NamedLine, ...]:
        """A line for each reason why lines do not count."""
        told = {(line.valued.item.lane, line.valued.item.flags): line for line in reversed(self.lines) if not line.has_work}
        return tuple(line for line in self.lines if line in told.values())

    @property
    def fees(self) -> Decimal:
        return total_fees(line.valued for line in self.lines)

    @property
    def not_counted(self) -> int:
        return sum(not line.has_work for line in self.lines)

    @property
    def codes(self) -> set[str]:
        return {line.valued.line.code for line in self.lines}


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case of the ledger with its lines and the names of their codes."""

    case: Case
    lines: tuple[tuple[CaseLine, str], ...]

    @property
    def credit(self) -> Decimal:
        return sum((line.credit for line, _ in self.lines), Decimal(0))

    @property
    def as_entered(self) -> Decimal:
        """The printed work times units of the lines, before any rule."""
        counted = (line for line, _ in self.lines if line.work_rvu is not None)
        return sum((line.work_rvu * line.units for line in counted if line.work_rvu is not None), Decimal(0))

    @property
    def addends(self) -> str:
        """The credits of its lines with all four decimals, where the two that are shown do not add up to the total; else nothing."""
        credits = [line.credit for line, _ in self.lines if line.outcome == Outcome.CREDITED]
        shown = sum((round_half_up(credit, 2) for credit in credits), Decimal(0))
        return "" if shown == round_half_up(self.credit, 2) else " + ".join(f"{credit:,.4f}" for credit in credits)

    @property
    def asa_units(self) -> Decimal | None:
        """The anesthesia units of its lines, never part of the credit; None without any."""
        return sum_of_units(line.asa_units for line, _ in self.lines)

    @property
    def fees(self) -> Decimal:
        return sum((line.fee_amount or Decimal(0) for line, _ in self.lines), Decimal(0))

    @property
    def counted(self) -> bool:
        return any(line.outcome == Outcome.CREDITED for line, _ in self.lines)

    @property
    def first_line(self) -> CaseLine | None:
        return self.lines[0][0] if self.lines else None

    @property
    def was_changed(self) -> bool:
        """Whether it was corrected after it was logged."""
        return self.case.updated_at - self.case.created_at > timedelta(seconds=1)

    @property
    def text(self) -> str:
        """Its lines in the notation that the log reads."""
        return write_entry(stored_line(line.code, line.modifiers, line.units) for line, _ in self.lines)

    @property
    def names(self) -> list[str]:
        """The names of its codes, each once, in order; the code itself where nothing names it."""
        return list(dict.fromkeys(name or line.code for line, name in self.lines))


@dataclass(frozen=True, slots=True)
class NamedSet:
    """Lines under a name, with what they come to as a case."""

    name: str
    text: str
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """The log of one day."""

    clinician: Clinician
    day: date
    today: date
    month_total: MonthTotal
    cases: tuple[StoredCase, ...]
    draft: Draft
    favourites: tuple[NamedLine, ...]
    sets: tuple[NamedSet, ...]
    recents: tuple[NamedLine, ...]
    last_case: Case | None
    last_lines: str

    @property
    def month(self) -> Month:
        return Month.of(self.day)

    @property
    def day_credit(self) -> Decimal:
        return sum((case.credit for case in self.cases), Decimal(0))

    @property
    def is_day_counted(self) -> bool:
        return any(case.counted for case in self.cases)

    @property
    def day_asa_units(self) -> Decimal | None:
        return sum_of_units(case.asa_units for case in self.cases)

    @property
    def day_fees(self) -> Decimal:
        return sum((case.fees for case in self.cases), Decimal(0))

    @property
    def is_paid_by_fees(self) -> bool:
        """Whether fee schedules pay all that the month has: then their dollars are its number, not a wRVU of nothing."""
        return bool(self.month_total.fee_amount) and not self.month_total.credit and not self.clinician.is_trainee

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever logged."""
        return self.last_case is None


def stored(case: Case, names: Mapping[str, str] | None = None, read: Sequence[CaseLine] | None = None) -> StoredCase:
    """Return a case with the names of its codes; lines that are read already are not read again."""
    lines = list(case.lines.all() if read is None else read)
    known = names_of((line.code for line in lines), case.clinician.organisation_id) if names is None else names
    return StoredCase(case, tuple((line, known.get(line.code, "")) for line in lines))
