"""A log and an employer's report brought together: what is read, what is compared, and what came out, before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from benchmarks.employer_report import EmployerReport, told_nobody
from benchmarks.models import Reconciliation, ReconciliationKind
from benchmarks.own_lines import month_under_other_ways, own_lines, with_reasons
from benchmarks.reconcile.compare import compare
from benchmarks.reconcile.lines import NOTHING, CountedLine, Finding, Kind, Terms
from benchmarks.reconcile.sums import Sums, sums_of
from benchmarks.reconcile.written import inputs_hash, line_of
from rvuedge.imports.registry import Progress
from rvuedge.lib.months import Month
from tracking.models import Clinician

TOLERANCE, SHIFT = Decimal("0.01"), 3
# Half a cent a line: what rounding each line makes of a month.
_ROUNDED = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report comes from: its name, the checksum of its bytes, and how it was read."""

    file_name: str
    file_hash: str
    headers: Mapping[str, object] = field(default_factory=dict)
    rendering: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chooses of a comparison."""

    tolerance: Decimal = TOLERANCE
    shift: int = SHIFT
    rate: Decimal | None = None
    # The plan that pays the rate for the next wRVU, where it comes of one.
    rate_plan: str = ""

    def terms(self, month: Month) -> Terms:
        """Return the terms of a comparison of a month."""
        return Terms(month.first_day, month.last_day, self.tolerance, self.shift)

    def stored(self) -> dict[str, object]:
        """Return plain values, to be kept as JSON."""
        rate = None if self.rate is None else format(self.rate, "f")
        return {"tolerance": format(self.tolerance, "f"), "shift": self.shift, "rate": rate, "rate_plan": self.rate_plan}


def settings_of(stored: Mapping[str, Any]) -> Settings:
    """Return the settings that `stored` wrote."""
    rate = stored["rate"]
    return Settings(Decimal(stored["tolerance"]), int(stored["shift"]), None if rate is None else Decimal(rate), str(stored["rate_plan"]))


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison that is ready to be stored."""

    clinician: Clinician
    month: Month
    kind: ReconciliationKind
    settings: Settings
    own_total: Decimal
    their_total: Decimal
    inputs_hash: str
    findings: tuple[Finding, ...] = ()
    near: tuple[CountedLine, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sums(self) -> Sums:
        return sums_of(self.findings)


def compared(clinician: Clinician, month: Month, report: EmployerReport, settings: Settings, tell: Progress = told_nobody) -> Compared:
    """Return what comes of a report and the log as it is now."""
    facts = {
        "rows": report.rows,
        "of_others": report.of_others,
        "of_other_months": report.of_other_months,
        "taken_back": report.taken_back,
        "is_valued_here": report.is_valued_here,
    }
    return compared_lines(clinician, month, report.lines, report.near, settings, facts, tell)


def compared_lines(
    clinician: Clinician,
    month: Month,
    theirs: Sequence[CountedLine],
    near: Sequence[CountedLine],
    settings: Settings,
    facts: Mapping[str, object],
    tell: Progress = told_nobody,
) -> Compared:
    """Return what comes of lines of a report and the log as it is now."""
    tell("Reading the log", 0, 0)
    terms, apart = settings.terms(month), timedelta(days=settings.shift)
    around = own_lines(clinician, month.first_day - apart, month.last_day + apart)
    own = [line for line in around if month.first_day <= line.day <= month.last_day]
    beside = [line for line in around if not month.first_day <= line.day <= month.last_day]
    tell("Bringing both sides together", 0, 0)
    found = compare(own, theirs, terms, beside, _near(near, month, apart))
    tell("Looking for reasons", 0, 0)
    found = with_reasons(found, clinician, terms)
    sums = sums_of(found)
    sign = inputs_hash(found, terms)
    return Compared(
        clinician, month, ReconciliationKind.LINES, settings, sums.own, sums.theirs, sign, found, tuple(near), _told(facts, settings)
    )


def compared_total(clinician: Clinician, month: Month, total: Decimal, settings: Settings) -> Compared:
    """Return what comes of a month's total: the difference, and each release or policy under which the log comes to it."""
    lines = own_lines(clinician, month.first_day, month.last_day)
    own = sum((line.value for line in lines), NOTHING)
    near_enough = settings.tolerance + _ROUNDED * len(lines)
    ways: list[list[str]] = []
    if abs(own - total) > settings.tolerance:
        found = month_under_other_ways(clinician, month.first_day, month.last_day)
        ways = [[str(one.reason), one.name] for one in found if abs(one.value - total) <= near_enough]
        if abs(own - total) <= near_enough:
            ways.insert(0, ["rounding", ""])
    facts = {"lines": len(lines), "ways": ways}
    terms = settings.terms(month)
    sign = inputs_hash([Finding(Kind.MATCHED, tuple(lines), (CountedLine(month.first_day, "", value=total),), ())], terms)
    return Compared(clinician, month, ReconciliationKind.TOTAL, settings, own, total, sign, facts=_told(facts, settings))


def compared_again(run: Reconciliation, settings: Settings, tell: Progress = told_nobody) -> Compared:
    """Return what comes of the report of a stored comparison and the log as it is now."""
    if run.kind == ReconciliationKind.TOTAL:
        return compared_total(run.clinician, run.month, run.their_total, settings)
    stored = run.lines.order_by("position").values_list("theirs", flat=True)
    theirs = [line_of(plain) for side in stored.iterator(chunk_size=5_000) for plain in side]
    near = [line_of(plain) for plain in run.near]
    return compared_lines(run.clinician, run.month, theirs, near, settings, run.facts, tell)


def _told(facts: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """The facts with the plan of the rate, if it comes of one: of this comparison, not of the one before."""
    others = {name: fact for name, fact in facts.items() if name != "rate_plan"}
    return others | ({"rate_plan": settings.rate_plan} if settings.rate_plan else {})


def _near(lines: Sequence[CountedLine], month: Month, apart: timedelta) -> list[CountedLine]:
    return [line for line in lines if month.first_day - apart <= line.day <= month.last_day + apart]
