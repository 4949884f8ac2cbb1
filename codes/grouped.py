"""The codes of an index by kind, and the explained codes by section: worked out once for each index."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from weakref import WeakKeyDictionary

from codes.kinds import Kind
from codes.search_index import Entry, SearchIndex
from codes.sections import Section, counted, section_of
from codes.texts import load_texts

_kinds: WeakKeyDictionary[SearchIndex, Mapping[Kind, Sequence[Entry]]] = WeakKeyDictionary()
_sections: WeakKeyDictionary[SearchIndex, Mapping[Kind, tuple[tuple[Section, int], ...]]] = WeakKeyDictionary()


def of_kind(index: SearchIndex, kind: Kind) -> Sequence[Entry]:
    """Return the codes of a kind in order."""
    if index not in _kinds:
        groups: dict[Kind, list[Entry]] = defaultdict(list)
        for entry in index.in_force:
            groups[entry.kind].append(entry)
        _kinds[index] = groups
    return _kinds[index].get(kind, ())


def sections_of(index: SearchIndex, kind: Kind) -> tuple[tuple[Section, int], ...]:
    """Return the sections of a kind with how many codes each has."""
    known = _sections.setdefault(index, {})
    if kind not in known:
        _sections[index] = known = {**known, kind: counted(entry.code for entry in of_kind(index, kind))}
    return known[kind]


@cache
def explained() -> Mapping[Section, tuple[str, ...]]:
    """Return the codes that have a text of ours by their section."""
    groups: dict[Section, list[str]] = defaultdict(list)
    for code in load_texts():
        section = section_of(code)
        if section is not None:
            groups[section].append(code)
    return MappingProxyType({section: tuple(codes) for section, codes in groups.items()})
