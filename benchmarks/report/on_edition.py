"""The days of a log on the work values of the edition that it is compared with."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from benchmarks.report.inputs import ReportInputs
from rvuedge.lib.months import Month


def days_on_edition(inputs: ReportInputs) -> Mapping[date, Decimal] | None:
    """Return the credit of each day on the edition's values; None where the log was not valued on them, and in training.

    The sum of a month is exact; its days share it as they share the month's own credit.
    """
    if inputs.on_edition is None or inputs.is_trainee:
        return None
    own: dict[Month, Decimal] = defaultdict(Decimal)
    for entry in inputs.days:
        own[Month.of(entry.day)] += entry.credit
    there = {month: inputs.on_edition.over(month, month).credit for month in own}
    return {one.day: there[month] * one.credit / own[month] for one in inputs.days if own[month := Month.of(one.day)]}
