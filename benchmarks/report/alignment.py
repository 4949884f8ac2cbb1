"""The pay of a report beside its work: two percentiles of one edition, how far they lie apart, or why nothing can be said."""

from dataclasses import dataclass

from benchmarks.report.pay_beside import PayBeside
from benchmarks.report.report import Report
from benchmarks.stats.alignment import Alignment, Reading, alignment
from benchmarks.stats.percentiles import Percentile, position

# Why there is no distance, beside the refusals of the position and of pay.
EARLIER, NO_NUMBER = "earlier", "no_number"
_NOTHING = Alignment(None, Reading.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Aligned:
    """One clinician's pay beside the work; `why` says why there is no distance."""

    report: Report
    beside: PayBeside | None
    pay: Percentile | None
    found: Alignment
    why: str = ""


def aligned(report: Report) -> Aligned | None:
    """Return pay beside work as a report was frozen; None where no plan pays, and in training."""
    beside = report.pay_beside
    if report.is_trainee or (beside is None and report.pay is None):
        return None
    if beside is None:
        return Aligned(report, None, None, _NOTHING, EARLIER)
    rate = beside.rate
    pay = position(beside.points, rate) if rate is not None and beside.points and not beside.refusal else None
    why = report.standing.refusal or beside.refusal
    if why or pay is None:
        return Aligned(report, beside, pay, _NOTHING, why or NO_NUMBER)
    found = alignment(pay.percentile, report.standing.percentile)
    return Aligned(report, beside, pay, found, NO_NUMBER if found.reading is Reading.UNKNOWN else "")
