"""Which charges of an extract are new: those that neither the log nor a reversal of the same extract has, counted as a multiset by day."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from codes.cms.findings import Findings
from tracking.extracts import charges
from tracking.extracts.charges import Charge

MOST_LINES = 50
_MOST_REMEMBERED = 20_000
_TOLD_DAYS = 10
# The charges that the log has on a day, by `key_of`, each with its number; the caller's to change.
Logged = Callable[[str], Counter[str]]


class NewCase(NamedTuple):
    """A case that is to be stored."""

    day: date
    place: str
    charges: tuple[Charge, ...]


class _Row(NamedTuple):
    """A row of a case: its number, its place and its charges, each with its key."""

    number: str
    place: str
    keyed: "_Keyed"


_Keyed = tuple[tuple[str, Charge], ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What makes two charges of a day the same, beside code, modifiers and units: the place and the tooth where the file names them."""

    with_place: bool
    with_tooth: bool

    def key_of(self, charge: Charge, place: str) -> str:
        """Return the key of a charge of a day."""
        key = charge.key(with_tooth=self.with_tooth)
        return f"{key} @{place}" if self.with_place else key


class Matcher:
    """Goes through sorted rows day by day; one day of the log is in memory, of the extract only a case."""

    def __init__(self, likeness: Likeness, default_place: str, logged: Logged, findings: Findings) -> None:
        self._likeness, self._default_place, self._logged, self._findings = likeness, default_place, logged, findings
        self._known: dict[tuple[str, str], _Keyed] = {}
        self._partly: list[str] = []
        self.new = self.cases = self.duplicates = self.reversed = self.partly = self.refused = 0
        self.first_day = self.last_day = ""

    def new_cases(self, texts: Iterable[str]) -> Iterator[NewCase]:
        """Yield the cases that are new, each of one day and place."""
        rows = (text.split("\t") for text in texts)
        for day, of_day in groupby(rows, key=itemgetter(0)):
            self.first_day, self.last_day = self.first_day or day, day
            yield from self._of_day(day, of_day)

    def tell(self) -> None:
        """Add what a person should know to the findings; called at the end."""
        if self.partly:
            days = ", ".join(self._partly) + (" and more" if self.partly > len(self._partly) else "")
            told = f"{self.partly:,} cases are partly in the log already. What is new of them becomes a case of its own, counted by itself"
            self._findings.warning(None, "case", "", f"{told}: look at {days}.")

    def _of_day(self, day: str, rows: Iterable[list[str]]) -> Iterator[NewCase]:
        logged, on = self._logged(day), date.fromisoformat(day)
        taken_back: _TakenBack = {}
        for (sign, _mark), of_case in groupby(rows, key=itemgetter(1, 2)):
            case = (_Row(number, place or self._default_place, self._keyed(charged, place)) for *_day, number, place, charged in of_case)
            if sign == "0":
                for row in case:
                    for key, _charge in row.keyed:
                        taken_back[key] = (taken_back.get(key, (0, 0))[0] + 1, int(row.number))
                continue
            for place, new in self._fresh(day, self._checked(case), logged, taken_back):
                self.cases += 1
                self.new += len(new)
                yield NewCase(on, place, tuple(new))
        self._tell_not_taken_back(day, taken_back, logged)

    def _keyed(self, charged: str, place: str) -> _Keyed:
        known = self._known.get((charged, place))
        if known is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            where = place or self._default_place
            known = tuple((self._likeness.key_of(charge, where), charge) for charge in charges.read(charged))
            self._known[charged, place] = known
        return known

    def _checked(self, case: Iterator[_Row]) -> list[_Row]:
        """The rows of a case; one of very many lines is a fault of the column, and none of them is held."""
        rows = list(islice(case, MOST_LINES + 1))
        if len(rows) > MOST_LINES or (len(rows[0].keyed) > 1 and sum(len(row.keyed) for row in rows) > MOST_LINES):
            told = f"More than {MOST_LINES} codes of one day have the same case number. Choose another column as the case, or none."
            self._findings.error(int(rows[-1].number), "case", "", told)
            self.refused += len(rows)
            deque(case, maxlen=0)
        return rows

    def _fresh(self, day: str, case: list[_Row], logged: Counter[str], taken_back: "_TakenBack") -> Iterable[tuple[str, list[Charge]]]:
        """The new charges of a case by place."""
        fresh: dict[str, list[Charge]] = {}
        duplicates = self.duplicates
        for row in case:
            for key, charge in row.keyed:
                if key in taken_back:
                    count, number = taken_back.pop(key)
                    if count > 1:
                        taken_back[key] = (count - 1, number)
                    self.reversed += 1
                elif logged[key] > 0:
                    logged[key] -= 1
                    self.duplicates += 1
                else:
                    fresh.setdefault(row.place, []).append(charge)
        if fresh and self.duplicates > duplicates:
            self.partly += 1
            if day not in self._partly and len(self._partly) < _TOLD_DAYS:
                self._partly.append(day)
        return fresh.items()

    def _tell_not_taken_back(self, day: str, taken_back: "_TakenBack", logged: Counter[str]) -> None:
        for key, (_count, number) in taken_back.items():
            if logged[key] > 0:
                told = f"The row takes a charge of {day} back that is in the log already. Delete that line of the log by hand."
                self._findings.warning(number, "units", "", told)
            else:
                told = "The row takes a charge back that neither the file nor the log has. Units are 1 to 9,999; remove the row."
                self._findings.error(number, "units", "", told)
                self.refused += 1


# The reversals of a day that wait for their charge: how many by key, and the row of the last.
_TakenBack = dict[str, tuple[int, int]]
