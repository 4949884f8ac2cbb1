"""What a case is valued with: the rows of the release in force and the fees of other schedules, kept for the codes in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from codes.at_hand import MOST_AT_ONCE, AtHand
from codes.effective import release_on
from codes.fees import FeeRow, FeeSchedule, schedule_of
from codes.lanes import FeeKind
from codes.models import FeeScheduleRow, OtherFee, OtherSchedule, Release
from codes.reference import Reference, current_reference
from rvuedge.accounts.models import Organisation
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Memory, SetFee, Terms

# The hospital is paid by its outpatient price, not the clinician: it decides no fee of a line.
_NOT_THE_CLINICIANS = FeeKind.HOSPITAL
# Releases and tables that cases are valued by at one time: days of a few years, contracts, organisations with tables of their own.
MOST_MEMORIES = 50


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
    # The small tables of the catalogue's version that these are of.
    kept: Reference | None = field(default=None, repr=False, compare=False)
    # What the engine remembers of lines under each policy. Cases of the same schedules share it, whatever their codes; changed
    # schedules begin anew.
    _remembered: dict[Policy, Memory] = field(default_factory=dict, init=False, repr=False, compare=False)
    # The terms of each policy that lines were valued under: what the engine remembers of a line serves the next case too.
    _terms: dict[Policy, Terms] = field(default_factory=dict, init=False, repr=False, compare=False)

    def terms_of(self, policy: Policy) -> Terms:
        """Return what lines are valued under: these rows and fees, and a policy; credit by the frozen release where there is one."""
        if policy not in self._terms:
            fees = {key: SetFee(fee.schedule, fee.kind, fee.amount) for key, fee in self.fees.items() if fee.amount is not None}
            frozen = (self.frozen_rows,) if self.frozen_rows else ()
            plain = Terms(self.rows, policy, self.priced_by, frozen=frozen, fees=fees, base_units=self.base_units)
            self._terms[policy] = plain.remembering(self._remembered.setdefault(policy, Memory()))
        return self._terms[policy]

    def remembering(self, shared: dict[Policy, Memory]) -> "Schedules":
        """Return these schedules with what the engine remembers of others that value every code alike."""
        found = replace(self)
        object.__setattr__(found, "_remembered", shared)
        return found

    def fee_of(self, code: str, modifiers: Sequence[str]) -> Fee | None:
        """Return the fee of a code under one of its modifiers, else the plain one."""
        found = (self.fees.get((code, modifier)) for modifier in (*modifiers, ""))
        return next((fee for fee in found if fee is not None), None)


def for_case(
    codes: Iterable[str], on: date, organisation: Organisation | None, frozen: Release | None = None, version: int | None = None
) -> Schedules:
    """Return the schedules that hold on a date of service for these codes and their endoscopic bases, and those a contract froze.

    `version` is that of the catalogue, where it was read just now.
    """
    wanted, kept = sorted(set(codes)), current_reference(version)
    key = release_on((release.key for release in kept.releases.values()), on)
    release = kept.releases[key.id] if key else None
    found = _valued_by(kept, wanted, on, organisation, release, _kept_rows(kept, release, wanted) if release else None)
    if frozen:
        found = replace(found, frozen=frozen, frozen_rows=_kept_rows(kept, frozen, wanted))
    if len(wanted) <= MOST_AT_ONCE:
        found = found.remembering(_remembered(kept, found, wanted, on, organisation))
    return found


def _remembered(
    kept: Reference, found: Schedules, codes: Sequence[str], on: date, organisation: Organisation | None
) -> dict[Policy, Memory]:
    """Return what was valued by exactly these releases and tables before, whatever the other codes of those cases were."""
    table = kept.table("anes_base", on) if any(map(_is_anesthesia, codes)) else None
    releases = [release.pk if release else None for release in (found.release, found.frozen)]
    return _shared(kept, (*releases, table.id if table else None, *(schedule.pk for schedule in _in_order(kept, on, organisation))))


def _shared(kept: Reference, key: tuple[object, ...]) -> dict[Policy, Memory]:
    if key not in kept.worked_out and len(kept.worked_out) >= MOST_MEMORIES:
        kept.worked_out.clear()
    shared: dict[Policy, Memory] = kept.worked_out.setdefault(key, {})
    return shared


def on_release(kept: Reference, release: Release, codes: Iterable[str]) -> Schedules:
    """Return an active release alone, to count work on, with what this process keeps of it: the logs of a group name the same codes."""
    wanted = sorted(set(codes))
    found = Schedules(release, _kept_rows(kept, release, wanted), {}, {})
    return found.remembering(_shared(kept, ("alone", release.pk))) if len(wanted) <= MOST_AT_ONCE else found


def with_release(codes: Iterable[str], on: date, organisation: Organisation | None, release: Release | None) -> Schedules:
    """Return the schedules with the rows of a chosen release instead of the one in force."""
    wanted = sorted(set(codes))
    return _valued_by(current_reference(), wanted, on, organisation, release, rows_of(release, wanted) if release else None)


def rows_of(release: Release, codes: Sequence[str]) -> FeeSchedule:
    """Return the rows of these codes and of their endoscopic bases, read now; two queries, the second for bases not among the codes."""
    rows = list(FeeScheduleRow.objects.filter(release=release, code__in=codes))
    if bases := {row.endoscopic_base for row in rows if row.endoscopic_base} - set(codes):
        rows += FeeScheduleRow.objects.filter(release=release, code__in=sorted(bases))
    return _schedule(release, (row.as_fee_row() for row in sorted(rows, key=lambda row: (row.code, row.modifier))))


def _kept_rows(kept: Reference, release: Release, codes: Sequence[str]) -> FeeSchedule:
    """Return the same from what this process keeps of the catalogue."""
    return _with_bases(release, kept.rows(release), codes)


def _with_bases(release: Release, at_hand: AtHand[FeeRow], codes: Sequence[str]) -> FeeSchedule:
    rows = at_hand.of(codes)
    bases = {row.endoscopic_base for found in rows.values() for row in found if row.endoscopic_base} - rows.keys()
    known = {**rows, **at_hand.of(bases)}
    return _schedule(release, (row for code in sorted(known) for row in known[code]))


def _schedule(release: Release, rows: Iterable[FeeRow]) -> FeeSchedule:
    return schedule_of(release.name, release.effective_from, release.conversion_factor, rows)


def _valued_by(
    kept: Reference, codes: Sequence[str], on: date, organisation: Organisation | None, release: Release | None, rows: FeeSchedule | None
) -> Schedules:
    fees = _fees(kept, codes, on, organisation)
    return Schedules(release, rows, _by_key(fees), _kinds(fees), base_units=_base_units(kept, codes, on), kept=kept)


def _fees(kept: Reference, codes: Sequence[str], on: date, organisation: Organisation | None) -> list[OtherFee]:
    """Return the fees of the schedules in force, least wanted first."""
    wanted = _in_order(kept, on, organisation)
    if not wanted:
        return []
    order = {schedule.pk: place for place, schedule in enumerate(wanted)}
    fees = [fee for found in kept.fees.of(codes).values() for fee in found if fee.schedule_id in order]
    return sorted(fees, key=lambda fee: (fee.amount is not None, order[fee.schedule_id]))


def _in_order(kept: Reference, on: date, organisation: Organisation | None) -> list[OtherSchedule]:
    """Return the schedules in force, least wanted first: samples, public ones, the organisation's own."""
    own_id = organisation.pk if organisation else None
    latest: dict[tuple[object, ...], OtherSchedule] = {}
    for schedule in kept.schedules:
        is_open = schedule.organisation_id in (None, own_id) or schedule.is_public
        if schedule.effective_from <= on and is_open:
            series = schedule.name if schedule.organisation_id else ""
            latest[(schedule.kind, schedule.organisation_id, schedule.is_sample, series)] = schedule
    return sorted(latest.values(), key=lambda schedule: (schedule.organisation_id == own_id and own_id is not None, not schedule.is_sample))


def _base_units(tables: Reference, codes: Iterable[str], on: date) -> Mapping[str, Decimal]:
    """Return the base units of the anesthesia codes among these."""
    wanted = [code for code in codes if _is_anesthesia(code)]
    if not wanted:
        return {}
    table = tables.table("anes_base", on)
    known = tables.base_units(table) if table else {}
    return {code: known[code] for code in wanted if code in known}


def _is_anesthesia(code: str) -> bool:
    return code.startswith("0") and code.isdigit()


def _by_key(fees: Iterable[OtherFee]) -> dict[tuple[str, str], Fee]:
    return {(fee.code, fee.modifier): _fee(fee) for fee in fees if fee.schedule.kind != _NOT_THE_CLINICIANS}


def _fee(fee: OtherFee) -> Fee:
    return Fee(fee.schedule.name, FeeKind(fee.schedule.kind), fee.amount, fee.unit)


def _kinds(fees: Iterable[OtherFee]) -> dict[str, frozenset[FeeKind]]:
    kinds: dict[str, frozenset[FeeKind]] = {}
    for fee in fees:
        kinds[fee.code] = kinds.get(fee.code, frozenset()) | {FeeKind(fee.schedule.kind)}
    return kinds
