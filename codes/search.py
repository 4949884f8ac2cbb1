"""Search over the codes in force: indexes kept per process, built again when the catalogue's version moves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from threading import Lock

from django.utils import timezone

from codes.effective import ReleaseKey, release_on
from codes.lanes import FeeKind, lane_of
from codes.models import FeeScheduleRow, OtherFee, OtherSchedule
from codes.releases import active_keys, catalogue_version
from codes.search_index import Entry, Hit, SearchIndex
from codes.texts import load_texts

DEFAULT_LIMIT = 10
# Two years and a half of dates of service; older ones build their index anew.
_KEPT = 3


@dataclass(slots=True)
class _Shelf:
    """The indexes of one catalogue version, by the release that they speak of."""

    version: int = -1
    keys: tuple[ReleaseKey, ...] = ()
    indexes: dict[int | None, SearchIndex] = field(default_factory=dict)


_lock = Lock()
_shelf = _Shelf()


def search(query: str, limit: int = DEFAULT_LIMIT, on: date | None = None) -> list[Hit]:
    """Return the codes that answer a query, best first; `on` is the day whose release counts (default: today, UTC)."""
    return current_index(on or timezone.now().date()).search(query, limit)


def current_index(on: date) -> SearchIndex:
    """Return this process's index over the release that holds on a day, built where it is missing or old."""
    version = catalogue_version()
    with _lock:
        if _shelf.version != version:
            _shelf.version, _shelf.keys, _shelf.indexes = version, active_keys(), {}
        key = release_on(_shelf.keys, on)
        number = key.id if key else None
        if number not in _shelf.indexes:
            while len(_shelf.indexes) >= _KEPT:
                del _shelf.indexes[next(iter(_shelf.indexes))]
            _shelf.indexes[number] = SearchIndex(_entries(key, _shelf.keys))
        return _shelf.indexes[number]


def forget() -> None:
    """Drop this process's indexes: after a restore, whose version numbers may have been seen with other rows."""
    with _lock:
        _shelf.version = -1


def _entries(key: ReleaseKey | None, keys: tuple[ReleaseKey, ...]) -> list[Entry]:
    kinds, fees = _public_fees()
    found = {entry.code: entry for entry in (_of_release(key, keys, kinds) if key else ())}
    for code in kinds.keys() - found.keys():
        found[code] = _named(Entry(code, "", None, lane_of(code, (), "", kinds[code])))
    return [replace(entry, fee=fees.get(entry.code)) if entry.work_rvu is None else entry for entry in found.values()]


def _of_release(key: ReleaseKey, keys: tuple[ReleaseKey, ...], kinds: Mapping[str, frozenset[FeeKind]]) -> Iterator[Entry]:
    before = _work_before(key, keys)
    stored = FeeScheduleRow.objects.filter(release_id=key.id).order_by("code", "modifier").iterator(chunk_size=5000)
    for code, group in groupby((row.as_fee_row() for row in stored), key=lambda row: row.code):
        rows = tuple(group)
        work = next((row.work_rvu for row in rows if row.work_rvu > Decimal(0)), None)
        entry = Entry(code, "", work, lane_of(code, rows, "", kinds.get(code, frozenset())), official=rows[0].descriptor)
        yield _named(replace(entry, work_before=before.get(code), year_before=key.year - 1))


def _named(entry: Entry) -> Entry:
    text = load_texts().get(entry.code)
    return replace(entry, own_name=text.name, also_known_as=text.also_known_as) if text else entry


def _work_before(key: ReleaseKey, keys: tuple[ReleaseKey, ...]) -> Mapping[str, Decimal]:
    """Return the work RVUs at the end of the year before the release's, for the codes that had one."""
    earlier = release_on(keys, date(key.year - 1, 12, 31))
    if earlier is None or earlier.id == key.id:
        return {}
    rows = FeeScheduleRow.objects.filter(release_id=earlier.id, work_rvu__gt=0).order_by("code", "-modifier")
    return dict(rows.values_list("code", "work_rvu"))


def _public_fees() -> tuple[dict[str, frozenset[FeeKind]], dict[str, Decimal]]:
    """Return which kinds of public schedule price a code, and the clinician's latest amount where there is one."""
    schedules = OtherSchedule.objects.active().public().order_by("-is_sample", "effective_from")
    order = {schedule.pk: place for place, schedule in enumerate(schedules)}
    kinds: dict[str, frozenset[FeeKind]] = {}
    amounts: dict[str, Decimal] = {}
    stored = OtherFee.objects.filter(schedule__in=order).values_list("schedule_id", "code", "modifier", "schedule__kind", "amount")
    for _schedule, code, modifier, kind, amount in sorted(stored, key=lambda fee: order[fee[0]]):
        kinds[code] = kinds.get(code, frozenset()) | {FeeKind(kind)}
        if amount is not None and not modifier and kind != FeeKind.HOSPITAL:
            amounts[code] = amount
    return kinds, amounts
