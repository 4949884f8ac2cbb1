"""The pay of a report beside its work: two percentiles of one edition, how far they lie apart, or why nothing can be said."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.report.pay_beside import NoPay, PayBeside
from benchmarks.report.report import Report
from benchmarks.stats.alignment import Alignment, Reading, alignment
from benchmarks.stats.percentiles import Percentile, position

# Why there is no distance, beside the refusals of the position and of pay.
EARLIER, NO_NUMBER = "earlier", "no_number"
_NOTHING = Alignment(None, Reading.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Aligned:
    """One clinician's pay beside the work; `paid` is what somebody read in payroll, and `why` says why there is no distance."""

    report: Report
    beside: PayBeside | None
    found: Alignment
    rate: Decimal | None = None
    pay: Percentile | None = None
    why: str = ""
    paid: Decimal | None = None

    @property
    def total(self) -> Decimal | None:
        """The pay that is set beside the work: what was typed, else what the plan makes."""
        return self.paid if self.paid is not None or self.beside is None else self.beside.total


def aligned(report: Report, paid: Decimal | None = None) -> Aligned | None:
    """Return pay beside work as a report was frozen, by the plan or by what was paid; None in training, and where none was kept."""
    beside = report.pay_beside
    if report.is_trainee or (beside is None and report.pay is None):
        return None
    if beside is None:
        return Aligned(report, None, _NOTHING, why=EARLIER)
    of_plan = "" if paid is not None else beside.refusal
    rate = None if of_plan else beside.rate_of(beside.total if paid is None else paid)
    pay = position(beside.points, rate) if rate is not None and beside.points else None
    why = report.standing.refusal or beside.lacks or of_plan or ("" if beside.fte_years else NoPay.NO_TIME)
    if why or pay is None:
        return Aligned(report, beside, _NOTHING, rate, pay, str(why) or NO_NUMBER, paid)
    found = alignment(pay.percentile, report.standing.percentile)
    return Aligned(report, beside, found, rate, pay, NO_NUMBER if found.reading is Reading.UNKNOWN else "", paid)
