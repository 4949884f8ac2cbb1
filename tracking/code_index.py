"""The index of codes that a device keeps: what a code is called and what its printed work is, packed once per catalogue version."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from threading import Lock
from weakref import WeakKeyDictionary

from codes.effective import ReleaseKey, release_on
from codes.models import FeeScheduleRow
from codes.releases import active_keys, catalogue_version
from codes.search import current_index
from codes.search_index import Entry, SearchIndex
from codes.texts import load_texts

FORMAT = 1
_COMPONENTS = ("26", "53")


@dataclass(frozen=True, slots=True)
class PackedIndex:
    """The index of one state of the catalogue, as it is sent."""

    etag: str
    packed: bytes


_lock = Lock()
# By the index of the search that it was made of, with which it goes.
_kept: WeakKeyDictionary[SearchIndex, PackedIndex] = WeakKeyDictionary()


def index_etag(on: date) -> str:
    """Return the mark of the index that holds on a day."""
    key = release_on(active_keys(), on)
    return f'"{FORMAT}-{catalogue_version()}-{key.id if key else 0}-{_words_checksum()}"'


def packed_index(on: date) -> PackedIndex:
    """Return the packed index that holds on a day, made where this process has none of it."""
    etag, index = index_etag(on), current_index(on)
    with _lock:
        known = _kept.get(index)
        if known is None or known.etag != etag:
            known = _kept[index] = PackedIndex(etag, gzip.compress(_written(index, on), compresslevel=9, mtime=0))
        return known


def _written(index: SearchIndex, on: date) -> bytes:
    key = release_on(active_keys(), on)
    body = _body(index.entries, key)
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


def _body(entries: Iterable[Entry], key: ReleaseKey | None) -> dict[str, object]:
    """Return columns: codes, work in hundredths (-1 where the code's own row has none) and the number of the lane in `lanes`.

    `rows` holds the work of rows with modifier 26 or 53 where it is not the code's own.
    """
    whole, rows = _work_of_rows(key)
    known = sorted(entries, key=lambda entry: entry.code)
    lanes = sorted({str(entry.lane) for entry in known})
    number = {lane: place for place, lane in enumerate(lanes)}
    return {
        "v": FORMAT,
        "release": key.name if key else "",
        "from": key.effective_from.isoformat() if key else "",
        "codes": " ".join(entry.code for entry in known),
        "work": [whole.get(entry.code, -1) for entry in known],
        "lanes": lanes,
        "lane": [number[str(entry.lane)] for entry in known],
        "rows": rows,
        "names": {entry.code: entry.own_name for entry in known if entry.own_name},
        "also": {entry.code: " ".join(entry.also_known_as) for entry in known if entry.also_known_as},
    }


def _work_of_rows(key: ReleaseKey | None) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Return the printed work of each code's own row, and that of its rows 26 and 53 where it differs."""
    whole: dict[str, int] = {}
    rows: dict[str, dict[str, int]] = {}
    if key is None:
        return whole, rows
    stored = FeeScheduleRow.objects.filter(release_id=key.id, work_rvu__gt=0).order_by("code", "modifier")
    for code, modifier, work in stored.values_list("code", "modifier", "work_rvu"):
        if not modifier:
            whole[code] = _hundredths(work)
        elif modifier in _COMPONENTS and _hundredths(work) != whole.get(code):
            rows.setdefault(code, {})[modifier] = _hundredths(work)
    return whole, rows


def _hundredths(work: Decimal) -> int:
    return int(work * 100)


@cache
def _words_checksum() -> str:
    """Return a checksum over our own names and synonyms, which a new version of the product may change."""
    digest = hashlib.sha256()
    for text in load_texts().values():
        digest.update("\n".join((text.code, text.name, *text.also_known_as, "")).encode())
    return digest.hexdigest()[:8]
