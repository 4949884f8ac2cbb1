"""The dollar amounts of a code in the schedules beside the work RVUs, as far as the reader may see them."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.lanes import FeeKind
from codes.models import OtherFee, OtherSchedule
from codes.reference import Reference
from codes.tables_in_force import in_force
from rvuedge.accounts.models import User

_RURAL = " rural"
_BOUND = re.compile(r"(ceiling|floor) ([0-9]+\.[0-9]{2})")
_STATUS_INDICATOR = re.compile(r"SI ([A-Z][0-9]?)(?:, APC ([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class Region:
    """What is paid in one state: the amount outside rural areas and the one within them, where it is another."""

    state: str
    amount: Decimal | None
    rural_amount: Decimal | None


@dataclass(frozen=True, slots=True)
class KnownFee:
    """An amount of a schedule; None where the code is listed and its fee is not known, or differs from state to state."""

    schedule: str
    title: str
    kind: FeeKind
    modifier: str
    amount: Decimal | None
    unit: str
    note: str
    effective_from: date
    regions: Mapping[str, str]
    is_own: bool
    is_sample: bool

    @property
    def is_the_hospitals(self) -> bool:
        """Whether the hospital is paid by it, which decides nothing of the clinician's."""
        return self.kind == FeeKind.HOSPITAL

    @property
    def is_known(self) -> bool:
        return self.amount is not None or bool(self.regions)

    @property
    def lowest(self) -> Decimal | None:
        """The lowest amount of a state; None where there is one amount or none."""
        return min((Decimal(amount) for amount in self.regions.values()), default=None)

    @property
    def highest(self) -> Decimal | None:
        return max((Decimal(amount) for amount in self.regions.values()), default=None)

    @property
    def has_range(self) -> bool:
        """Whether the amount differs from state to state."""
        return self.amount is None and bool(self.regions)

    @property
    def bounds(self) -> Mapping[str, Decimal]:
        """The ceiling and the floor of the amounts of the states, where the schedule names them."""
        return {name: Decimal(amount) for name, amount in _BOUND.findall(self.note)}

    @property
    def status_indicator(self) -> str:
        """How the hospital is paid for the code (SI of Addendum B); empty on other schedules."""
        found = _STATUS_INDICATOR.match(self.note)
        return found[1] if found else ""

    def is_of_a_past_quarter(self, on: date) -> bool:
        """Return whether a payment limit of drugs, which holds for a quarter, is older than the quarter of a day."""
        quarter = (on.year, (on.month - 1) // 3)
        return self.kind == FeeKind.DRUG and (self.effective_from.year, (self.effective_from.month - 1) // 3) < quarter

    @property
    def states(self) -> tuple[str, ...]:
        """The states that the schedule has amounts for, in order."""
        return tuple(sorted({place.removesuffix(_RURAL) for place in self.regions}))

    def in_state(self, state: str) -> Region | None:
        """Return what is paid in a state; None where the schedule has no amounts of states, or none for this one."""
        plain, rural = self.regions.get(state), self.regions.get(state + _RURAL)
        if plain is None and rural is None:
            return None
        return Region(state, Decimal(plain) if plain else None, Decimal(rural) if rural and rural != plain else None)


def fees_of(codes: Collection[str], on: date, user: User | None, reference: Reference) -> Mapping[str, tuple[KnownFee, ...]]:
    """Return the fees of each code that the user may see, in one query, the most wanted first."""
    of_codes = OtherFee.objects.filter(code__in=codes).select_related("schedule")
    if user is None:
        found = of_codes.filter(schedule__in=reference.public_tables(on))
    else:
        found = of_codes.filter(schedule__in=in_force(OtherSchedule.objects.visible_to(user), on).order_by().values("pk"))
    return _by_code(found.order_by("code", "-schedule__effective_from", "modifier", "pk"))


def _by_code(found: Iterable[OtherFee]) -> Mapping[str, tuple[KnownFee, ...]]:
    fees: dict[str, list[KnownFee]] = {}
    for fee in found:
        fees.setdefault(fee.code, []).append(_known(fee))
    return {code: tuple(sorted(of_code, key=_wanted_first)) for code, of_code in fees.items()}


def _known(fee: OtherFee) -> KnownFee:
    schedule = fee.schedule
    return KnownFee(
        schedule=schedule.name,
        title=schedule.title or schedule.name,
        kind=FeeKind(schedule.kind),
        modifier=fee.modifier,
        amount=fee.amount,
        unit=fee.unit,
        note=fee.note,
        effective_from=fee.effective_from or schedule.effective_from,
        regions=fee.regions,
        is_own=schedule.organisation_id is not None,
        is_sample=schedule.is_sample,
    )


def _wanted_first(fee: KnownFee) -> tuple[bool, bool, bool, bool, str]:
    return fee.is_the_hospitals, not fee.is_known, not fee.is_own, fee.is_sample, fee.modifier
