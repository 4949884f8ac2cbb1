"""One row of the physician fee schedule, and a schedule of them, as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """Status codes of the CMS record layout (RVU25D.pdf)."""

    ACTIVE = "A"
    BUNDLED = "B"
    CONTRACTOR_PRICED = "C"
    EXCLUDED_BY_REGULATION = "E"
    NOT_VALID_FOR_MEDICARE = "I"
    ANESTHESIA = "J"
    MEASUREMENT = "M"
    NON_COVERED = "N"
    BUNDLED_OR_EXCLUDED_SUPPLY = "P"
    RESTRICTED = "R"
    INJECTION = "T"
    STATUTORY_EXCLUSION = "X"


MEDICARE_PAYABLE = frozenset({Status.ACTIVE, Status.RESTRICTED, Status.INJECTION})


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One (code, modifier) row of a PPRRVU file, field for field; amounts in RVUs, indicators as CMS writes them.

    Source: CMS record layout RVU25D.pdf; `pricing_indicator` appears in 2026. `descriptor` is empty
    where no licensed file was imported. `modifier` is "", "26", "TC" or "53".
    """

    code: str
    modifier: str
    descriptor: str
    status: str
    not_used_for_medicare: bool
    work_rvu: Decimal
    non_facility_pe_rvu: Decimal
    non_facility_na: bool
    facility_pe_rvu: Decimal
    facility_na: bool
    mp_rvu: Decimal
    non_facility_total: Decimal
    facility_total: Decimal
    pctc_indicator: str
    global_days: str
    pre_operative: Decimal
    intra_operative: Decimal
    post_operative: Decimal
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team_surgeon: str
    pricing_indicator: str
    endoscopic_base: str
    conversion_factor: Decimal
    supervision: str
    calculation_flag: str
    imaging_family: str
    opps_non_facility_pe: Decimal
    opps_facility_pe: Decimal
    opps_mp: Decimal

    @property
    def key(self) -> tuple[str, str]:
        """The key of a row within a release: (code, modifier)."""
        return self.code, self.modifier


@dataclass(frozen=True, slots=True)
class FeeSchedule:
    """The rows of one release that a calculation needs, found by (code, modifier)."""

    release: str
    effective_from: date
    conversion_factor: Decimal
    rows: tuple[FeeRow, ...]
    _by_key: Mapping[tuple[str, str], FeeRow] = field(init=False, repr=False, compare=False)
    _by_code: Mapping[str, tuple[FeeRow, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code: dict[str, tuple[FeeRow, ...]] = {}
        for row in self.rows:
            by_code[row.code] = (*by_code.get(row.code, ()), row)
        object.__setattr__(self, "_by_key", MappingProxyType({row.key: row for row in self.rows}))
        object.__setattr__(self, "_by_code", MappingProxyType(by_code))

    def row(self, code: str, modifier: str = "") -> FeeRow | None:
        """Return the row of a code and modifier; None where the release has none."""
        return self._by_key.get((code, modifier))

    def rows_of(self, code: str) -> tuple[FeeRow, ...]:
        """Return every row of a code: global, 26, TC and 53, as far as the release has them."""
        return self._by_code.get(code, ())


def schedule_of(release: str, effective_from: date, conversion_factor: Decimal, rows: Iterable[FeeRow]) -> FeeSchedule:
    """Return a schedule over any iterable of rows."""
    return FeeSchedule(release, effective_from, conversion_factor, tuple(rows))
