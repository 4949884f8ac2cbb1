"""What a comparison says, stored or not, as the command prints it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.models import ReconciledLine, Reconciliation
from benchmarks.reconcile.lines import CountedLine, Finding, Kind, Reason, Why
from benchmarks.reconcile.sums import at_stake
from benchmarks.reconcile.written import line_of
from benchmarks.reconciling import Compared
from rvuedge.lib.decimals import credit_of, decimal_text
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison with its findings, and the number under which it is stored, if it is."""

    month: Month
    kind: str
    own_total: Decimal
    their_total: Decimal
    rate: Decimal | None
    findings: tuple[Finding, ...]
    facts: Mapping[str, object]
    run: str = ""

    @property
    def difference(self) -> Decimal:
        return self.own_total - self.their_total

    @property
    def money(self) -> Decimal | None:
        return at_stake(self.difference, self.rate)

    def of(self, *kinds: Kind) -> tuple[Finding, ...]:
        """Return the findings of some kinds."""
        return tuple(one for one in self.findings if one.kind in kinds)


def result_of(compared: Compared) -> Result:
    """Return the result of a comparison that is not stored."""
    return Result(
        compared.month,
        compared.kind.value,
        compared.own_total,
        compared.their_total,
        compared.settings.rate,
        compared.findings,
        compared.facts,
    )


def stored_result(run: Reconciliation) -> Result:
    """Return the result of a stored comparison, as it was."""
    findings = tuple(finding_of(line) for line in run.lines.order_by("position").iterator(chunk_size=5_000))
    return Result(run.month, run.kind, run.own_total, run.their_total, run.rate, findings, run.facts, str(run.pk))


def finding_of(line: ReconciledLine) -> Finding:
    """Return a stored finding as the value that it was."""
    why = tuple(Why(Reason(reason), name) for reason, name in line.reasons)
    return Finding(Kind(line.kind), tuple(map(line_of, line.own)), tuple(map(line_of, line.theirs)), why)


def result_json(result: Result) -> dict[str, object]:
    """Return a result as the command prints it: counts of what is matched, missing and extra, and every difference."""
    counted = {name: len(result.of(kind)) for name, kind in (("matched", Kind.MATCHED), ("missing", Kind.MISSING), ("extra", Kind.EXTRA))}
    return {
        "month": str(result.month),
        "kind": result.kind,
        **counted,
        "changed": _listed(result.of(*(kind for kind in Kind if kind.is_changed)), result.rate),
        "missing_lines": _listed(result.of(Kind.MISSING), result.rate),
        "extra_lines": _listed(result.of(Kind.EXTRA), result.rate),
        "own_total": _credit(result.own_total),
        "report_total": _credit(result.their_total),
        "credit_difference": _credit(result.difference),
        "rate": decimal_text(result.rate),
        "pay_difference": decimal_text(result.money),
        "facts": dict(result.facts),
        "run": result.run or None,
        "issues": [],
    }


def _listed(findings: Iterable[Finding], rate: Decimal | None) -> list[dict[str, object]]:
    return [
        {
            "kind": str(one.kind),
            "reasons": [{"reason": str(why.reason), "name": why.name} for why in one.why],
            "own": _lines(one.own),
            "report": _lines(one.theirs),
            "credit_difference": _credit(one.difference),
            "pay_difference": decimal_text(at_stake(one.difference, rate)),
        }
        for one in findings
    ]


def _lines(lines: Sequence[CountedLine]) -> list[dict[str, object]]:
    return [
        {
            "date_of_service": line.day.isoformat(),
            "code": line.code,
            "modifiers": list(line.modifiers),
            "units": line.units,
            "work_rvu": _credit(line.value),
            "case": line.case or None,
            "row": None if line.case else line.number,
        }
        for line in lines
    ]


def _credit(value: Decimal) -> str | None:
    return decimal_text(credit_of(value))
