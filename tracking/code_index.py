"""The index of codes that a device keeps: what a code is called and what its printed work is, packed once per catalogue version."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Lock
from weakref import WeakKeyDictionary

from codes.effective import ReleaseKey, release_on
from codes.models import FeeScheduleRow
from codes.releases import active_keys
from codes.search import current_index
from codes.search_index import Entry, SearchIndex

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


def packed_index(on: date) -> PackedIndex:
    """Return the packed index that holds on a day, made where this process has none of it; its mark is that of what it says."""
    index = current_index(on)
    with _lock:
        if index not in _kept:
            body = _written(index, on)
            mark = hashlib.sha256(body).hexdigest()[:16]
            _kept[index] = PackedIndex(f'"{mark}"', gzip.compress(body, compresslevel=9, mtime=0))
        return _kept[index]


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
