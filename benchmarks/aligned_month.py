"""Everybody's pay beside the work in a closed month, from published reports alone."""

from dataclasses import dataclass

from benchmarks.report.alignment import Aligned, aligned
from benchmarks.report.codec import from_json
from benchmarks.restatement import newest_published
from rvuedge.accounts.models import Organisation
from rvuedge.lib.months import Month


@dataclass(frozen=True, slots=True)
class AlignedMonth:
    """Those with a plan, by name, and how many reports have none."""

    rows: tuple[Aligned, ...]
    without_plan: int

    @property
    def called_out(self) -> int:
        """How many lie so far apart that somebody should write down why."""
        return sum(row.found.is_called_out for row in self.rows)

    @property
    def known(self) -> int:
        """Of how many both percentiles are known."""
        return sum(row.found.gap is not None for row in self.rows)


def aligned_month(organisation: Organisation, month: Month) -> AlignedMonth:
    """Return pay beside work by the newest published reports; trainees are not in it. One query."""
    reports = [from_json(snapshot.payload) for snapshot in newest_published(organisation, month)]
    paid = [aligned(report) for report in reports if not report.is_trainee]
    return AlignedMonth(tuple(row for row in paid if row), sum(row is None for row in paid))
