"""A target backwards: what is left to do, a day and a week of the days that are left, and in whole services of a code mix."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from rvuedge.lib.decimals import round_half_up

DAYS_A_WEEK = 5


@dataclass(frozen=True, slots=True)
class MixCode:
    """A code of the own mix: its credit and units over a window."""

    code: str
    name: str
    units: int
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Service:
    """How many units of a code would close its part of the gap, rounded up."""

    code: str
    name: str
    units: int
    each: Decimal


@dataclass(frozen=True, slots=True)
class Gap:
    """What is left to a target, spread over the working days that are left."""

    missing: Decimal
    days: int
    a_day: Decimal | None
    a_week: Decimal | None
    services: tuple[Service, ...]


def gap_to(target: Decimal, done: Decimal, days: int, mix: Sequence[MixCode]) -> Gap:
    """Return the gap to a target; nothing is missing where it is reached."""
    missing = max(target - done, Decimal(0))
    a_day = missing / days if days > 0 else None
    services = tuple(service for part in mix if (service := _service(part, missing, mix)) is not None) if missing else ()
    return Gap(
        round_half_up(missing, 4),
        days,
        None if a_day is None else round_half_up(a_day, 2),
        None if a_day is None else round_half_up(a_day * DAYS_A_WEEK, 2),
        services,
    )


def _service(part: MixCode, missing: Decimal, mix: Sequence[MixCode]) -> Service | None:
    """A code's part of the gap is its part of the credit of the mix; each unit counts what it counted on average."""
    whole = sum((one.credit for one in mix), Decimal(0))
    if not part.units or not part.credit or not whole:
        return None
    each = part.credit / part.units
    units = (missing * part.credit / whole / each).to_integral_value(rounding=ROUND_CEILING)
    return Service(part.code, part.name, int(units), round_half_up(each, 2))
