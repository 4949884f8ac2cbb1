"""Small tables kept in memory per process: releases, localities, anesthesia, unit limits, endoscopy families.

Like the index of the search they are read again when the catalogue's version moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from threading import Lock

from django.db.models import Q

from codes.at_hand import AtHand, fees_at_hand, rows_at_hand
from codes.cms.mue import Setting, UnitLimit
from codes.fees import FeeRow
from codes.locality import Locality, locality_of
from codes.models import AnesthesiaBase, AnesthesiaFactor, FeeScheduleRow, LocalityIndex, OtherSchedule, Release
from codes.models import UnitLimit as StoredLimit
from codes.releases import catalogue_version
from codes.replacements import Replacement, replacements_in
from codes.tables_in_force import in_force

_MOST_DAYS = 60
_KINDS = ("gpci", "anes", "anes_base", "hcpcs", "zip5", "ncci_ptp", "mue")


@dataclass(frozen=True, slots=True)
class Table:
    """An imported table that holds from a day."""

    id: int
    kind: str
    name: str
    title: str
    effective_from: date


@dataclass(frozen=True, slots=True)
class Member:
    """A code of an endoscopy family: its work RVU, and the short descriptor of the file, which not everybody is shown."""

    code: str
    work_rvu: Decimal
    official: str


class Reference:
    """The tables of one catalogue version, each read when it is first asked for."""

    def __init__(self) -> None:
        self._localities: dict[int, Mapping[str, Locality]] = {}
        self._factors: dict[int, Mapping[tuple[str, str], Decimal]] = {}
        self._bases: dict[int, Mapping[str, Decimal]] = {}
        self._limits: dict[tuple[int, ...], Mapping[str, UnitLimit]] = {}
        self._families: dict[int, Mapping[str, tuple[Member, ...]]] = {}
        self._replacements: dict[int, Mapping[str, Replacement]] = {}
        self._public: dict[date, tuple[int, ...]] = {}
        self._rows: dict[int, AtHand[FeeRow]] = {}
        # What lines are priced by beside the physician fee schedule.
        self.fees = fees_at_hand()

    @cached_property
    def releases(self) -> Mapping[int, Release]:
        """The active releases by number, the latest first."""
        return {release.pk: release for release in Release.objects.active()}

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The active official tables of the kinds that are asked for here, the latest last."""
        found = OtherSchedule.objects.official().active().filter(kind__in=_KINDS).order_by("effective_from", "pk")
        return tuple(Table(one.pk, one.kind, one.name, one.title or one.name, one.effective_from) for one in found)

    @cached_property
    def schedules(self) -> tuple[OtherSchedule, ...]:
        """Every active schedule beside the releases, whoever may see it, the latest last."""
        return tuple(OtherSchedule.objects.active().order_by("effective_from", "pk"))

    def rows(self, release: Release) -> AtHand[FeeRow]:
        """Return the rows of a release, read for the codes that are asked for."""
        return self._rows.setdefault(release.pk, rows_at_hand(release.pk))

    def table(self, kind: str, on: date) -> Table | None:
        """Return the table of a kind that holds on a day; None where none does."""
        return next((table for table in reversed(self.tables) if table.kind == kind and table.effective_from <= on), None)

    def series(self, kind: str, on: date) -> tuple[Table, ...]:
        """Return the tables of a kind that hold on a day, one of each name."""
        return tuple({table.name: table for table in self.tables if table.kind == kind and table.effective_from <= on}.values())

    def public_tables(self, on: date) -> tuple[int, ...]:
        """Return the numbers of the tables of fees that hold on a day and that everybody may see."""
        if on not in self._public:
            if len(self._public) >= _MOST_DAYS:
                self._public.clear()
            held = in_force(OtherSchedule.objects.public(), on).order_by().values_list("pk", flat=True)
            self._public[on] = tuple(held)
        return self._public[on]

    def localities(self, table: Table) -> Mapping[str, Locality]:
        """Return the localities of a table by their key, in the order of states."""
        if table.id not in self._localities:
            found = (locality_of(row) for row in LocalityIndex.objects.filter(schedule=table.id))
            self._localities[table.id] = {locality.key: locality for locality in found}
        return self._localities[table.id]

    def anesthesia_factors(self, table: Table) -> Mapping[tuple[str, str], Decimal]:
        """Return the factors of a table by contractor and locality."""
        if table.id not in self._factors:
            rows = AnesthesiaFactor.objects.filter(schedule=table.id).values_list("mac", "locality", "conversion_factor")
            self._factors[table.id] = {(mac, locality): factor for mac, locality, factor in rows}
        return self._factors[table.id]

    def base_units(self, table: Table) -> Mapping[str, Decimal]:
        """Return the anesthesia base units of a table by code."""
        if table.id not in self._bases:
            self._bases[table.id] = dict(AnesthesiaBase.objects.filter(schedule=table.id).values_list("code", "base_units"))
        return self._bases[table.id]

    def unit_limits(self, on: date) -> Mapping[str, UnitLimit]:
        """Return the unit limits of practitioners that hold on a day, by code."""
        numbers = tuple(table.id for table in self.series("mue", on))
        if numbers not in self._limits:
            rows = StoredLimit.objects.filter(schedule__in=numbers, setting=Setting.PRACTITIONER)
            limits = (UnitLimit(*row) for row in rows.values_list("code", "setting", "units", "adjudication_indicator", "rationale"))
            self._limits[numbers] = {limit.code: limit for limit in limits}
        return self._limits[numbers]

    def replacement(self, code: str, on: date) -> Replacement:
        """Return what the national file that holds on a day names in a code's place, and in whose place it names the code."""
        table = self.table("hcpcs", on)
        if table is None:
            return Replacement()
        if table.id not in self._replacements:
            self._replacements[table.id] = replacements_in(table.id, table.title)
        return self._replacements[table.id].get(code, Replacement())

    def family(self, release: Release, base: str) -> tuple[Member, ...]:
        """Return the codes of an endoscopy family in order, its base among them; none where the code is no base."""
        if release.pk not in self._families:
            self._families[release.pk] = _families(release)
        return self._families[release.pk].get(base, ())


def _families(release: Release) -> Mapping[str, tuple[Member, ...]]:
    """The members of each family by its base, which itself may be a member of another one."""
    whole = FeeScheduleRow.objects.filter(release=release, modifier="")
    named = whole.exclude(endoscopic_base="").values("endoscopic_base")
    rows = whole.filter(Q(code__in=named) | ~Q(endoscopic_base="")).order_by("code")
    found = list(rows.values_list("code", "endoscopic_base", "work_rvu", "descriptor"))
    bases = {base for _code, base, _work, _official in found if base}
    families: dict[str, tuple[Member, ...]] = {}
    for code, base, work, official in found:
        for family in {base, code} & bases:
            families[family] = (*families.get(family, ()), Member(code, work, official))
    return families


@dataclass(slots=True)
class _Shelf:
    version: int = -1
    reference: Reference = field(default_factory=Reference)


_lock = Lock()
_shelf = _Shelf()


def current_reference(version: int | None = None) -> Reference:
    """Return this process's tables of a catalogue version (default: the present one, which one query tells)."""
    wanted = catalogue_version() if version is None else version
    with _lock:
        if _shelf.version != wanted:
            _shelf.version, _shelf.reference = wanted, Reference()
        return _shelf.reference


def forget_reference() -> None:
    """Drop this process's tables: after a restore, whose version numbers may have been seen with other rows."""
    with _lock:
        _shelf.version = -1
