"""The csv files of the sample catalogue: facts of three years, fees of other schedules, codes known by name alone."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from codes.fees import FeeRow
from codes.lanes import FeeKind

_FLAGS = {"not_used_for_medicare": "+", "non_facility_na": "NA", "facility_na": "NA"}
FACT_COLUMNS = tuple(field.name for field in fields(FeeRow) if field.name != "descriptor")
FEE_COLUMNS = ("kind", "code", "modifier", "amount", "unit", "effective_from", "source")


@dataclass(frozen=True, slots=True)
class SampleFee:
    """One amount of another fee schedule (None = not at hand), the day it takes effect and the file it was read from."""

    kind: FeeKind
    code: str
    modifier: str
    amount: Decimal | None
    unit: str
    effective_from: date
    source: str


def write_facts(rows: Iterable[FeeRow]) -> str:
    """Return the rows as csv in the order of (code, modifier); descriptors are left out, indicators stay as CMS writes them."""
    return _csv(FACT_COLUMNS, (_cells_of(row) for row in sorted(rows, key=lambda row: row.key)))


def read_facts(text: str) -> tuple[FeeRow, ...]:
    """Return the rows of a facts file."""
    return tuple(_row_of(cells) for cells in csv.DictReader(io.StringIO(text)))


def write_fees(fees: Iterable[SampleFee]) -> str:
    """Return the fees as csv in the order of (kind, code, modifier)."""
    ordered = sorted(fees, key=lambda fee: (fee.kind, fee.code, fee.modifier))
    return _csv(
        FEE_COLUMNS,
        ((fee.kind, fee.code, fee.modifier, _amount(fee), fee.unit, fee.effective_from.isoformat(), fee.source) for fee in ordered),
    )


def read_fees(text: str) -> tuple[SampleFee, ...]:
    """Return the fees of a fees file."""
    return tuple(
        SampleFee(
            FeeKind(cells["kind"]),
            cells["code"],
            cells["modifier"],
            Decimal(cells["amount"]),
            cells["unit"],
            date.fromisoformat(cells["effective_from"]),
            cells["source"],
        )
        for cells in csv.DictReader(io.StringIO(text))
    )


def read_listed(text: str, effective_from: date, source: str) -> tuple[SampleFee, ...]:
    """Return the codes of a (code, kind) list as fees without an amount: the schedule is known, its money is not at hand."""
    return tuple(
        SampleFee(FeeKind(cells["kind"]), cells["code"], "", None, "", effective_from, source)
        for cells in csv.DictReader(io.StringIO(text))
    )


def _amount(fee: SampleFee) -> str:
    return "" if fee.amount is None else str(fee.amount)


def _cells_of(row: FeeRow) -> list[str]:
    return [_cell(name, getattr(row, name)) for name in FACT_COLUMNS]


def _cell(name: str, value: object) -> str:
    return (_FLAGS[name] if value else "") if name in _FLAGS else str(value)


def _row_of(cells: Mapping[str, str]) -> FeeRow:
    return FeeRow(
        code=cells["code"],
        modifier=cells["modifier"],
        descriptor="",
        status=cells["status"],
        not_used_for_medicare=cells["not_used_for_medicare"] == _FLAGS["not_used_for_medicare"],
        work_rvu=Decimal(cells["work_rvu"]),
        non_facility_pe_rvu=Decimal(cells["non_facility_pe_rvu"]),
        non_facility_na=cells["non_facility_na"] == _FLAGS["non_facility_na"],
        facility_pe_rvu=Decimal(cells["facility_pe_rvu"]),
        facility_na=cells["facility_na"] == _FLAGS["facility_na"],
        mp_rvu=Decimal(cells["mp_rvu"]),
        non_facility_total=Decimal(cells["non_facility_total"]),
        facility_total=Decimal(cells["facility_total"]),
        pctc_indicator=cells["pctc_indicator"],
        global_days=cells["global_days"],
        pre_operative=Decimal(cells["pre_operative"]),
        intra_operative=Decimal(cells["intra_operative"]),
        post_operative=Decimal(cells["post_operative"]),
        multiple_procedure=cells["multiple_procedure"],
        bilateral=cells["bilateral"],
        assistant=cells["assistant"],
        co_surgeon=cells["co_surgeon"],
        team_surgeon=cells["team_surgeon"],
        pricing_indicator=cells["pricing_indicator"],
        endoscopic_base=cells["endoscopic_base"],
        conversion_factor=Decimal(cells["conversion_factor"]),
        supervision=cells["supervision"],
        calculation_flag=cells["calculation_flag"],
        imaging_family=cells["imaging_family"],
        opps_non_facility_pe=Decimal(cells["opps_non_facility_pe"]),
        opps_facility_pe=Decimal(cells["opps_facility_pe"]),
        opps_mp=Decimal(cells["opps_mp"]),
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()
