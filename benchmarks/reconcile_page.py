"""What the page of a comparison shows: the sums with the money on top, and its lines by page, filtered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from benchmarks.models import ReconciledLine, Reconciliation, ReviewState
from benchmarks.reconcile.lines import Finding, Kind
from benchmarks.reconcile.sums import KindSum, at_stake
from benchmarks.reconcile.written import sums_from
from benchmarks.reconcile_result import finding_of
from tracking.models import MonthTotal

SHOWN = 50
FILTERS = ("kind", "state", "page")
# What the filter "differences" holds: everything but what is matched.
DIFFERENCES = "differences"


@dataclass(frozen=True, slots=True)
class ShownSum:
    """One kind with its sums, and what its difference is worth."""

    sum: KindSum
    money: Decimal | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One finding as the page shows it."""

    line: ReconciledLine
    finding: Finding
    money: Decimal | None

    @property
    def can_open(self) -> bool:
        """Whether the lines of the log lead to their cases."""
        return bool(self.finding.own) and bool(self.finding.own[0].case)

    @property
    def is_match(self) -> bool:
        return self.finding.kind is Kind.MATCHED


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A comparison as the page shows it."""

    run: Reconciliation
    kinds: tuple[ShownSum, ...]
    lines: tuple[ShownLine, ...]
    page: "Page[ReconciledLine] | None"
    kind: str
    state: str
    disputed: int
    disputed_credit: Decimal
    log_now: Decimal

    @property
    def money(self) -> Decimal | None:
        return at_stake(self.run.difference, self.run.rate)

    @property
    def apart(self) -> Decimal:
        return abs(self.run.difference)

    @property
    def money_apart(self) -> Decimal | None:
        return None if self.money is None else abs(self.money)

    @property
    def disputed_money(self) -> Decimal | None:
        return at_stake(self.disputed_credit, self.run.rate)

    @property
    def log_has_changed(self) -> bool:
        """Whether the log counts something else by now."""
        return self.log_now != self.run.own_total

    @property
    def query(self) -> str:
        """The filters as they stand in the address, without the page."""
        return f"kind={self.kind}&state={self.state}"


def shown_run(run: Reconciliation, chosen: Mapping[str, str]) -> ShownRun:
    """Return what the page shows of a comparison: four queries, however many lines there are."""
    kind, state = (
        _chosen(chosen.get("kind", ""), (*Kind, DIFFERENCES, "all"), DIFFERENCES),
        _chosen(chosen.get("state", ""), ReviewState, ""),
    )
    page = Paginator(filtered(run, kind, state), SHOWN).get_page(chosen.get("page")) if run.sums else None
    lines = tuple(_shown(line, run) for line in page) if page is not None else ()
    disputed = run.lines.filter(state=ReviewState.DISPUTED).order_by().values_list("difference", flat=True)
    counted = list(disputed)
    now = MonthTotal.objects.filter(clinician=run.clinician_id, month_index=run.month_index, basis=MonthTotal.CURRENT)
    return ShownRun(
        run=run,
        kinds=tuple(_sum(one, run, kind) for one in sums_from(run.sums).kinds if one.count),
        lines=lines,
        page=page,
        kind=kind,
        state=state,
        disputed=len(counted),
        disputed_credit=sum(counted, Decimal(0)),
        log_now=now.values_list("credit", flat=True).first() or Decimal(0),
    )


def filtered(run: Reconciliation, kind: str, state: str) -> QuerySet[ReconciledLine]:
    """Return the lines of a filter, those with the largest difference first."""
    lines = run.lines.all()
    if kind == DIFFERENCES:
        lines = lines.exclude(kind=Kind.MATCHED)
    elif kind != "all":
        lines = lines.filter(kind=kind)
    if state:
        lines = lines.filter(state=state)
    return lines.order_by("-weight", "position")


def _shown(line: ReconciledLine, run: Reconciliation) -> ShownLine:
    return ShownLine(line, finding_of(line), at_stake(line.difference, run.rate))


def _sum(one: KindSum, run: Reconciliation, chosen: str) -> ShownSum:
    return ShownSum(one, at_stake(one.difference, run.rate), one.kind == chosen)


def _chosen(text: str, known: Sequence[str] | type[ReviewState], default: str) -> str:
    return text if text in {str(one) for one in known} else default
