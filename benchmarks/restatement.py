"""What restating a closed month would change: its lines by what holds now, and the published reports that no longer say the same."""

from dataclasses import dataclass

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month
from tracking.models import Case, MonthTotal
from tracking.recount_terms import TermsChange, change_of_terms


@dataclass(frozen=True, slots=True)
class Restatement:
    """The change of the month's lines, and whose published report would get a later version."""

    month: Month
    change: TermsChange
    clinicians: tuple[str, ...]

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
    counted_anew = set(Case.objects.filter(pk__in=change.cases).values_list("clinician_id", flat=True))
    totals = MonthTotal.objects.filter(clinician__organisation=organisation, month_index=month.index, basis=MonthTotal.CURRENT)
    now = {total.clinician_id: (format(total.credit, "f"), total.lines) for total in totals}
    names = [
        snapshot.clinician.name
        for snapshot in newest_published(organisation, month)
        if snapshot.clinician_id in counted_anew or now.get(snapshot.clinician_id, _said(snapshot)) != _said(snapshot)
    ]
    return Restatement(month, change, tuple(names))


def _said(snapshot: ReportSnapshot) -> tuple[str, int]:
    """What a published report said of its month."""
    row = snapshot.payload["this_month"]
    return row["credit"], row["lines"]
