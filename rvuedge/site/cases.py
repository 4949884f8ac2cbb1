"""A visitor's case, valued by the engine on the release in force; nothing is stored, and no organisation's fees are in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.models import Release
from codes.texts import load_texts
from tracking.entry import Entry, read_entry
from tracking.schedules import Schedules, for_case
from tracking.valuing import ValuedLine, total_fees, value_lines
from tracking.wrvu.credit import total_credit, total_payment
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, RAW
from tracking.wrvu.types import NOTHING, Outcome

POLICIES = {policy.name: policy for policy in (CMS_PARALLEL, NO_RANK, RAW)}
LONGEST_CASE = 1_000


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A line of the case with our name of its code."""

    name: str
    valued: ValuedLine

    @property
    def is_credited(self) -> bool:
        return self.valued.item.outcome is Outcome.CREDITED


@dataclass(frozen=True, slots=True)
class CaseShown:
    """What a case comes to, and what could not be read of it."""

    entry: Entry
    lines: tuple[CaseLine, ...]
    release: Release | None

    @property
    def credit(self) -> Decimal:
        return total_credit(line.valued.item for line in self.lines)

    @property
    def payment(self) -> Decimal:
        return total_payment(line.valued.item for line in self.lines)

    @property
    def fees(self) -> Decimal:
        return total_fees(line.valued for line in self.lines)

    @property
    def as_entered(self) -> Decimal:
        """The printed work times units of the lines that count."""
        counted = (line.valued for line in self.lines if line.is_credited)
        return sum(((one.item.work_rvu or NOTHING) * one.line.units for one in counted), NOTHING)

    @property
    def is_any_credited(self) -> bool:
        return any(line.is_credited for line in self.lines)


def value_case(text: str, place_of_service: str, policy_name: str, on: date) -> CaseShown:
    """Return the case of a typed text; faults stand beside the lines, and a case with faults is not valued."""
    return value_cases((text,), place_of_service, policy_name, on)[0]


def value_cases(texts: Iterable[str], place_of_service: str, policy_name: str, on: date) -> tuple[CaseShown, ...]:
    """Return several cases of one day, each by itself, on schedules that are read once."""
    entries = [read_entry(text) for text in texts]
    sound = [entry for entry in entries if entry.lines and not entry.faults]
    if not sound:
        return tuple(CaseShown(entry, (), None) for entry in entries)
    schedules = for_case({line.code for entry in sound for line in entry.lines}, on, None)
    return tuple(_valued(entry, place_of_service, policy_name, schedules) for entry in entries)


def _valued(entry: Entry, place_of_service: str, policy_name: str, schedules: Schedules) -> CaseShown:
    if not entry.lines or entry.faults:
        return CaseShown(entry, (), None)
    valued = value_lines(entry.lines, place_of_service, schedules, POLICIES[policy_name])
    names = load_texts()
    lines = tuple(CaseLine(names[one.line.code].name if one.line.code in names else "", one) for one in valued)
    return CaseShown(entry, lines, schedules.release)
