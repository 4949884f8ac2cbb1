"""The official files that the sample catalogue is built from: which ones, and how their cells become values."""

import csv
import gzip
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path

from codes.fees import FeeRow
from codes.lanes import FeeKind
from codes.sample_files import SampleFee, read_facts, write_facts

PPRRVU_FILES: Mapping[int, str] = {
    2024: "derived/arkrvu/2024/rvu24c_jul_pprrvu.csv.gz",
    2025: "cms/RVU25D/PPRRVU2025_Oct.csv",
    2026: "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv",
}
CLFS_FILE = "cms/CLFS25Q2/CLFS 2025 Q2V1.csv"
ASP_FILE = "cms/ASP2026Q1/section 508 version of January 2026 Medicare Part B Payment Limit File 121725.csv"
OPPS_FILE = "cms/OPPS2025Q4/508 version of October 2025 Web Addendum B.10.31.25.csv"
_COLUMNS = tuple(field.name for field in fields(FeeRow))
_DESCRIPTOR = _COLUMNS.index("descriptor")
_PRICING_INDICATOR = _COLUMNS.index("pricing_indicator")


def read_cells(path: Path) -> list[list[str]]:
    """Return the cells of a csv file, plain or gzipped, without blanks around them; CMS writes cp1252."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = content.decode("cp1252", errors="replace").splitlines(keepends=True)
    return [[cell.strip() for cell in row] for row in csv.reader(lines)]


def fee_rows(cells: Iterable[Sequence[str]]) -> tuple[FeeRow, ...]:
    """Return the rows of a PPRRVU csv in the CMS order of columns (31 to 2025, 32 with the pricing indicator), without descriptors.

    Only for the three files named above, whose layout is known; what users upload is read by codes.cms.
    """
    rows = [list(row) for row in cells if len(row) >= len(_COLUMNS) - 1 and len(row[0]) == 5 and row[0].lower() != "hcpcs"]
    for row in rows:
        if len(row) == len(_COLUMNS) - 1:
            row.insert(_PRICING_INDICATOR, "")
    return read_facts(_as_facts(rows))


def with_bases(rows: Iterable[FeeRow], codes: Collection[str]) -> tuple[FeeRow, ...]:
    """Return every row of the codes and of their endoscopic bases."""
    listed = tuple(rows)
    wanted = set(codes) | {row.endoscopic_base for row in listed if row.code in codes}
    return tuple(row for row in listed if row.code in wanted)


def laboratory_fees(cells: Iterable[Sequence[str]], codes: Collection[str]) -> tuple[SampleFee, ...]:
    """Return the national amounts of a CLFS csv (YEAR, HCPCS, MOD, EFF_DATE, INDICATOR, RATE), rows without modifier."""
    return tuple(
        SampleFee(FeeKind.LABORATORY, row[1], "", Decimal(row[5]), "", date(2025, 1, 1), "CLFS25Q2")
        for row in cells
        if len(row) > 5 and row[1] in codes and not row[2]
    )


def drug_fees(cells: Iterable[Sequence[str]], codes: Collection[str]) -> tuple[SampleFee, ...]:
    """Return the payment limits of an ASP csv (code, descriptor, dosage, limit); the dosage is the unit of the amount."""
    return tuple(
        SampleFee(FeeKind.DRUG, row[0], "", Decimal(row[3]), row[2].lower().replace("ml", "mL"), date(2026, 1, 1), "ASP2026Q1")
        for row in cells
        if len(row) > 3 and row[0] in codes and row[3]
    )


def hospital_prices(cells: Iterable[Sequence[str]], codes: Collection[str]) -> tuple[SampleFee, ...]:
    """Return the payment rates of an OPPS Addendum B csv (code, descriptor, SI, APC, weight, rate) for dental codes."""
    return tuple(
        SampleFee(FeeKind.HOSPITAL, row[0], "", Decimal(row[5].replace("$", "").replace(",", "")), "", date(2025, 10, 1), "OPPS2025Q4")
        for row in cells
        if len(row) > 5 and row[0] in codes and row[0].startswith("D") and row[5].startswith("$")
    )


def facts_csv(path: Path, codes: Collection[str]) -> str:
    """Return the facts of the codes, as the sample catalogue keeps them, from a PPRRVU csv."""
    return write_facts(with_bases(fee_rows(read_cells(path)), codes))


def _as_facts(rows: Iterable[Sequence[str]]) -> str:
    without_descriptor = ([*row[:_DESCRIPTOR], "", *row[_DESCRIPTOR + 1 :]] for row in rows)
    return "\n".join(",".join(cells) for cells in (_COLUMNS, *without_descriptor))
