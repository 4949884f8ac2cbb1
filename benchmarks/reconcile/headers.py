"""The headers under which reports write what a line counts for, the best first: credited work before plain work before RVUs."""

from collections.abc import Mapping
from dataclasses import replace

from tracking.extracts.kept import Kept
from tracking.extracts.kinds import Kind, words_of
from tracking.extracts.mapping import Mapping as Columns
from tracking.extracts.mapping import suggest

_WORK = ("WRVU", "WRVUS", "W RVU", "W RVUS", "WORK RVU", "WORK RVUS", "WORKRVU", "WORKRVUS", "RVU WORK", "RVUS WORK")
_BEFORE = ("CREDITED", "TOTAL", "NET", "EXTENDED", "EXT", "ADJUSTED", "ADJ", "MODIFIED", "CALCULATED", "LINE", "BILLED", "PAID", "PERSONAL")
_BEHIND = ("CREDIT", "CREDITED", "TOTAL", "EXTENDED", "ADJUSTED", "EARNED", "AMOUNT", "VALUE")
_PLAIN = ("RVU", "RVUS", "TOTAL RVU", "TOTAL RVUS")
_RANKED: tuple[str, ...] = (
    "CREDIT",
    *(f"{word} {work}" for word in _BEFORE for work in _WORK),
    *(f"{work} {word}" for word in _BEHIND for work in _WORK),
    *_WORK,
    *_PLAIN,
)
_RANK = {words: rank for rank, words in enumerate(_RANKED)}


def hints(own: str = "") -> Mapping[str, Kind]:
    """Return the kind of every such header; `own` is the header that a person names, when it is none of them."""
    found = dict.fromkeys(_RANKED, Kind.VALUE)
    return found | {words_of(own): Kind.VALUE} if words_of(own) else found


def proposed(kept: Kept, own: str = "") -> Columns | None:
    """Return which column is read as what; the value is that of the header which a person named, else of the best one."""
    columns = suggest(kept)
    values = kept.of(Kind.VALUE)
    if columns is None or not values:
        return columns
    named = words_of(own)
    best = min(values, key=lambda place: (words_of(kept.columns[place].header) != named, rank_of(kept.columns[place].header), place))
    return replace(columns, value=best)


def rank_of(header: str) -> int:
    """Return how well a header names what a line counts for, 0 the best."""
    return _RANK.get(words_of(header), len(_RANKED))
