"""Everybody's pay beside the work in a closed month, from published reports alone."""

from dataclasses import dataclass
from decimal import Decimal

from benchmarks.forms_alignment import PaidForm
from benchmarks.report.alignment import Aligned, aligned
from benchmarks.report.codec import from_json
from benchmarks.restatement import newest_published
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """One clinician by number, with the form for what was paid; it stands open where somebody typed into it."""

    number: int
    aligned: Aligned
    form: PaidForm | None

    @property
    def is_open(self) -> bool:
        return self.form is not None and self.form.is_bound


@dataclass(frozen=True, slots=True)
class AlignedMonth:
    """Those who can be compared, by name."""

    rows: tuple[AlignedRow, ...]

    @property
    def called_out(self) -> int:
        """How many lie so far apart that somebody should write down why."""
        return sum(row.aligned.found.is_called_out for row in self.rows)

    @property
    def known(self) -> int:
        """Of how many both percentiles are known."""
        return sum(row.aligned.found.gap is not None for row in self.rows)


def aligned_month(organisation: Organisation, month: Month, sent: tuple[int, PaidForm] | None = None) -> AlignedMonth:
    """Return pay beside work by the newest published reports; `sent` is the form that was sent for one of them. One query."""
    rows = []
    for snapshot in newest_published(organisation, month):
        number = snapshot.clinician_id
        form = sent[1] if sent and sent[0] == number else PaidForm(number)
        paid: Decimal | None = form.cleaned_data["paid"] if form.is_bound and form.is_valid() else None
        found = aligned(from_json(snapshot.payload), paid)
        if found is not None:
            rows.append(AlignedRow(number, found, form if found.beside and found.beside.points else None))
    return AlignedMonth(tuple(rows))
