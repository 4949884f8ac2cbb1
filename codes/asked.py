"""What a visitor of the catalogue asks for: words, a kind, a lane, a way of being paid, a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from codes.kinds import Kind, kind_named
from codes.lanes import Lane, is_fee_schedule_reimbursed
from codes.search_index import Entry, Hit, SearchIndex

LONGEST_QUERY = 100
LAST_PAGE = 2_000
ON_A_PAGE, A_FEW = 25, 6
WORK, FEE = "work", "fee"
_LANES = frozenset(lane.value for lane in Lane)


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of the address; what is not known there counts as not asked."""

    query: str = ""
    kind: Kind | None = None
    lane: Lane | None = None
    paid: str = ""
    page: int = 1
    size: int = ON_A_PAGE

    @property
    def is_few(self) -> bool:
        """Whether a taste of the results is asked for, as on the front page, instead of pages of them."""
        return self.size == A_FEW

    @property
    def is_empty(self) -> bool:
        return not (self.query or self.kind or self.lane or self.paid)

    @property
    def parameters(self) -> str:
        """The query of an address that asks the same, for its first page."""
        kind, lane = self.kind.slug if self.kind else "", str(self.lane or "")
        parts = {"q": self.query, "kind": kind, "lane": lane, "paid": self.paid}
        return urlencode({name: value for name, value in parts.items() if value})

    def keeps(self, entry: Entry) -> bool:
        """Return whether a code is of the kind, the lane and the way of being paid that was asked for."""
        if self.kind and entry.kind != self.kind:
            return False
        if self.lane and entry.lane != self.lane:
            return False
        if self.paid == WORK:
            return entry.work_rvu is not None
        return self.paid != FEE or is_fee_schedule_reimbursed(entry.lane)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int
    first: int
    has_more: bool

    @property
    def last(self) -> int:
        return self.first + len(self.hits) - 1


def read_asked(parameters: Mapping[str, str]) -> Asked:
    """Return what the query of an address asks for."""
    page, lane, paid = parameters.get("page", ""), parameters.get("lane", ""), parameters.get("paid", "")
    return Asked(
        query=parameters.get("q", "")[:LONGEST_QUERY].strip(),
        kind=kind_named(parameters.get("kind", "")),
        lane=Lane(lane) if lane in _LANES else None,
        paid=paid if paid in (WORK, FEE) else "",
        page=min(int(page), LAST_PAGE) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1,
        size=A_FEW if parameters.get("few") else ON_A_PAGE,
    )


def answer(asked: Asked, index: SearchIndex, own: Sequence[str] = ()) -> Answer:
    """Return the page of the index that was asked for: best first for words (`own` codes before others), else in the order of the codes."""
    found = _found(asked, index, own)
    if asked.page > 1 and len(found) <= (asked.page - 1) * asked.size:
        asked = replace(asked, page=1)
    start = (asked.page - 1) * asked.size
    return Answer(tuple(found[start : start + asked.size]), len(found), start + 1, len(found) > start + asked.size)


def _found(asked: Asked, index: SearchIndex, own: Sequence[str]) -> Sequence[Hit]:
    if asked.query:
        return index.find(asked.query, asked.keeps, own)
    return [Hit(entry, "code") for entry in index.entries if asked.keeps(entry)]
