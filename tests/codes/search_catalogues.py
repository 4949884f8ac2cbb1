"""Indexes for the tests of the search, built without a database: over the sample's facts, and over an official file."""

import csv
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeRow
from codes.lanes import lane_of
from codes.sample_files import read_facts
from codes.search_entries import entries_of_rows, named
from codes.search_index import Entry, SearchIndex
from codes.texts import CATALOGUE, load_texts

JULY_2026 = "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"
PHRASES = Path(__file__).resolve().parent.parent / "golden" / "search" / "phrases.csv"


def phrases() -> list[dict[str, str]]:
    """Return the query set: phrase, codes, specialty, note, set."""
    with PHRASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def official_index(official_files: Path) -> SearchIndex:
    """Return the index over July 2026 with its descriptors, and over the codes that are explained without a row there."""
    content = (official_files / JULY_2026).read_bytes()
    return index_of(read_pprrvu(content, Path(JULY_2026).name).rows)


@cache
def sample_index() -> SearchIndex:
    """Return the index over the sample catalogue alone: our own names and what people say."""
    return index_of(read_facts((CATALOGUE / "facts_2026.csv").read_text(encoding="ascii")))


def index_of(rows: Iterable[FeeRow]) -> SearchIndex:
    """Return the index over rows and over every code that is explained."""
    listed = list(entries_of_rows(iter(sorted(rows, key=lambda row: row.key)), {}))
    known = {entry.code for entry in listed}
    explained = (named(Entry(code, "", None, lane_of(code, ()))) for code in load_texts() if code not in known)
    return SearchIndex(chain(listed, explained))


def missed(index: SearchIndex, rows: Iterable[dict[str, str]], first: int = 3) -> list[str]:
    """Return the phrases of which none of the expected codes is among the first hits."""
    return [
        f"{row['phrase']} ({row['codes']})"
        for row in rows
        if {hit.code for hit in index.search(row["phrase"], first)}.isdisjoint(row["codes"].split())
    ]
