"""The language of search: which words mean the same, how descriptors abbreviate, what codes are called in the room."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parent / "catalogue"
_UNITS = "sqcm|cm|mm|mins|minutes|min|hrs|hr|yo|yrs|yr|y|mo|wks|wk|days|day|mg|ml|mcg"
_GLUED = re.compile(rf"(?<![a-z0-9.])([0-9]*\.?[0-9]+)({_UNITS})(?![a-z])")
_TOKEN = re.compile(r"[a-z]&[a-z](?![a-z0-9])|[a-z]+[a-z0-9]*|[0-9]+[a-z]+[a-z0-9]*|[0-9]*\.?[0-9]+")
_HYPHENED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_XRAY = re.compile(r"x[ -]rays?")
_NEVER = re.compile(r"(?!)")
_LONG_ENDINGS = ("ations", "ation", "ically", "ical", "ates", "ated", "ate", "ages", "age", "ings", "ing", "ions")
_SHORT_ENDINGS = ("ion", "ing", "ed", "al", "ic", "es", "e", "y", "a", "s")
_SHORTEST_STEM, _SHORTEST_LONG_STEM = 4, 5
# All words of the catalogue, with room; what visitors type must not fill the memory.
_MOST_KEPT = 50_000
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words alike by word and by stem, abbreviations of descriptors, ways of saying, and names of codes."""

    alike: Mapping[str, str] = field(default_factory=dict)
    stems: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, Words] = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[Words, tuple[Words, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest_phrase: int = 1
    _piece: re.Pattern[str] = _NEVER
    _canonical: dict[str, str] = field(default_factory=dict)

    def canonical(self, word: str) -> str:
        """Return the word that stands for a word: that of its group, else its stem."""
        known = self._canonical.get(word)
        if known is None:
            stem = stem_of(word)
            known = self.alike.get(word) or self.stems.get(stem, stem)
            if len(self._canonical) < _MOST_KEPT:
                self._canonical[word] = known
        return known

    def words_of(self, text: str) -> set[str]:
        """Return the canonical words of a name or a synonym."""
        words = split(text)
        if "-" in text:
            words += [part.replace("-", "") for part in _HYPHENED.findall(text.lower())]
        return {self.canonical(word) for word in words}

    def words_of_descriptor(self, text: str) -> set[str]:
        """Return the canonical words of an official descriptor, with its abbreviations written out beside them."""
        lowered = self._piece.sub(lambda piece: self.pieces[piece[0]], text.lower())
        found: set[str] = set()
        for word in split(lowered):
            found.add(self.canonical(word))
            found.update(self.canonical(meant) for meant in self.written.get(word, ()))
        return found


def split(text: str) -> list[str]:
    """Return the words and numbers of a text in small letters; a number and its unit come apart."""
    return _TOKEN.findall(_GLUED.sub(r" \1 \2 ", _XRAY.sub("xray", text.lower())))


def stem_of(word: str) -> str:
    """Return what inflected forms of a word share: biopsies and biopsy, injected and injection."""
    if not word.isalpha() or len(word) <= _SHORTEST_STEM:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in _LONG_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_LONG_STEM:
            return word[: -len(ending)]
    for ending in _SHORT_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon that ships with RVU Edge, read once in each process."""
    language = tomllib.loads((CATALOGUE / "words.toml").read_text(encoding="utf-8"))
    names: dict[str, tuple[str, ...]] = {}
    for path in sorted(CATALOGUE.glob("words_*.toml")):
        for code, called in tomllib.loads(path.read_text(encoding="utf-8")).items():
            names[code] = names.get(code, ()) + tuple(called)
    return lexicon_of(language, names)


def lexicon_of(language: Mapping[str, object], names: Mapping[str, tuple[str, ...]]) -> Lexicon:
    """Return the lexicon of a file's tables."""
    alike = {word: group[0] for group in map(str.split, _listed(language.get("alike"))) for word in group}
    stems = {stem_of(word): head for word, head in alike.items() if len(stem_of(word)) >= _SHORTEST_LONG_STEM}
    typed = {**_table(language.get("brands")), **_table(language.get("typed"))}
    pieces = _table(language.get("pieces"))
    ways = {tuple(split(phrase)): _ways(meant) for phrase, meant in typed.items()}
    return Lexicon(
        alike=alike,
        stems=stems,
        written={word: tuple(meant.split()) for word, meant in _table(language.get("written")).items()},
        pieces=pieces,
        typed=ways,
        names=names,
        longest_phrase=max(map(len, ways), default=1),
        _piece=re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True)))) if pieces else _NEVER,
    )


def _ways(meant: str) -> tuple[Words, ...]:
    return tuple(tuple(split(way)) for way in meant.split("|"))


def _listed(value: object) -> Iterable[str]:
    return [str(item) for item in value] if isinstance(value, Sequence) else []


def _table(value: object) -> dict[str, str]:
    return {str(key): str(item) for key, item in value.items()} if isinstance(value, Mapping) else {}
