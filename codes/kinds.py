"""The kinds of service that the catalogue is browsed by: the sections of the code sets, by number and letter."""

from dataclasses import dataclass

from codes.lanes import Lane


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of the catalogue: the name it has in addresses, and what people call it."""

    slug: str
    name: str


VISITS = Kind("visits", "Visits")
SURGERY = Kind("surgery", "Surgery")
MEDICINE = Kind("medicine", "Medicine")
IMAGING = Kind("imaging", "Imaging")
LABORATORY = Kind("laboratory", "Laboratory")
ANESTHESIA = Kind("anesthesia", "Anesthesia")
DENTAL = Kind("dental", "Dental")
DRUGS = Kind("drugs", "Drugs")
SUPPLIES = Kind("supplies", "Supplies")
NEW = Kind("new", "New technology")
TRACKING = Kind("tracking", "Tracking")
OTHER = Kind("other", "Other national")
KINDS = (VISITS, SURGERY, MEDICINE, IMAGING, LABORATORY, ANESTHESIA, DENTAL, DRUGS, SUPPLIES, NEW, TRACKING, OTHER)

# The first number of each section of CPT, from the last to the first; numbers before 10000 are anesthesia.
_SECTIONS = (
    (99500, MEDICINE),
    (99202, VISITS),
    (90281, MEDICINE),
    (80000, LABORATORY),
    (70000, IMAGING),
    (10000, SURGERY),
    (0, ANESTHESIA),
)
_LETTERS = {"D": DENTAL, "J": DRUGS, **dict.fromkeys("ABEKLV", SUPPLIES)}
_ENDINGS = {"F": TRACKING, "T": NEW, "U": LABORATORY, "M": LABORATORY, "A": MEDICINE}
_OF_LANES = {Lane.DRUG: DRUGS, Lane.LABORATORY: LABORATORY, Lane.DMEPOS: SUPPLIES, Lane.REPORTING_ONLY: TRACKING}


def kind_of(code: str, lane: Lane) -> Kind:
    """Return the kind of a code; among lettered codes that are drugs, tests, supplies or measures the lane decides."""
    if code.isdigit():
        return next(kind for first, kind in _SECTIONS if int(code) >= first)
    if code[0].isdigit():
        return _ENDINGS.get(code[-1], OTHER)
    return _LETTERS.get(code[0]) or _OF_LANES.get(lane, OTHER)


def kind_named(slug: str) -> Kind | None:
    """Return the kind of that name in an address; None where there is none."""
    return next((kind for kind in KINDS if kind.slug == slug), None)
