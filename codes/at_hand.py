"""What the database says of single codes, kept in memory for the codes in use: a log names the same few hundred again and again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from codes.fees import FeeRow
from codes.models import FeeScheduleRow, OtherFee, ReleaseState

Said = TypeVar("Said")
# As many codes as are kept, and as many as one case or page names; an import, which names thousands, is read past them.
MOST_KEPT, MOST_AT_ONCE = 4_000, 300


class AtHand(Generic[Said]):
    """Reads what is said of codes in one query, and of each code once as long as it is kept."""

    def __init__(self, read: Callable[[Sequence[str]], Iterable[tuple[str, Said]]]) -> None:
        self._read = read
        self._kept: dict[str, tuple[Said, ...]] = {}

    def of(self, codes: Iterable[str]) -> Mapping[str, tuple[Said, ...]]:
        """Return what is said of each code, in the order in which it is read; an empty tuple where nothing is."""
        wanted, kept = set(codes), self._kept
        missing = sorted(code for code in wanted if code not in kept)
        read = self._asked(missing) if missing else {}
        if read and len(wanted) <= MOST_AT_ONCE:
            self._kept = {**kept, **read} if len(kept) + len(read) <= MOST_KEPT else read
        return {code: read[code] if code in read else kept[code] for code in sorted(wanted)}

    def _asked(self, codes: Sequence[str]) -> dict[str, tuple[Said, ...]]:
        found: dict[str, list[Said]] = {code: [] for code in codes}
        for code, said in self._read(codes):
            found[code].append(said)
        return {code: tuple(said) for code, said in found.items()}


def rows_at_hand(release_id: int) -> AtHand[FeeRow]:
    """Return the rows of one release, whose rows never change as long as the catalogue's version does not move."""
    return AtHand(lambda codes: _rows(release_id, codes))


def fees_at_hand() -> AtHand[OtherFee]:
    """Return the fees of codes in the schedules that are active, each with its schedule."""
    return AtHand(_fees)


def _rows(release_id: int, codes: Sequence[str]) -> Iterable[tuple[str, FeeRow]]:
    rows = FeeScheduleRow.objects.filter(release=release_id, code__in=codes).order_by("code", "modifier")
    return ((row.code, row.as_fee_row()) for row in rows)


def _fees(codes: Sequence[str]) -> Iterable[tuple[str, OtherFee]]:
    fees = OtherFee.objects.filter(schedule__state=ReleaseState.ACTIVE, code__in=codes).select_related("schedule").order_by("pk")
    return ((fee.code, fee) for fee in fees)
