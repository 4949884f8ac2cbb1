"""Gathers what the search knows of each code: values and descriptors of a release, fees, our own names and what people say."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from codes.effective import ReleaseKey, release_on
from codes.fees import FeeRow
from codes.lanes import FeeKind, lane_of
from codes.models import FeeScheduleRow, NationalCode, OtherFee, OtherSchedule
from codes.search_index import Entry
from codes.search_lexicon import load_lexicon
from codes.texts import load_specialties, load_texts

Priced = Mapping[str, frozenset[FeeKind]]


def entries_of(key: ReleaseKey | None, keys: tuple[ReleaseKey, ...]) -> list[Entry]:
    """Return every code of a release and of the public fee schedules; `keys` are all active releases."""
    kinds, fees, official = _public_fees()
    stored = FeeScheduleRow.objects.filter(release_id=key.id).order_by("code", "modifier").iterator(chunk_size=5000) if key else ()
    found = {entry.code: entry for entry in entries_of_rows((row.as_fee_row() for row in stored), kinds)}
    before = _work_before(key, keys) if key else {}
    for code in kinds.keys() - found.keys():
        found[code] = named(Entry(code, "", None, lane_of(code, (), "", kinds[code])))
    return [
        replace(
            entry,
            official=entry.official or official.get(entry.code, ""),
            work_before=before.get(entry.code),
            year_before=key.year - 1 if key else None,
            fee=fees.get(entry.code) if entry.work_rvu is None else None,
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


def _public_fees() -> tuple[Priced, Mapping[str, Decimal], Mapping[str, str]]:
    """Return which kinds of public schedule price a code, the clinician's latest amount, and what the tables call the code."""
    schedules = OtherSchedule.objects.active().public().order_by("-is_sample", "effective_from")
    order = {schedule.pk: place for place, schedule in enumerate(schedules)}
    kinds: dict[str, frozenset[FeeKind]] = {}
    amounts: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    stored = OtherFee.objects.filter(schedule__in=order).values_list("schedule_id", "code", "modifier", "schedule__kind", "amount", "name")
    for _schedule, code, modifier, kind, amount, name in sorted(stored, key=lambda fee: order[fee[0]]):
        kinds[code] = kinds.get(code, frozenset()) | {FeeKind(kind)}
        names[code] = name or names.get(code, "")
        if amount is not None and not modifier and kind != FeeKind.HOSPITAL:
            amounts[code] = amount
    national = NationalCode.objects.filter(schedule__in=order, is_modifier=False).order_by("schedule__effective_from")
    names |= {code: short for code, short in national.values_list("code", "short_description") if short}
    return kinds, amounts, names
