"""RVU Edge answers what clinicians type between cases: 95 of 100 phrases within the first three codes."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from codes.search_lexicon import load_lexicon, split
from codes.texts import CATALOGUE, load_texts
from tests.codes.search_catalogues import missed, official_index, phrases, sample_index

HELD_OUT = "held_out"


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    official_index.cache_clear()
    sample_index.cache_clear()


def share(rows: list[dict[str, str]], misses: list[str]) -> float:
    return 1 - len(misses) / len(rows)


def test_answers_the_query_set_within_the_first_three(official_files: Path) -> None:
    rows = phrases()
    misses = missed(official_index(official_files), rows)
    assert share(rows, misses) >= 0.95, misses


def test_answers_phrases_that_its_words_were_not_tuned_on(official_files: Path) -> None:
    rows = [row for row in phrases() if row["set"] == HELD_OUT]
    misses = missed(official_index(official_files), rows)
    assert share(rows, misses) >= 0.9, misses


def test_answers_from_its_own_names_alone_where_no_official_file_is_loaded() -> None:
    known = {entry.code for entry in sample_index().entries}
    rows = [row for row in phrases() if known & set(row["codes"].split())]
    misses = missed(sample_index(), rows)
    assert len(rows) >= 250
    assert share(rows, misses) >= 0.95, misses


def test_is_asked_in_every_specialty_and_way() -> None:
    rows = phrases()
    assert len(rows) >= 500
    assert len({row["phrase"].lower() for row in rows}) == len(rows)
    assert len({row["specialty"] for row in rows}) >= 20
    # Every third phrase, by the checksum of its text, was kept out of the tuning.
    assert 0.3 <= sum(row["set"] == HELD_OUT for row in rows) / len(rows) <= 0.4


def test_is_asked_for_codes_that_exist(official_files: Path) -> None:
    known = {entry.code for entry in official_index(official_files).entries}
    assert not [row["phrase"] for row in phrases() if not set(row["codes"].split()) <= known]


def test_names_only_codes_that_exist(official_files: Path) -> None:
    known = {entry.code for entry in official_index(official_files).entries}
    assert not set(load_lexicon().names) - known


def test_names_codes_in_its_own_words(official_files: Path) -> None:
    """No name of a code is its official descriptor."""
    official = {entry.code: plain(entry.official) for entry in official_index(official_files).entries if entry.official}
    names = load_lexicon().names
    assert not [(code, name) for code, called in names.items() for name in called if plain(name) == official.get(code)]


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def test_lists_each_code_in_one_file_and_each_name_once() -> None:
    files = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CATALOGUE.glob("words_*.toml"))}
    codes = [code for named in files.values() for code in named]
    assert len(codes) == len(set(codes))
    assert all(len(called) == len(set(called)) and all(called) for named in files.values() for called in named.values())


def test_has_each_word_in_one_group() -> None:
    language = tomllib.loads((CATALOGUE / "words.toml").read_text(encoding="utf-8"))
    words = [word for group in language["alike"] for word in group.split()]
    assert len(words) == len(set(words))
    assert all(split(phrase) for phrase in (*language["typed"], *language["brands"]))


def test_finds_every_explained_code_by_its_own_name() -> None:
    """Mechanical: the whole name of a code brings the code among the first three."""
    names = [{"phrase": text.name, "codes": text.code} for text in load_texts().values()]
    misses = missed(sample_index(), names)
    assert share(names, misses) >= 0.99, misses
