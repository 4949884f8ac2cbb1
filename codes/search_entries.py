"""Gathers what the search knows of each code: values and descriptors of a release, fees, our own names and what people say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain, groupby

from codes.effective import ReleaseKey, release_on
from codes.fees import FeeRow
from codes.lanes import FeeKind, lane_of
from codes.models import AnesthesiaBase, FeeScheduleRow, NationalCode, OtherFee, OtherSchedule, UnitLimit
from codes.search_index import Entry
from codes.search_lexicon import load_lexicon
from codes.texts import load_specialties, load_texts

Priced = Mapping[str, frozenset[FeeKind]]


@dataclass(frozen=True, slots=True)
class _Fees:
    """By code: the kinds of public schedule that price it, the clinician's latest amount, and what the tables call it."""

    kinds: dict[str, frozenset[FeeKind]] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _National:
    """What the national file calls a code, and its last day where it is over."""

    name: str
    ended_on: date | None


def entries_of(key: ReleaseKey | None, keys: tuple[ReleaseKey, ...]) -> list[Entry]:
    """Return every code of a release, of the other active ones and of the official tables; `keys` are all active releases."""
    fees, national = _public_fees(), _national(key)
    stored = FeeScheduleRow.objects.filter(release_id=key.id).order_by("code", "modifier").iterator(chunk_size=5000) if key else ()
    found = {entry.code: entry for entry in entries_of_rows((row.as_fee_row() for row in stored), fees.kinds)}
    before = _work_before(key, keys) if key else {}
    elsewhere = _of_other_releases(key, keys)
    listed = fees.kinds.keys() | national.keys() | _listed_beside() | elsewhere.keys()
    for code in listed - found.keys():
        found[code] = named(_without_row(code, fees, national.get(code), elsewhere.get(code, "")))
    return [
        replace(
            entry,
            official=_name_of(entry, fees, national.get(entry.code)),
            work_before=before.get(entry.code),
            year_before=key.year - 1 if key else None,
            fee=fees.amounts.get(entry.code) if entry.work_rvu is None else None,
        )
        for entry in found.values()
    ]


def entries_of_rows(rows: Iterator[FeeRow], kinds: Priced) -> Iterator[Entry]:
    """Return the entries of fee rows, which come in the order of their codes."""
    for code, group in groupby(rows, key=lambda row: row.code):
        of_code = tuple(group)
        work = next((row.work_rvu for row in of_code if row.work_rvu > Decimal(0)), None)
        lane = lane_of(code, of_code, "", kinds.get(code, frozenset()))
        yield named(Entry(code, "", work, lane, official=of_code[0].descriptor))


def named(entry: Entry) -> Entry:
    """Return an entry with our own name and synonyms, what people call the code, and its category and specialties."""
    text, said = load_texts().get(entry.code), load_lexicon().names.get(entry.code, ())
    if text is None:
        return replace(entry, also_known_as=said) if said else entry
    names = load_specialties()
    grouped = (text.category, *(names[slug].name for slug in text.specialties if slug in names))
    synonyms = tuple(dict.fromkeys((*text.also_known_as, *said)))
    return replace(entry, own_name=text.name, also_known_as=synonyms, grouped_as=" ".join(grouped))


def _work_before(key: ReleaseKey, keys: tuple[ReleaseKey, ...]) -> Mapping[str, Decimal]:
    """Return the work RVUs at the end of the year before the release's, for the codes that had one."""
    earlier = release_on(keys, date(key.year - 1, 12, 31))
    if earlier is None or earlier.id == key.id:
        return {}
    rows = FeeScheduleRow.objects.filter(release_id=earlier.id, work_rvu__gt=0).order_by("code", "-modifier")
    return dict(rows.values_list("code", "work_rvu"))


def _without_row(code: str, fees: _Fees, national: _National | None, only_in: str) -> Entry:
    """The entry of a code that the release in force does not list."""
    kinds = fees.kinds.get(code, frozenset())
    entry = Entry(code, "", None, lane_of(code, (), "", kinds), only_in="" if kinds - {FeeKind.HOSPITAL} or national else only_in)
    return replace(entry, ended_on=national.ended_on) if national else entry


def _name_of(entry: Entry, fees: _Fees, national: _National | None) -> str:
    return entry.official or (national.name if national else "") or fees.names.get(entry.code, "")


def _of_other_releases(key: ReleaseKey | None, keys: Iterable[ReleaseKey]) -> Mapping[str, str]:
    """Return the codes that other active releases list and this one does not, with the latest of those releases."""
    others = [one.id for one in keys if key is None or one.id != key.id]
    listed = FeeScheduleRow.objects.filter(release=key.id if key else None).values("code")
    rows = FeeScheduleRow.objects.filter(release__in=others).exclude(code__in=listed).order_by("release__effective_from")
    return dict(rows.values_list("code", "release__title"))


def _national(key: ReleaseKey | None) -> Mapping[str, _National]:
    """Return what the national files call their codes, the latest file last, and the last day of those that ended before a release."""
    rows = NationalCode.objects.filter(schedule__in=OtherSchedule.objects.active().official(), is_modifier=False)
    told = rows.order_by("schedule__effective_from").values_list("code", "short_description", "terminated_on")
    first_day = key.effective_from if key else date.max
    return {code: _National(name, day if day is not None and day < first_day else None) for code, name, day in told}


def _listed_beside() -> frozenset[str]:
    """Return the codes that have base units of anesthesia or a limit of units."""
    schedules = OtherSchedule.objects.active().official()
    codes = (model.objects.filter(schedule__in=schedules).values_list("code", flat=True) for model in (AnesthesiaBase, UnitLimit))
    return frozenset(chain.from_iterable(codes))


def _public_fees() -> _Fees:
    """Return which kinds of public schedule price a code, the clinician's latest amount, and what the tables call the code."""
    schedules = OtherSchedule.objects.active().public().order_by("-is_sample", "effective_from")
    order = {schedule.pk: place for place, schedule in enumerate(schedules)}
    fees = _Fees()
    stored = OtherFee.objects.filter(schedule__in=order).values_list("schedule_id", "code", "modifier", "schedule__kind", "amount", "name")
    for _schedule, code, modifier, kind, amount, name in sorted(stored, key=lambda fee: order[fee[0]]):
        fees.kinds[code] = fees.kinds.get(code, frozenset()) | {FeeKind(kind)}
        fees.names[code] = name or fees.names.get(code, "")
        if amount is not None and not modifier and kind != FeeKind.HOSPITAL:
            fees.amounts[code] = amount
    return fees
