"""What can be said of the dollar amounts that stored lines carry: the schedules they name may still be there, and then give them."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from codes.lanes import Lane
from codes.models import OtherFee
from rvuedge.lib.decimals import round_half_up
from tracking.models import CaseLine
from tracking.valuing import PAID_BY_WORK


class StoredFees:
    """The fees of the schedules that lines name, in one query; a sample's are left out, since a later sample takes its place."""

    def __init__(self, lines: Iterable[CaseLine]) -> None:
        wanted = {(line.fee_schedule, line.code) for line in lines if line.fee_schedule}
        found = OtherFee.objects.filter(schedule__name__in={name for name, _ in wanted}, code__in={code for _, code in wanted})
        self._known: dict[tuple[str, str], set[tuple[str, Decimal | None]]] = defaultdict(set)
        if wanted:
            told = found.filter(schedule__is_sample=False).values_list("schedule__name", "code", "modifier", "amount")
            for name, code, modifier, amount in told.iterator():
                self._known[name, code].add((modifier, amount))

    def may_give(self, line: CaseLine, lane: Lane) -> bool:
        """Return whether the amount of a line can be right: none in a lane of work, none without a schedule, else one that it prints."""
        if lane in PAID_BY_WORK:
            return line.fee_amount is None and not line.fee_schedule
        if not line.fee_schedule:
            return line.fee_amount is None
        fitting = ("", *line.modifiers.split())
        known = [amount for modifier, amount in self._known.get((line.fee_schedule, line.code), ()) if modifier in fitting]
        return not known or line.fee_amount in [None if amount is None else round_half_up(amount * line.units, 2) for amount in known]
