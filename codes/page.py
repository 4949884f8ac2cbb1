"""Everything that is known of a code, gathered in few queries: what its page, the comparison, the API and the command show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Q

from codes.anesthesia import AnesthesiaUnits
from codes.anesthesia_tables import units_of
from codes.cms.mue import UnitLimit
from codes.effective import ReleaseKey, release_on
from codes.fees import FeeRow
from codes.history import HistoryPoint, history_of, speaks_first
from codes.kinds import Kind, kind_of
from codes.known_fees import KnownFee, fees_of
from codes.lanes import Lane, is_fee_schedule_reimbursed, lane_of
from codes.locality import chosen
from codes.models import FeeScheduleRow, Release
from codes.national import NationalText, national_texts
from codes.priced import Place, PricedRow, priced
from codes.reference import Member, Reference, current_reference
from codes.replacements import Replacement
from codes.sections import Section, section_of
from codes.texts import CodeText, load_texts
from codes.words import LANE_NAMES, Indicator, indicators_of
from rvuedge.accounts.models import User

_OF_THE_HOSPITAL, _WITHOUT_VALUE = "On the hospital's schedule only", "No value or fee is loaded"
_ENDED, _BEYOND_SAMPLE = "Ended", "Not in the sample"


@dataclass(frozen=True, slots=True)
class CodePage:
    """What is known of a code on a day."""

    code: str
    on: date
    release: Release | None
    lane: Lane
    rows: tuple[PricedRow, ...]
    fees: tuple[KnownFee, ...]
    history: tuple[HistoryPoint, ...]
    text: CodeText | None
    national: NationalText | None
    searched: tuple[str, ...]
    place: Place | None
    state: str
    units: AnesthesiaUnits | None
    limit: UnitLimit | None
    family: tuple[Member, ...]
    neighbours: Mapping[str, FeeRow]
    replacement: Replacement

    @property
    def is_known(self) -> bool:
        """Whether any loaded table lists the code."""
        return bool(self.rows or self.fees or self.history or self.national or self.limit or self.units)

    @property
    def last_listed(self) -> HistoryPoint | None:
        """The latest release that has the code, where the one in force has it no more; None for a code in force."""
        before = (point for point in self.history if self.release and point.effective_from < self.release.effective_from)
        return None if self.rows else next(before, None)

    @property
    def is_beyond_sample(self) -> bool:
        """Whether the sample, which holds few codes, is what lacks the code that a release before it has: nothing says that it ended."""
        return self.last_listed is not None and self.release is not None and self.release.is_sample

    @property
    def main(self) -> PricedRow | None:
        """The row that the page speaks of: the whole service, else (no work in it) the professional part."""
        return min(self.rows, key=lambda priced_row: speaks_first(priced_row.row), default=None)

    @property
    def name(self) -> str:
        """Our own name; empty where we have none."""
        return self.text.name if self.text else ""

    @property
    def official(self) -> str:
        """The short descriptor of an imported file, which is its owner's: shown by the institution's setting only."""
        return next((priced_row.row.descriptor for priced_row in self.rows if priced_row.row.descriptor), "")

    @property
    def kind(self) -> Kind:
        return kind_of(self.code, self.lane)

    @property
    def section(self) -> Section | None:
        return section_of(self.code)

    @property
    def is_reimbursed_by_fee(self) -> bool:
        return is_fee_schedule_reimbursed(self.lane)

    @property
    def lane_name(self) -> str:
        if self.lane is Lane.UNKNOWN and self.is_known:
            if self.last_listed:
                return _BEYOND_SAMPLE if self.is_beyond_sample else _ENDED
            return _OF_THE_HOSPITAL if self.hospital_fee else _WITHOUT_VALUE
        return LANE_NAMES[self.lane]

    @property
    def has_work(self) -> bool:
        return any(priced_row.row.work_rvu > Decimal(0) for priced_row in self.rows)

    @property
    def has_values(self) -> bool:
        """Whether the schedule prints any RVU for the code: then its parts and totals are shown, else the reason."""
        return any(priced_row.has_values for priced_row in self.rows)

    @property
    def fee(self) -> KnownFee | None:
        """The clinician's own fee: of the organisation before that of an official file before that of the sample."""
        return next((fee for fee in self.fees if not fee.is_the_hospitals), None)

    @property
    def clinician_fees(self) -> tuple[KnownFee, ...]:
        return tuple(fee for fee in self.fees if not fee.is_the_hospitals)

    @property
    def hospital_fee(self) -> KnownFee | None:
        """What the hospital is paid for the code in its outpatient department."""
        return next((fee for fee in self.fees if fee.is_the_hospitals), None)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return indicators_of(self.main.row) if self.main else ()

    @property
    def adjusted(self) -> HistoryPoint | None:
        """The release in which the efficiency adjustment of 2026 lowered the work; None where it did not."""
        return next((point for point in self.history if point.is_efficiency_adjusted), None)

    @property
    def coding_system(self) -> str:
        """CDT for dental codes, HCPCS Level II for other letters in front, CPT otherwise."""
        if self.code.startswith("D"):
            return "CDT"
        return "HCPCS Level II" if self.code[:1].isalpha() else "CPT"


def code_page(
    code: str, on: date, user: User | None, release_name: str = "", place_key: str = "", reference: Reference | None = None
) -> CodePage:
    """Return what is known of a code on a day; with `release_name`, under that release instead of the one in force."""
    return code_pages([code], on, user, release_name, place_key, reference)[0]


def code_pages(
    codes: Sequence[str], on: date, user: User | None, release_name: str = "", place_key: str = "", reference: Reference | None = None
) -> tuple[CodePage, ...]:
    """Return the same of several codes, in as many queries as of one."""
    reference = reference or current_reference()
    release = _chosen(reference.releases, on, release_name)
    near = {code: (*_related(code), *reference.replacement(code, on).codes) for code in codes}
    stored = _stored(codes, near, reference.releases, release)
    fees = fees_of(codes, on, user, reference)
    national = national_texts(codes, reference.table("hcpcs", on))
    place = place_of(place_key, reference, on)
    return tuple(
        _page(code, on, release, stored, near[code], fees.get(code, ()), national.get(code), place, place_key[:2], reference)
        for code in codes
    )


def place_of(key: str, reference: Reference, on: date) -> Place | None:
    """Return the locality of a key under the indices that hold on a day; None where there are none, or not this one."""
    table = reference.table("gpci", on) if key else None
    locality = chosen(key, reference.localities(table)) if table else None
    return Place.of(locality, table) if locality and table else None


def _page(
    code: str,
    on: date,
    release: Release | None,
    stored: Mapping[str, Sequence[FeeScheduleRow]],
    near: Sequence[str],
    fees: tuple[KnownFee, ...],
    national: NationalText | None,
    place: Place | None,
    state: str,
    reference: Reference,
) -> CodePage:
    of_code = stored.get(code, ())
    rows = tuple(row.as_fee_row() for row in of_code if release and row.release_id == release.pk)
    lane = lane_of(code, rows, "", frozenset(fee.kind for fee in fees))
    units = units_of(code, on, place, reference) if lane in (Lane.ANESTHESIA, Lane.UNKNOWN) else None
    if units and units.base_units is not None and lane is Lane.UNKNOWN:
        lane = Lane.ANESTHESIA
    base = next((row.endoscopic_base for row in rows if row.endoscopic_base), code)
    return CodePage(
        code=code,
        on=on,
        release=release,
        lane=lane,
        rows=tuple(priced(row, place) for row in rows),
        fees=fees,
        history=history_of(reference.releases.values(), of_code, release),
        text=load_texts().get(code),
        national=national,
        searched=tuple(one.name for one in reference.releases.values()),
        place=place,
        state=state,
        units=units if lane is Lane.ANESTHESIA else None,
        limit=reference.unit_limits(on).get(code),
        family=reference.family(release, base) if release else (),
        neighbours=_neighbours(near, release, stored),
        replacement=reference.replacement(code, on),
    )


def _chosen(releases: Mapping[int, Release], on: date, name: str) -> Release | None:
    if name:
        return next((release for release in releases.values() if release.name == name), None)
    key: ReleaseKey | None = release_on((release.key for release in releases.values()), on)
    return releases[key.id] if key else None


def _related(code: str) -> Sequence[str]:
    text = load_texts().get(code)
    return text.related if text else ()


def _stored(
    codes: Sequence[str], near: Mapping[str, Sequence[str]], releases: Mapping[int, Release], release: Release | None
) -> Mapping[str, Sequence[FeeScheduleRow]]:
    """The rows of the codes in every active release, and those of the codes near them in the chosen one."""
    related = {other for others in near.values() for other in others}
    wanted = Q(code__in=codes, release__in=releases) | Q(code__in=related, release=release)
    found = FeeScheduleRow.objects.filter(wanted).order_by("code", "modifier")
    return {code: tuple(rows) for code, rows in groupby(found, key=lambda row: row.code)}


def _neighbours(near: Sequence[str], release: Release | None, stored: Mapping[str, Sequence[FeeScheduleRow]]) -> Mapping[str, FeeRow]:
    """The rows that speak for the codes near a code."""
    found: dict[str, FeeRow] = {}
    for other in near:
        rows = [row for row in stored.get(other, ()) if release and row.release_id == release.pk]
        if rows:
            found[other] = min(rows, key=speaks_first).as_fee_row()
    return found
