"""The columns of a PPRRVU file: our field, the name CMS stacks over it, and what its cells mean (record layout RVU25D.pdf)."""

from collections.abc import Callable
from dataclasses import dataclass

from codes.cms import cells
from codes.cms.cells import Value


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    field: str
    header: str
    meaning: Callable[[str], Value | None]


SINCE_2026 = "pricing_indicator"
COLUMNS: tuple[Column, ...] = (
    Column("code", "HCPCS", cells.code),
    Column("modifier", "MOD", cells.modifier),
    Column("descriptor", "DESCRIPTION", cells.descriptor),
    Column("status", "STATUS CODE", cells.status),
    Column("not_used_for_medicare", "NOT USED FOR MEDICARE PAYMENT", cells.mark("+")),
    Column("work_rvu", "WORK RVU", cells.amount),
    Column("non_facility_pe_rvu", "NON-FAC PE RVU", cells.amount),
    Column("non_facility_na", "NON-FAC NA INDICATOR", cells.mark("NA")),
    Column("facility_pe_rvu", "FACILITY PE RVU", cells.amount),
    Column("facility_na", "FACILITY NA INDICATOR", cells.mark("NA")),
    Column("mp_rvu", "MP RVU", cells.amount),
    Column("non_facility_total", "NON-FACILITY TOTAL", cells.amount),
    Column("facility_total", "FACILITY TOTAL", cells.amount),
    Column("pctc_indicator", "PCTC IND", cells.indicator(1)),
    Column("global_days", "GLOB DAYS", cells.global_days),
    Column("pre_operative", "PRE OP", cells.share),
    Column("intra_operative", "INTRA OP", cells.share),
    Column("post_operative", "POST OP", cells.share),
    Column("multiple_procedure", "MULT PROC", cells.indicator(1)),
    Column("bilateral", "BILAT SURG", cells.indicator(1)),
    Column("assistant", "ASST SURG", cells.indicator(1)),
    Column("co_surgeon", "CO- SURG", cells.indicator(1)),
    Column("team_surgeon", "TEAM SURG", cells.indicator(1)),
    Column(SINCE_2026, "PRIC IND", cells.indicator(2)),
    Column("endoscopic_base", "ENDO BASE", cells.endoscopic_base),
    Column("conversion_factor", "CONV FACTOR", cells.factor),
    Column("supervision", "PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", cells.supervision),
    Column("calculation_flag", "CALCULATION FLAG", cells.indicator(1)),
    Column("imaging_family", "DIAGNOSTIC IMAGING FAMILY INDICATOR", cells.indicator(2)),
    Column("opps_non_facility_pe", "NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT", cells.amount),
    Column("opps_facility_pe", "FACILITY PE USED FOR OPPS PAYMENT AMOUNT", cells.amount),
    Column("opps_mp", "MP USED FOR OPPS PAYMENT AMOUNT", cells.amount),
)
HEADERS = {column.field: column.header for column in COLUMNS}
