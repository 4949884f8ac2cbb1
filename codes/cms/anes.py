"""Reads the anesthesia conversion factors by locality, in dollars a unit: csv, fixed width text in cents, or sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.cms.columns import Cut, Fixed, Wanted, begins_fixed, cut, header_of
from codes.cms.distinct import Distinct
from codes.cms.findings import Findings
from codes.cms.localities import by_contractor, check_localities
from codes.cms.lost_zeros import LostZeros
from codes.cms.reading import About, Opened, Reading, concluded
from codes.cms.row_cells import Range, RowCells
from codes.cms.years import agreed_year, first_of, only_year_in, titled

KIND = "anes"
# Since 2026 there are two factors: the name of the one for participants of advanced payment models begins with Qualifying.
_COLUMNS = (
    Wanted("mac", "Contractor", r"(MEDICAREADMIN[A-Z]*)?CONTRACTOR(MAC)?|MAC|CARRIER"),
    Wanted("locality", "Locality", "LOCALITY(NUMBER)?"),
    Wanted("name", "Locality Name", "LOCALITYNAME", is_needed=False),
    Wanted("conversion_factor", "National Anes CF", "(?!QUALIFYING|QP)[A-Z]*ANES.*(CF|CONV[A-Z]*FACTOR).*"),
    Wanted(
        "qpp_conversion_factor", "Qualifying APM National Anes CF", "(QUALIFYING|QP)[A-Z]*ANES.*(CF|CONV[A-Z]*FACTOR).*", is_needed=False
    ),
)
_HEADERS = {column.field: column.header for column in _COLUMNS}
_FEWEST = 3
# ANES2025.txt of RVU25D, checked record by record against the csv; the factor stands in cents.
_POSITIONS = {"mac": (1, 5), "locality": (13, 14), "name": (19, 72), "conversion_factor": (73, 77)}
_FIXED = Fixed(_POSITIONS, re.compile("[0-9]{5} {7}[0-9]{2} {4}[A-Z]"), 77)
# From 2020 to 2025 the factors of all localities lie between 19.21 and 30.86.
_FACTOR = Range(4, Decimal(10), Decimal(60))
_NATIONAL = re.compile(r"\bOF +([0-9]{2}\.[0-9]{2,6})\b", re.IGNORECASE)
# National factors tell the year, which the file itself does not name.
_YEAR_OF = {"20.3178": 2025, "20.49754": 2026, "20.4975": 2026, "20.4976": 2026}


@dataclass(frozen=True, slots=True)
class AnesthesiaFactor:
    """The conversion factor of one locality; the second one holds for participants of advanced payment models, since 2026."""

    mac: str
    locality: str
    name: str
    conversion_factor: Decimal
    qpp_conversion_factor: Decimal | None


@dataclass(frozen=True, slots=True)
class NationalFactors:
    """The national factors that a header names; None where it does not."""

    conversion_factor: Decimal | None = None
    qpp_conversion_factor: Decimal | None = None


def recognises(opened: Opened) -> bool:
    """Return whether a header line names localities and an anesthesia factor, or the records have the shape of the text file."""
    lines = (line for line in opened.head.splitlines() if "ANES" in line and "LOCALITY" in line)
    return any("CF" in line or "FACTOR" in line for line in lines) or begins_fixed(opened, _FIXED)


def national_factors(opened: Opened) -> NationalFactors:
    """Return the national factors, which stand in the names of the columns only."""
    header = header_of(opened, _COLUMNS, _FEWEST)
    found = cut(opened, _COLUMNS, _FEWEST, None, Findings()) if header else Cut("")
    return NationalFactors(*(_national(found.header.get(field, "")) for field in ("conversion_factor", "qpp_conversion_factor")))


def read(opened: Opened, *, accepts_repairs: bool = False) -> Reading[AnesthesiaFactor]:
    """Return the factor of each locality and every issue; the sheet of CMS keeps contractors as numbers, which is told."""
    findings, zeros = Findings(), LostZeros(is_published_so=opened.is_sheet)
    found = cut(opened, _COLUMNS, _FEWEST, _FIXED, findings)
    rows = _rows(found, RowCells(findings, zeros, _HEADERS), Distinct(findings, "locality"))
    national = _national(found.header.get("conversion_factor", ""))
    of_factor = frozenset({_YEAR_OF[str(national)]} if str(national) in _YEAR_OF else ())
    year = agreed_year(only_year_in(found.title) | of_factor, opened.file_name, findings)
    zeros.tell(findings)
    if rows:
        check_localities({(row.mac, row.locality) for row in rows}, by_contractor(year), year, findings)
        _check_national(rows, national, findings)
    about = About(titled("Anesthesia conversion factors", year), first_of(year))
    return concluded(
        KIND, about, rows, findings, layout=found.layout, skipped=found.skipped, mends=zeros.counts(), accepts_repairs=accepts_repairs
    )


def _rows(found: Cut, cells: RowCells, kept: Distinct[AnesthesiaFactor]) -> tuple[AnesthesiaFactor, ...]:
    is_in_cents, has_second = not found.header, "qpp_conversion_factor" in found.header
    for line, texts in found.records:
        cells.begin(line, _in_dollars(texts) if is_in_cents else texts)
        row = AnesthesiaFactor(
            mac=cells.digits("mac", 5, shortest=4),
            locality=cells.digits("locality", 2, shortest=1),
            name=cells.words("name", 120, is_needed=False),
            conversion_factor=cells.number("conversion_factor", _FACTOR),
            qpp_conversion_factor=cells.number("qpp_conversion_factor", _FACTOR) if has_second else None,
        )
        if not cells.is_faulty:
            kept.keep(line, (row.mac, row.locality), row)
    return kept.rows


def _in_dollars(texts: Mapping[str, str]) -> Mapping[str, str]:
    cents = texts["conversion_factor"]
    return {**texts, "conversion_factor": f"{cents[:-2]}.{cents[-2:]}"} if cents.isdigit() else texts


def _check_national(rows: Sequence[AnesthesiaFactor], national: Decimal | None, findings: Findings) -> None:
    """The national factor lies among those of the localities: an index above and below 1 makes them."""
    factors = [row.conversion_factor for row in rows]
    if national is not None and len(rows) > 1 and not min(factors) <= national <= max(factors):
        message = f"The national factor {national} of the header is not between {min(factors)} and {max(factors)}, those of the localities."
        findings.warning(None, "conversion_factor", str(national), f"{message} Compare them with the file on cms.gov.")


def _national(header: str) -> Decimal | None:
    named = _NATIONAL.search(header)
    return Decimal(named[1]) if named else None
