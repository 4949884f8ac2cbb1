"""Everything that is known of one code, gathered in few queries: what its page, the API and the command show."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from codes.effective import ReleaseKey, release_on
from codes.fees import MEDICARE_PAYABLE, FeeRow
from codes.history import HistoryPoint, history_of, speaks_first
from codes.kinds import Kind, kind_of
from codes.lanes import FeeKind, Lane, is_fee_schedule_reimbursed, lane_of
from codes.models import FeeScheduleRow, OtherFee, OtherSchedule, Release
from codes.texts import CodeText, load_texts
from codes.words import LANE_NAMES, LANE_REASONS, Indicator, indicators_of
from rvuedge.accounts.models import User
from rvuedge.lib.decimals import round_half_up


@dataclass(frozen=True, slots=True)
class KnownFee:
    """A dollar amount of a schedule beside the work RVUs; None where the code is listed and its fee is not known."""

    schedule: str
    kind: FeeKind
    amount: Decimal | None
    unit: str
    effective_from: date
    is_own: bool
    is_sample: bool

    @property
    def is_the_hospitals(self) -> bool:
        """Whether the hospital is paid by it, which decides nothing of the clinician's."""
        return self.kind == FeeKind.HOSPITAL


@dataclass(frozen=True, slots=True)
class PricedRow:
    """A fee row with the estimated national payment in each setting; None where Medicare pays nothing by it."""

    row: FeeRow
    non_facility_payment: Decimal | None
    facility_payment: Decimal | None

    @property
    def has_values(self) -> bool:
        return self.row.facility_total > Decimal(0) or self.row.non_facility_total > Decimal(0)


@dataclass(frozen=True, slots=True)
class CodePage:
    """What is known of a code on a day."""

    code: str
    release: Release | None
    lane: Lane
    rows: tuple[PricedRow, ...]
    fees: tuple[KnownFee, ...]
    history: tuple[HistoryPoint, ...]
    text: CodeText | None
    searched: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return bool(self.rows or self.fees or self.history)

    @property
    def main(self) -> PricedRow | None:
        """The row that the page speaks of: the whole service, else (no work in it) the professional part."""
        return min(self.rows, key=lambda priced: speaks_first(priced.row), default=None)

    @property
    def name(self) -> str:
        """Our own name; empty where we have none."""
        return self.text.name if self.text else ""

    @property
    def official(self) -> str:
        """The short descriptor of an imported file, which is its owner's: shown by the institution's setting only."""
        return next((priced.row.descriptor for priced in self.rows if priced.row.descriptor), "")

    @property
    def kind(self) -> Kind:
        return kind_of(self.code, self.lane)

    @property
    def is_reimbursed_by_fee(self) -> bool:
        return is_fee_schedule_reimbursed(self.lane)

    @property
    def lane_name(self) -> str:
        return LANE_NAMES[self.lane]

    @property
    def reason(self) -> str:
        return LANE_REASONS[self.lane]

    @property
    def has_work(self) -> bool:
        return any(priced.row.work_rvu > Decimal(0) for priced in self.rows)

    @property
    def has_values(self) -> bool:
        """Whether the schedule prints any RVU for the code: then its parts and totals are shown, else the reason."""
        return any(priced.has_values for priced in self.rows)

    @property
    def fee(self) -> KnownFee | None:
        """The clinician's own fee: of the organisation before that of an official file before that of the sample."""
        return next((fee for fee in self.fees if not fee.is_the_hospitals), None)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return indicators_of(self.main.row) if self.main else ()

    @property
    def coding_system(self) -> str:
        """CDT for dental codes, HCPCS Level II for other letters in front, CPT otherwise."""
        if self.code.startswith("D"):
            return "CDT"
        return "HCPCS Level II" if self.code[0].isalpha() else "CPT"


def code_page(code: str, on: date, user: User | None, release_name: str = "") -> CodePage:
    """Return what is known of a code on a day; with `release_name`, under that release instead of the one in force."""
    releases = {release.pk: release for release in Release.objects.active()}
    stored = list(FeeScheduleRow.objects.filter(code=code, release__in=releases).order_by("modifier"))
    release = _chosen(releases, on, release_name)
    rows = tuple(row.as_fee_row() for row in stored if release and row.release_id == release.pk)
    fees = _fees(code, on, user)
    return CodePage(
        code=code,
        release=release,
        lane=lane_of(code, rows, "", frozenset(fee.kind for fee in fees)),
        rows=tuple(_priced(row) for row in rows),
        fees=fees,
        history=history_of(releases.values(), stored, release),
        text=load_texts().get(code),
        searched=tuple(release.name for release in releases.values()),
    )


def _chosen(releases: dict[int, Release], on: date, name: str) -> Release | None:
    if name:
        return next((release for release in releases.values() if release.name == name), None)
    key: ReleaseKey | None = release_on((release.key for release in releases.values()), on)
    return releases[key.id] if key else None


def _priced(row: FeeRow) -> PricedRow:
    office = None if row.non_facility_na else _payment(row, row.non_facility_total)
    return PricedRow(row, office, None if row.facility_na else _payment(row, row.facility_total))


def _payment(row: FeeRow, total: Decimal) -> Decimal | None:
    """National estimate: all three parts times the conversion factor, rounded to the cent once."""
    is_paid = row.status in MEDICARE_PAYABLE and total > Decimal(0)
    return round_half_up(total * row.conversion_factor, 2) if is_paid else None


def _fees(code: str, on: date, user: User | None) -> tuple[KnownFee, ...]:
    schedules = OtherSchedule.objects.visible_to(user) if user else OtherSchedule.objects.public()
    begun = schedules.active().filter(effective_from__lte=on)
    found = (
        OtherFee.objects.filter(code=code, schedule__in=begun).select_related("schedule").order_by("-schedule__effective_from", "modifier")
    )
    latest: dict[tuple[object, ...], KnownFee] = {}
    for fee in found:
        schedule = fee.schedule
        key = (schedule.kind, schedule.organisation_id, schedule.name, fee.modifier)
        is_own = schedule.organisation_id is not None
        kind = FeeKind(schedule.kind)
        known = KnownFee(schedule.name, kind, fee.amount, fee.unit, schedule.effective_from, is_own, schedule.is_sample)
        latest.setdefault(key, known)
    return tuple(sorted(latest.values(), key=_wanted_first))


def _wanted_first(fee: KnownFee) -> tuple[bool, bool, bool, bool]:
    return fee.is_the_hospitals, fee.amount is None, not fee.is_own, fee.is_sample
