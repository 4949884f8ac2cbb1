"""What restating a closed month would change: its lines by what holds now, and the published reports that no longer say the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.models import Case, CaseLine, MonthTotal
from tracking.recount_terms import CaseChange, TermsChange, change_of_terms


@dataclass(frozen=True, slots=True)
class Restatement:
    """The change of the month's lines, and whose published report would get a later version.

    `clinicians` have other figures then; the figures of `renamed` stay, and their report would name other releases or
    another policy: those before and those after.
    """

    month: Month
    change: TermsChange
    clinicians: tuple[str, ...]
    renamed: tuple[str, ...] = ()
    names_before: tuple[str, ...] = ()
    names_after: tuple[str, ...] = ()

    @property
    def is_needed(self) -> bool:
        return bool(self.clinicians or self.change.cases)


def newest_published(organisation: Organisation, month: Month) -> list[ReportSnapshot]:
    """Return the newest published version of everybody's report of a month. One query."""
    published = ReportSnapshot.objects.published().filter(clinician__organisation=organisation, month_index=month.index)
    ordered = published.select_related("clinician__organisation").order_by("clinician__name", "clinician_id", "version")
    return list({snapshot.clinician_id: snapshot for snapshot in ordered}.values())


def restatement_of(organisation: Organisation, month: Month) -> Restatement:
    """Return what restating a month would change; nothing is stored."""
    change = change_of_terms(organisation, month.first_day, month.last_day, ())
    touched = {one.case: one for one in change.touched}
    by_clinician: dict[int, list[CaseChange]] = defaultdict(list)
    for number, case in Case.objects.filter(pk__in=touched).order_by("date_of_service").values_list("clinician_id", "pk"):
        by_clinician[number].append(touched[case])
    totals = MonthTotal.objects.filter(clinician__organisation=organisation, month_index=month.index, basis=MonthTotal.CURRENT)
    stored = totals.values_list("clinician_id", "credit", "lines", "not_counted", "fee_amount")
    now = {one: (format(credit, "f"), lines, not_counted, format(fees, "f")) for one, credit, lines, not_counted, fees in stored}
    published = newest_published(organisation, month)
    moved = [one for one in published if _moves(one, by_clinician[one.clinician_id], now)]
    named = _names_after([one for one in published if one not in moved and by_clinician[one.clinician_id]], by_clinician, month)
    renamed = [one for one in published if one.clinician_id in named and _names(one) != named[one.clinician_id]]
    return Restatement(
        month,
        change,
        clinicians=tuple(one.clinician.name for one in moved),
        renamed=tuple(one.clinician.name for one in renamed),
        names_before=tuple(sorted({name for one in renamed for name in _names(one) - named[one.clinician_id]})),
        names_after=tuple(sorted({name for one in renamed for name in named[one.clinician_id] - _names(one)})),
    )


def _moves(snapshot: ReportSnapshot, cases: Sequence[CaseChange], now: dict[int, tuple[str, int, int, str]]) -> bool:
    """Whether a figure of a published report would change: a case gets another value, or the log moved since."""
    row = snapshot.payload["this_month"]
    said = (row["credit"], row["lines"], row["not_counted"], row["fee_amount"])
    return any(one.has_other_value for one in cases) or now.get(snapshot.clinician_id, said) != said


def _names(snapshot: ReportSnapshot) -> set[str]:
    """The releases and the policy that a published report names."""
    return {*snapshot.payload["releases"], snapshot.payload["policy"]}


def _names_after(published: Sequence[ReportSnapshot], by_clinician: dict[int, list[CaseChange]], month: Month) -> dict[int, set[str]]:
    """The releases and the policy that these reports would name, of lines that stay and of cases that are counted anew. One query."""
    named: dict[int, set[str]] = {}
    for one in published:
        cases = by_clinician[one.clinician_id]
        named[one.clinician_id] = {case.release for case in cases if case.release} | {cases[-1].policy}
    touched = [case.case for number in named for case in by_clinician[number]]
    lines = CaseLine.objects.kept().filter(clinician__in=named, month_index=month.index, release__isnull=False)
    for number, name in lines.exclude(case__in=touched).order_by().values_list("clinician_id", "release__name").distinct():
        named[number].add(name)
    return named
