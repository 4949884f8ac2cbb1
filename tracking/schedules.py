"""What a case is valued with: the rows of the release in force and the fees of other schedules, in four queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from codes.effective import release_on
from codes.fees import FeeSchedule, schedule_of
from codes.lanes import FeeKind
from codes.models import FeeScheduleRow, OtherFee, OtherSchedule, Release
from codes.reference import current_reference
from rvuedge.accounts.models import Organisation
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import SetFee, Terms

# The hospital is paid by its outpatient price, not the clinician: it decides no fee of a line.
_NOT_THE_CLINICIANS = FeeKind.HOSPITAL


@dataclass(frozen=True, slots=True)
class Fee:
    """A dollar amount per unit of one schedule; None where the code is listed and its fee is not known."""

    schedule: str
    kind: FeeKind
    amount: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Schedules:
    """Everything that the lines of one day are valued with."""

    release: Release | None
    rows: FeeSchedule | None
    fees: Mapping[tuple[str, str], Fee]
    priced_by: Mapping[str, frozenset[FeeKind]]
    # The release that a contract counts credit on instead, and its rows.
    frozen: Release | None = None
    frozen_rows: FeeSchedule | None = None
    # Base units of anesthesia codes by the table that holds on the day.
    base_units: Mapping[str, Decimal] = field(default_factory=dict)
    # The terms of each policy that lines were valued under: what the engine remembers of a line serves the next case too.
    _terms: dict[Policy, Terms] = field(default_factory=dict, init=False, repr=False, compare=False)

    def terms_of(self, policy: Policy) -> Terms:
        """Return what lines are valued under: these rows and fees, and a policy; credit by the frozen release where there is one."""
        if policy not in self._terms:
            fees = {key: SetFee(fee.schedule, fee.kind, fee.amount) for key, fee in self.fees.items() if fee.amount is not None}
            frozen = (self.frozen_rows,) if self.frozen_rows else ()
            self._terms[policy] = Terms(self.rows, policy, self.priced_by, frozen=frozen, fees=fees, base_units=self.base_units)
        return self._terms[policy]

    def fee_of(self, code: str, modifiers: Sequence[str]) -> Fee | None:
        """Return the fee of a code under one of its modifiers, else the plain one."""
        found = (self.fees.get((code, modifier)) for modifier in (*modifiers, ""))
        return next((fee for fee in found if fee is not None), None)


def for_case(codes: Iterable[str], on: date, organisation: Organisation | None, frozen: Release | None = None) -> Schedules:
    """Return the schedules that hold on a date of service for these codes and their endoscopic bases, and those a contract froze."""
    wanted = sorted(set(codes))
    found = _in_force(wanted, on, organisation)
    return replace(found, frozen=frozen, frozen_rows=rows_of(frozen, wanted)) if frozen else found


def _in_force(codes: Sequence[str], on: date, organisation: Organisation | None) -> Schedules:
    releases = {release.pk: release for release in Release.objects.active()}
    key = release_on((release.key for release in releases.values()), on)
    return with_release(codes, on, organisation, releases[key.id] if key else None)


def with_release(codes: Iterable[str], on: date, organisation: Organisation | None, release: Release | None) -> Schedules:
    """Return the schedules with the rows of a chosen release instead of the one in force."""
    wanted = sorted(set(codes))
    fees = _fees(wanted, on, organisation)
    rows = rows_of(release, wanted) if release else None
    return Schedules(release, rows, _by_key(fees), _kinds(fees), base_units=_base_units(wanted, on))


def rows_of(release: Release, codes: Sequence[str]) -> FeeSchedule:
    """Return the rows of these codes and of their endoscopic bases, in one query."""
    return rows_of_each((release,), codes)[release.pk]


def rows_of_each(releases: Sequence[Release], codes: Sequence[str]) -> Mapping[int, FeeSchedule]:
    """Return the same of several releases by their numbers, in one query."""
    all_rows = FeeScheduleRow.objects.filter(release__in=releases)
    bases = all_rows.filter(code__in=codes).exclude(endoscopic_base="").values("endoscopic_base")
    found: dict[int, list[FeeScheduleRow]] = {release.pk: [] for release in releases}
    for row in all_rows.filter(Q(code__in=codes) | Q(code__in=bases)).order_by("code", "modifier"):
        found[row.release_id].append(row)
    return {one.pk: _schedule(one, found[one.pk]) for one in releases}


def _schedule(release: Release, rows: Iterable[FeeScheduleRow]) -> FeeSchedule:
    return schedule_of(release.name, release.effective_from, release.conversion_factor, (row.as_fee_row() for row in rows))


def _fees(codes: Sequence[str], on: date, organisation: Organisation | None) -> list[OtherFee]:
    """Return the fees of the schedules in force, least wanted first: samples, public ones, the organisation's own."""
    own = Q(organisation=organisation) if organisation else Q(pk__in=[])
    begun = OtherSchedule.objects.active().filter(effective_from__lte=on).filter(Q(organisation=None) | Q(is_public=True) | own)
    latest: dict[tuple[object, ...], OtherSchedule] = {}
    for schedule in begun.order_by("effective_from", "pk"):
        series = schedule.name if schedule.organisation_id else ""
        latest[(schedule.kind, schedule.organisation_id, schedule.is_sample, series)] = schedule
    own_id = organisation.pk if organisation else None
    wanted = sorted(
        latest.values(), key=lambda schedule: (schedule.organisation_id == own_id and own_id is not None, not schedule.is_sample)
    )
    if not wanted:
        return []
    order = {schedule.pk: place for place, schedule in enumerate(wanted)}
    fees = OtherFee.objects.filter(schedule__in=order, code__in=codes).select_related("schedule")
    return sorted(fees, key=lambda fee: (fee.amount is not None, order[fee.schedule_id]))


def _base_units(codes: Iterable[str], on: date) -> Mapping[str, Decimal]:
    """Return the base units of the anesthesia codes among these; no query where there is none."""
    wanted = [code for code in codes if code.startswith("0") and code.isdigit()]
    if not wanted:
        return {}
    tables = current_reference()
    table = tables.table("anes_base", on)
    known = tables.base_units(table) if table else {}
    return {code: known[code] for code in wanted if code in known}


def _by_key(fees: Iterable[OtherFee]) -> dict[tuple[str, str], Fee]:
    return {(fee.code, fee.modifier): _fee(fee) for fee in fees if fee.schedule.kind != _NOT_THE_CLINICIANS}


def _fee(fee: OtherFee) -> Fee:
    return Fee(fee.schedule.name, FeeKind(fee.schedule.kind), fee.amount, fee.unit)


def _kinds(fees: Iterable[OtherFee]) -> dict[str, frozenset[FeeKind]]:
    kinds: dict[str, frozenset[FeeKind]] = {}
    for fee in fees:
        kinds[fee.code] = kinds.get(fee.code, frozenset()) | {FeeKind(fee.schedule.kind)}
    return kinds
