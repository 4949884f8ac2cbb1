"""What a visitor of the catalogue asks for: words, a kind, a section, a specialty, a lane, a way of being paid, a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from codes.grouped import of_kind
from codes.kinds import Kind, kind_named
from codes.lanes import Lane, is_fee_schedule_reimbursed
from codes.modifiers import Modifier
from codes.search_index import Entry, Hit, SearchIndex
from codes.search_query import is_of_modifiers, modifiers_in
from codes.sections import Section, section_named
from codes.texts import SpecialtyName, load_specialties, load_texts

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
    section: Section | None = None
    specialty: SpecialtyName | None = None
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
        return not self.named

    @property
    def named(self) -> dict[str, str]:
        """What is asked, by the names of the address; nothing for what is not asked."""
        parts = {
            "q": self.query,
            "kind": self.kind.slug if self.kind else "",
            "section": self.section.slug if self.section else "",
            "specialty": self.specialty.code if self.specialty else "",
            "lane": str(self.lane or ""),
            "paid": self.paid,
        }
        return {name: value for name, value in parts.items() if value}

    @property
    def parameters(self) -> str:
        """The query of an address that asks the same, for its first page."""
        return urlencode(self.named)

    @property
    def modifiers(self) -> tuple[Modifier, ...]:
        """The modifiers that the words name and that are explained."""
        return modifiers_in(self.query)

    @property
    def is_of_modifiers(self) -> bool:
        """Whether modifiers are asked for, beside codes or alone."""
        return is_of_modifiers(self.query) or bool(self.modifiers)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words narrows the catalogue."""
        return bool(self.named.keys() - {"q"})

    def keeps(self, entry: Entry) -> bool:
        """Return whether a code is of everything that was asked for beside the words."""
        if self.kind and entry.kind != self.kind:
            return False
        if self.section and not self.section.holds(entry.code):
            return False
        if self.lane and entry.lane != self.lane:
            return False
        if self.specialty and not _is_of(entry.code, self.specialty):
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
        section=section_named(parameters.get("section", "")),
        specialty=load_specialties().get(parameters.get("specialty", "")),
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
    entries = of_kind(index, asked.kind) if asked.kind else index.in_force
    others = replace(asked, kind=None)
    return [Hit(entry, "code") for entry in entries if others.keeps(entry)]


def _is_of(code: str, specialty: SpecialtyName) -> bool:
    text = load_texts().get(code)
    return text is not None and specialty.code in text.specialties
