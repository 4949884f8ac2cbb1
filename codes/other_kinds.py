"""The kinds of table beside the physician fee schedule: what each is called, where its rows are kept, what is compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from codes.bulk_rows import Table
from codes.lanes import FeeKind
from codes.models import (
    AnesthesiaBase,
    AnesthesiaFactor,
    LocalityCounties,
    LocalityIndex,
    NationalCode,
    OtherFee,
    OtherSchedule,
    PairEdit,
    PriceCap,
    UnitLimit,
    ZipLocality,
)
from codes.other_comparison import Key, Values

# Beyond so many rows a comparison row by row would take more memory than it is worth: the counts are shown.
MOST_COMPARED = 300_000


@dataclass(frozen=True, slots=True)
class OtherKind:
    """One kind of table. `key` names a row within a file; `compared` are the fields whose change counts, `amount` the one that is shown."""

    kind: str
    name: str
    rows_word: str
    table: Table
    key: tuple[str, ...]
    compared: tuple[str, ...]
    amount: str = ""

    @property
    def amount_position(self) -> int | None:
        return self.compared.index(self.amount) if self.amount else None

    def values_of(self, rows: Sequence[object]) -> Iterator[tuple[Key, Values]]:
        """Yield key and compared values of rows that were read."""
        for row in rows:
            yield tuple(getattr(row, name) for name in self.key), tuple(getattr(row, name) for name in self.compared)

    def stored_values(self, schedule: OtherSchedule) -> Mapping[Key, Values]:
        """Return the same of the stored rows of a schedule."""
        count = len(self.key)
        stored = self.table.model._default_manager.filter(**{self.table.parent: schedule.pk})
        return {tuple(row[:count]): tuple(row[count:]) for row in stored.values_list(*self.key, *self.compared).iterator()}


_FEES = Table(OtherFee, "schedule_id", ("code", "modifier", "amount", "unit", "name", "note", "effective_from", "regions"))


def _fees(kind: FeeKind, name: str) -> OtherKind:
    return OtherKind(kind, name, "codes", _FEES, ("code", "modifier"), ("amount", "unit"), "amount")


def _table(model: type[object], *names: str) -> Table:
    return Table(model, "schedule_id", names)  # type: ignore[arg-type]


KINDS: tuple[OtherKind, ...] = (
    OtherKind(
        "gpci",
        "Geographic practice cost indices",
        "localities",
        _table(LocalityIndex, "mac", "state", "locality", "name", "work_gpci", "work_gpci_without_floor", "pe_gpci", "mp_gpci"),
        ("mac", "locality"),
        ("work_gpci", "pe_gpci", "mp_gpci"),
        "work_gpci",
    ),
    OtherKind(
        "anes",
        "Anesthesia conversion factors",
        "localities",
        _table(AnesthesiaFactor, "mac", "locality", "name", "conversion_factor", "qpp_conversion_factor"),
        ("mac", "locality"),
        ("conversion_factor",),
        "conversion_factor",
    ),
    OtherKind(
        "anes_base",
        "Anesthesia base units",
        "codes",
        _table(AnesthesiaBase, "code", "base_units", "effective_from"),
        ("code",),
        ("base_units",),
        "base_units",
    ),
    OtherKind(
        "locco",
        "Counties of the localities",
        "localities",
        _table(LocalityCounties, "mac", "locality", "state", "area", "counties"),
        ("mac", "locality", "area"),
        ("state", "counties"),
    ),
    OtherKind(
        "zip5",
        "ZIP codes of the localities",
        "ZIP codes",
        _table(ZipLocality, "zip_code", "state", "mac", "locality", "rural"),
        ("zip_code",),
        ("mac", "locality", "rural"),
    ),
    OtherKind(
        "oppscap",
        "Imaging caps (OPPS)",
        "rows",
        _table(PriceCap, "code", "modifier", "status", "mac", "locality", "facility_cap", "non_facility_cap"),
        ("code", "modifier", "mac", "locality"),
        ("facility_cap", "non_facility_cap"),
        "non_facility_cap",
    ),
    OtherKind(
        "hcpcs",
        "HCPCS Level II codes",
        "codes",
        _table(
            NationalCode,
            "code",
            "is_modifier",
            "long_description",
            "short_description",
            "pricing_indicator",
            "coverage",
            "betos",
            "type_of_service",
            "anesthesia_base_units",
            "added_on",
            "effective_from",
            "terminated_on",
            "action",
            "cross_references",
        ),
        ("code", "is_modifier"),
        ("long_description", "terminated_on"),
    ),
    OtherKind(
        "ncci_ptp",
        "Pair edits (NCCI)",
        "pairs",
        _table(PairEdit, "column_1", "column_2", "before_1996", "effective_from", "deleted_on", "modifier_indicator", "rationale"),
        ("column_1", "column_2", "effective_from"),
        ("deleted_on", "modifier_indicator"),
    ),
    OtherKind(
        "mue",
        "Unit limits (NCCI)",
        "codes",
        _table(UnitLimit, "code", "setting", "units", "adjudication_indicator", "rationale"),
        ("code", "setting"),
        ("units", "adjudication_indicator"),
    ),
    _fees(FeeKind.LABORATORY, "Clinical laboratory fees"),
    _fees(FeeKind.DRUG, "Part B drug payment limits"),
    _fees(FeeKind.HOSPITAL, "Hospital outpatient prices"),
    _fees(FeeKind.DMEPOS, "Equipment and supplies"),
    _fees(FeeKind.NUTRITION, "Parenteral and enteral nutrition"),
    _fees(FeeKind.DENTAL, "Dental fees"),
    _fees(FeeKind.PAYER, "Payer fees"),
)
_BY_NAME = {kind.kind: kind for kind in KINDS}
OWN = (str(FeeKind.DENTAL), str(FeeKind.PAYER))


def kind_called(kind: str) -> OtherKind | None:
    """Return a kind by its name in commands and files; None for an unknown one."""
    return _BY_NAME.get(kind)
