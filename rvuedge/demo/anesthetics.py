"""The base units of the demo's anesthetics, as CMS publishes them, and how long each fictional one took."""

from decimal import Decimal
from random import Random

from tracking.wrvu.facts import AnesthesiaCare, Facts

# Performed in person, as the fictional anesthesiologist works.
MODIFIER = "AA"
BASE_UNITS = {
    "00142": "4", "00170": "5", "00520": "6", "00731": "5", "00811": "4", "00840": "6", "01214": "8", "01402": "7", "01967": "5",
}  # fmt: skip
_SHORTEST, _STEPS, _STEP = 35, 24, 5


def facts_of(code: str, case: str) -> Facts | None:
    """Return time and base units of an anesthetic, always the same for the same case; None for any other code."""
    if code not in BASE_UNITS:
        return None
    minutes = _SHORTEST + _STEP * Random(case).randint(0, _STEPS)
    return Facts(anesthesia=AnesthesiaCare(minutes=minutes, base_units=Decimal(BASE_UNITS[code])))
