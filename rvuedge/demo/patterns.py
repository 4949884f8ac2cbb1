"""The weekly work of the fictional clinicians: what kind of day each weekday is, and what such a day holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of case: its lines as (code, modifiers), its place, and how often it comes up on such a day."""

    lines: Codes
    place: str
    weight: int


@dataclass(frozen=True, slots=True)
class Day:
    """A kind of day: least and most cases, and the kinds of case they are drawn from."""

    least: int
    most: int
    kinds: tuple[Kind, ...]


def _kinds(place: str, *rows: tuple[int, str]) -> tuple[Kind, ...]:
    """Return kinds written as (weight, "45385 45380-59"); a hyphen sets a modifier off."""
    return tuple(Kind(tuple(_line(word) for word in text.split()), place, weight) for weight, text in rows)


def _line(word: str) -> tuple[str, str]:
    code, _, modifier = word.partition("-")
    return code, modifier


ENDOSCOPY = Day(
    7,
    11,
    _kinds(
        "24",
        (30, "45385"),
        (24, "45380"),
        (16, "45378"),
        (9, "45385 45380-59"),
        (18, "43239"),
        (6, "G0121"),
        (4, "G0105"),
        (5, "43239 45380-59"),
        (3, "43249"),
        (2, "45381 45385-51"),
        (1, "45999"),
    ),
)
GI_CLINIC = Day(9, 14, _kinds("11", (30, "99214"), (22, "99213"), (14, "99204"), (6, "99203"), (4, "91200-26")))
ROUNDS = Day(6, 11, _kinds("21", (24, "99232"), (14, "99233"), (10, "99223"), (6, "99222"), (6, "43239"), (3, "43255"), (6, "99238")))
FAMILY = Day(
    15,
    21,
    _kinds(
        "11",
        (30, "99214"),
        (26, "99213"),
        (6, "99214-25 96372"),
        (8, "99396"),
        (6, "99395"),
        (4, "99213-25 20610"),
        (5, "99203"),
        (4, "99214 G2211"),
        (4, "G0439"),
        (5, "99213 87880"),
        (4, "99214 83036"),
        (3, "99213-25 17110"),
        (3, "99392 90460"),
        (2, "99213 90471"),
    ),
)
JOINTS = Day(2, 4, _kinds("21", (24, "27447"), (18, "27130"), (6, "27236"), (3, "27245"), (1, "27130 76998")))
SCOPES = Day(4, 7, _kinds("24", (26, "29881"), (14, "29827"), (10, "29888"), (8, "29827 29826"), (6, "29880"), (8, "64721"), (8, "26055")))
ORTHO_CLINIC = Day(
    16,
    24,
    _kinds(
        "11",
        (30, "99213"),
        (24, "99214"),
        (16, "99203"),
        (8, "99204"),
        (12, "99213-25 20610"),
        (6, "20611"),
        (6, "73030 99213"),
    ),
)
DENTAL = Day(
    10,
    15,
    _kinds(
        "11",
        (26, "D0120 D1120 D1206"),
        (12, "D0150 D1120"),
        (10, "D1351"),
        (9, "D2391"),
        (7, "D2930"),
        (5, "D0140 D0220"),
        (4, "D7140"),
        (4, "D1510"),
        (3, "D1553"),
        (3, "D3220 D2930"),
        (3, "D0272"),
        (2, "D9230 D2392"),
    ),
)
THEATRE = Day(
    4,
    7,
    _kinds(
        "21",
        (16, "00840"),
        (14, "01402"),
        (10, "01214"),
        (16, "00811"),
        (12, "00731"),
        (5, "01967"),
        (6, "00520"),
        (4, "36620"),
        (3, "00142"),
        (3, "00170"),
    ),
)
RESIDENT = Day(
    1, 3, _kinds("21", (16, "47562"), (12, "44970"), (12, "49505"), (6, "44140"), (5, "49591"), (4, "36561"), (6, "10060"), (4, "19301"))
)
STUDENT = Day(1, 2, _kinds("21", (10, "47562"), (8, "44970"), (8, "99232"), (6, "12001"), (6, "10060")))
LEAD_CLINIC = Day(8, 12, _kinds("11", (30, "99214"), (14, "99213"), (8, "99204"), (6, "99214 G2211")))

# Monday to Friday; None is a day without cases.
WEEKS: dict[str, tuple[Day | None, ...]] = {
    "gastroenterology": (ENDOSCOPY, GI_CLINIC, ENDOSCOPY, None, ROUNDS),
    "family-medicine": (FAMILY, FAMILY, FAMILY, FAMILY, None),
    "orthopaedic-surgery": (JOINTS, ORTHO_CLINIC, SCOPES, ORTHO_CLINIC, JOINTS),
    "pediatric-dentistry": (DENTAL, DENTAL, None, DENTAL, DENTAL),
    "anesthesiology": (THEATRE, THEATRE, THEATRE, None, THEATRE),
    "resident": (RESIDENT, RESIDENT, None, RESIDENT, RESIDENT),
    "student": (None, STUDENT, None, STUDENT, None),
    "lead": (LEAD_CLINIC, None, LEAD_CLINIC, None, None),
    "administrator": (None, LEAD_CLINIC, None, None, None),
}
_HOLIDAYS = ((1, 1), (7, 4), (11, 11), (12, 24), (12, 25))


def cases_of(who: str, pattern: str, day: date) -> Iterator[Kind]:
    """Yield the cases of one person on one day: always the same for the same person and day."""
    week = WEEKS[pattern]
    plan = week[day.weekday()] if day.weekday() < len(week) else None
    if plan is None or (day.month, day.day) in _HOLIDAYS:
        return
    chance = Random(f"{who} {day.isoformat()}")
    weights = [kind.weight for kind in plan.kinds]
    yield from chance.choices(plan.kinds, weights=weights, k=chance.randint(plan.least, plan.most))
