"""What is known of a code as plain JSON values: the same for the API and the command; decimals are strings."""

from codes.page import CodePage, KnownFee, PricedRow
from codes.search_index import Hit
from rvuedge.lib.decimals import decimal_text

_TEXTS = (
    "modifier",
    "status",
    "global_days",
    "pctc_indicator",
    "multiple_procedure",
    "bilateral",
    "assistant",
    "co_surgeon",
    "team_surgeon",
    "endoscopic_base",
)


def code_json(page: CodePage, shows_official: bool = True) -> dict[str, object]:
    """Return the document of a code; its name is our own, else (where it may be shown) that of an imported file."""
    return {
        "code": page.code,
        "name": page.name or (page.official if shows_official else ""),
        "release": page.release.name if page.release and page.rows else None,
        "effective_from": page.release.effective_from.isoformat() if page.release and page.rows else None,
        "lane": str(page.lane),
        "fee_schedule_reimbursed": page.is_reimbursed_by_fee,
        "rows": [_row(priced) for priced in page.rows],
        "fees": [_fee(fee) for fee in page.fees],
    }


def hit_json(hit: Hit, shows_official: bool = True) -> dict[str, object]:
    """Return one answer of the search."""
    name = hit.name if shows_official else hit.entry.own_name
    return {"code": hit.code, "name": name, "work_rvu": decimal_text(hit.work_rvu), "lane": str(hit.lane), "why": hit.why}


def _row(priced: PricedRow) -> dict[str, object]:
    row = priced.row
    texts: dict[str, object] = {name: getattr(row, name) for name in _TEXTS}
    return texts | {
        "work_rvu": decimal_text(row.work_rvu),
        "non_facility_pe_rvu": decimal_text(row.non_facility_pe_rvu),
        "facility_pe_rvu": decimal_text(row.facility_pe_rvu),
        "mp_rvu": decimal_text(row.mp_rvu),
        "non_facility_total": decimal_text(row.non_facility_total),
        "facility_total": decimal_text(row.facility_total),
        "conversion_factor": decimal_text(row.conversion_factor),
    }


def _fee(fee: KnownFee) -> dict[str, object]:
    return {
        "schedule": fee.schedule,
        "kind": str(fee.kind),
        "amount": decimal_text(fee.amount),
        "unit": fee.unit,
        "effective_from": fee.effective_from.isoformat(),
    }
