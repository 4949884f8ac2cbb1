"""What the fictional anesthesiologist writes beside a code: the minutes, and the base units that no table of the demo holds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from tracking.entry import EntryLine
from tracking.wrvu.facts import AnesthesiaCare, Facts

PERSONALLY = "AA"


@dataclass(frozen=True, slots=True)
class Usual:
    """An anesthetic: its base units by Medicare's list of base units by code, and how long it takes, in minutes."""

    base_units: int
    least: int
    most: int


USUAL: dict[str, Usual] = {
    "00142": Usual(4, 20, 40),
    "00170": Usual(5, 40, 95),
    "00520": Usual(6, 40, 80),
    "00731": Usual(5, 20, 45),
    "00811": Usual(4, 25, 55),
    "00840": Usual(6, 70, 160),
    "01214": Usual(8, 95, 150),
    "01402": Usual(7, 85, 140),
    "01967": Usual(5, 120, 300),
}


def anesthetic(line: EntryLine, who: str, on: date, number: int) -> EntryLine:
    """Return a line of a code of anesthesia as its clinician logs it, always the same for the same case; any other line as it is."""
    usual = USUAL.get(line.code)
    if usual is None:
        return line
    minutes = Random(f"{who} {on.isoformat()} {number} {line.code}").randint(usual.least, usual.most)
    care = AnesthesiaCare(minutes=minutes, base_units=Decimal(usual.base_units))
    return EntryLine(line.code, (PERSONALLY, *line.modifiers), line.units, facts=Facts(anesthesia=care))
