"""What the engine takes and gives: lines as entered, items with what they come to on two tracks and the steps that led there.

Steps, tallies and items are named tuples: a claim makes dozens of them, and they are made in a quarter of the time.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from codes.fees import FeeRow
from codes.lanes import Lane
from tracking.wrvu.facts import NO_FACTS, Facts
from tracking.wrvu.outcomes import Outcome, Reason
from tracking.wrvu.tallies import NOTHING, ONE, AnesthesiaUnits, Standing, Step, Tally, Technical, Track

__all__ = ["AnesthesiaUnits", "Item", "Line", "NOTHING", "ONE", "Outcome", "Reason", "Standing", "Step", "Tally", "Technical", "Track"]


@dataclass(frozen=True, slots=True)
class Line:
    """One code of a case as it was entered."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    place_of_service: str = "11"
    facts: Facts | None = None

    @property
    def order(self) -> tuple[str, tuple[str, ...], int, str, str]:
        """What decides between equal lines, so that neither the order of lines nor that of modifiers matters."""
        return self.code, tuple(sorted(self.modifiers)), self.units, self.place_of_service, repr(self.facts)


class Item(NamedTuple):
    """A line on its way through the rules, counted on both tracks.

    `work_rvu` is the row's own, None where no row was found; `fee` is the amount of one unit on one side, by which
    lines are ranked; `charge` that of the line, or of two lines folded into one; `anesthesia` the units of an anesthetic.
    """

    line: Line
    lane: Lane = Lane.UNKNOWN
    work: Tally = Tally()
    pay: Tally = Tally()
    work_rvu: Decimal | None = None
    fee: Decimal = NOTHING
    charge: Decimal | None = None
    technical: Technical | None = None
    anesthesia: AnesthesiaUnits | None = None

    @property
    def facts(self) -> Facts:
        return self.line.facts or NO_FACTS

    @property
    def outcome(self) -> Outcome:
        return self.work.outcome

    @property
    def is_open(self) -> bool:
        """Whether the line still earns credit."""
        return self.work.outcome is Outcome.CREDITED

    @property
    def row(self) -> FeeRow | None:
        return self.work.row

    @property
    def credit(self) -> Decimal:
        return self.work.amount

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.work.steps

    @property
    def flags(self) -> tuple[Reason, ...]:
        return self.work.flags

    @property
    def asa_units(self) -> Decimal | None:
        """The anesthesia units that count, never part of the credit; None on any other line."""
        return self.anesthesia.counted if self.anesthesia else None

    @property
    def payment(self) -> Decimal | None:
        """The estimated payment; None where none can be computed."""
        return self.pay.value

    @property
    def payment_steps(self) -> tuple[Step, ...]:
        return self.pay.steps

    @property
    def payment_flags(self) -> tuple[Reason, ...]:
        return self.pay.flags

    def on(self, track: Track) -> Tally:
        """Return what the line has come to on a track."""
        return self.work if track is Track.WORK else self.pay

    def with_tally(self, track: Track, tally: Tally) -> "Item":
        """Return the item with what it has come to on a track."""
        line, lane, work, pay, *rest = self
        return Item._make((line, lane, tally, pay, *rest) if track is Track.WORK else (line, lane, work, tally, *rest))

    def refused(self, reason: Reason, name: str, value: str) -> "Item":
        """Return the item invalid on both tracks: no credit, and no payment that could be computed."""
        work = self.work.closed(reason, name, value, Outcome.INVALID)
        return self._replace(work=work, pay=self.pay.unpriced(reason, name, value, Outcome.INVALID))
