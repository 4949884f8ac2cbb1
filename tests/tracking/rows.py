"""Rows of PPRRVU2026_Jul_nonQPP.csv (RVU26C) for the engine's tests; only the fields that a test reads are the file's."""

from datetime import date
from decimal import Decimal

from codes.fees import FeeRow, FeeSchedule

_ZERO = Decimal("0.00")


def fee_row(code: str, modifier: str, status: str, work: str, pctc: str, **fields: str) -> FeeRow:
    return FeeRow(
        code=code,
        modifier=modifier,
        descriptor="",
        status=status,
        not_used_for_medicare=False,
        work_rvu=Decimal(work),
        non_facility_pe_rvu=_ZERO,
        non_facility_na=False,
        facility_pe_rvu=_ZERO,
        facility_na=False,
        mp_rvu=_ZERO,
        non_facility_total=Decimal(work),
        facility_total=Decimal(work),
        pctc_indicator=pctc,
        global_days=fields.get("global_days", "XXX"),
        pre_operative=_ZERO,
        intra_operative=_ZERO,
        post_operative=_ZERO,
        multiple_procedure=fields.get("multiple_procedure", "0"),
        bilateral="0",
        assistant="0",
        co_surgeon="0",
        team_surgeon="0",
        pricing_indicator="9",
        endoscopic_base=fields.get("endoscopic_base", ""),
        conversion_factor=Decimal("33.4009"),
        supervision="09",
        calculation_flag="0",
        imaging_family="99",
        opps_non_facility_pe=_ZERO,
        opps_facility_pe=_ZERO,
        opps_mp=_ZERO,
    )


# code, modifier, status, work, PC/TC:
# lines 11, 22, 5453 to 5460, 7823 to 7825, 9480 to 9482, 10186, 12955, 13039, 14225 and 16452 of the file.
RVU26C = FeeSchedule(
    release="RVU26C",
    effective_from=date(2026, 7, 1),
    conversion_factor=Decimal("33.4009"),
    rows=(
        fee_row("0001F", "", "I", "0.00", "9"),
        fee_row("00142", "", "J", "0.00", "9"),
        fee_row("45378", "", "A", "3.18", "0", multiple_procedure="2", global_days="000"),
        fee_row("45378", "53", "A", "1.59", "0", multiple_procedure="2", global_days="000"),
        fee_row("45380", "", "A", "3.47", "0", multiple_procedure="3", global_days="000", endoscopic_base="45378"),
        fee_row("45385", "", "A", "4.46", "0", multiple_procedure="3", global_days="000", endoscopic_base="45378"),
        fee_row("71046", "", "A", "0.21", "1"),
        fee_row("71046", "26", "A", "0.21", "1"),
        fee_row("71046", "TC", "A", "0.00", "1"),
        fee_row("78815", "", "C", "0.00", "1"),
        fee_row("78815", "26", "A", "2.38", "1"),
        fee_row("78815", "TC", "C", "0.00", "1"),
        fee_row("80053", "", "X", "0.00", "9"),
        fee_row("83020", "", "X", "0.00", "9"),
        fee_row("83020", "26", "A", "0.36", "6"),
        fee_row("99214", "", "A", "1.92", "0"),
        fee_row("99417", "", "I", "0.61", "9", global_days="ZZZ"),
        fee_row("D1553", "", "R", "0.00", "5"),
        fee_row("J0585", "", "E", "0.00", "9"),
    ),
)
