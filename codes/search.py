"""Search over the codes in force: one index per process, built again when the catalogue's version moves."""

from datetime import date
from decimal import Decimal
from itertools import groupby
from threading import Lock

from django.utils import timezone

from codes.lanes import FeeKind, Lane, lane_of
from codes.models import FeeScheduleRow, OtherFee
from codes.releases import catalogue_version, release_in_force
from codes.search_index import Entry, Hit, SearchIndex
from codes.texts import load_texts

DEFAULT_LIMIT = 10
_lock = Lock()
_built: dict[str, object] = {}


def search(query: str, limit: int = DEFAULT_LIMIT, on: date | None = None) -> list[Hit]:
    """Return the codes that answer a query, best first; `on` is the day whose release counts (default: today, UTC)."""
    return current_index(on or timezone.now().date()).search(query, limit)


def current_index(on: date) -> SearchIndex:
    """Return this process's index for the catalogue's version and the year of `on`, built where it is missing or old."""
    key = (catalogue_version(), on)
    with _lock:
        index = _built.get("index")
        if _built.get("key") != key or not isinstance(index, SearchIndex):
            index = SearchIndex(_entries(on))
            _built.update(key=key, index=index)
        return index


def _entries(on: date) -> list[Entry]:
    priced: dict[str, set[FeeKind]] = {}
    for code, kind in OtherFee.objects.filter(schedule__organisation=None, schedule__state="active").values_list("code", "schedule__kind"):
        priced.setdefault(code, set()).add(FeeKind(kind))
    found = {entry.code: entry for entry in _of_release(on, priced)}
    for code in priced:
        found.setdefault(code, _entry(code, None, "", lane=lane_of(code, (), "", frozenset(priced[code]))))
    return list(found.values())


def _of_release(on: date, priced: dict[str, set[FeeKind]]) -> list[Entry]:
    release = release_in_force(on)
    if release is None:
        return []
    stored = FeeScheduleRow.objects.filter(release=release).order_by("code", "modifier").iterator(chunk_size=5000)
    entries = []
    for code, group in groupby((row.as_fee_row() for row in stored), key=lambda row: row.code):
        rows = tuple(group)
        lane = lane_of(code, rows, "", frozenset(priced.get(code, ())))
        work = next((row.work_rvu for row in rows if row.work_rvu > Decimal(0)), None)
        entries.append(_entry(code, work, rows[0].descriptor, lane))
    return entries


def _entry(code: str, work_rvu: Decimal | None, official: str, lane: Lane) -> Entry:
    text = load_texts().get(code)
    name, also = (text.name, text.also_known_as) if text else ("", ())
    return Entry(code, name, work_rvu, lane, also, official)
