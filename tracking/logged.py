"""The charges that a log has, as a multiset by day: what an extract is matched with."""

from collections import Counter, defaultdict
from datetime import date

from rvuedge.lib.months import Month
from tracking.entry import stored_line
from tracking.extracts.charges import Charge
from tracking.extracts.matching import Likeness
from tracking.models import CaseLine, Clinician


class LoggedCharges:
    """The kept lines of one log; one month of it is in memory, loaded when its first day is asked for."""

    def __init__(self, clinician: Clinician, likeness: Likeness) -> None:
        self._clinician, self._likeness = clinician, likeness
        self._month: Month | None = None
        self._days: dict[str, Counter[str]] = {}

    def __call__(self, day: str) -> Counter[str]:
        """Return how often the log has each charge of a day; days are asked for in their order."""
        month = Month.of(date.fromisoformat(day))
        if month != self._month:
            self._month, self._days = month, self._load(month)
        return self._days.get(day) or Counter()

    def _load(self, month: Month) -> dict[str, Counter[str]]:
        days: dict[str, Counter[str]] = defaultdict(Counter)
        lines = CaseLine.objects.kept().of_months(self._clinician, month, month).order_by()
        read = lines.values_list("date_of_service", "code", "modifiers", "units", "case__place_of_service")
        for day, code, qualifiers, units, place in read.iterator(chunk_size=2_000):
            line = stored_line(code, qualifiers, units)
            charge = Charge(line.code, line.modifiers, line.units, line.tooth)
            days[day.isoformat()][self._likeness.key_of(charge, place)] += 1
        return dict(days)
