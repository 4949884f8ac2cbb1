"""What is known of a code as plain JSON values: the same for the API and the command; decimals are strings."""

from codes.history import HistoryPoint
from codes.known_fees import KnownFee
from codes.modifiers import Modifier
from codes.page import CodePage
from codes.priced import Place, PricedRow
from codes.reasons import reason_of
from codes.related import RelatedCode, related_to
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
        **_facts(page, shows_official),
    }


def modifier_json(modifier: Modifier) -> dict[str, str]:
    """Return a modifier that a query names, with what it says and does."""
    return {"modifier": modifier.modifier, "name": modifier.name, "effect": modifier.effect}


def hit_json(hit: Hit, shows_official: bool = True) -> dict[str, object]:
    """Return one answer of the search."""
    name = hit.name if shows_official else hit.entry.own_name
    return {"code": hit.code, "name": name, "work_rvu": decimal_text(hit.work_rvu), "lane": str(hit.lane), "why": hit.why}


def _facts(page: CodePage, shows_official: bool) -> dict[str, object]:
    """What the page of the code shows beside rows and fees."""
    section, related = page.section, related_to(page, shows_official)
    return {
        "coding_system": page.coding_system,
        "category": page.text.category if page.text else None,
        "section": {"name": section.name, "first": section.first, "last": section.last} if section else None,
        "also_known_as": list(page.text.also_known_as) if page.text else [],
        "specialties": list(page.text.specialties) if page.text else [],
        "national": _national(page),
        "reason": reason_of(page),
        "locality": _locality(page.place) if page.place else None,
        "payments": [_payment(priced) for priced in page.rows if priced.is_paid],
        "indicators": [{"name": one.label, "value": one.value or one.code, "meaning": one.meaning} for one in page.indicators],
        "global_period": _global_period(page),
        "history": [_point(point) for point in page.history],
        "anesthesia": _anesthesia(page),
        "unit_limit": _limit(page),
        "endoscopy_family": [_related(one) for one in (*related.family, *related.unnamed)],
        "related": [_related(one) for one in related.named],
    }


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
        "title": fee.title,
        "modifier": fee.modifier,
        "note": fee.note,
        "regions": dict(fee.regions),
        "is_sample": fee.is_sample,
    }


def _payment(priced: PricedRow) -> dict[str, object]:
    """The estimated Medicare payment of a row in dollars, of the whole country and of the locality that was asked for."""
    return {
        "modifier": priced.row.modifier,
        "facility": decimal_text(priced.national.facility_amount),
        "non_facility": decimal_text(priced.national.office_amount),
        "local_facility": decimal_text(priced.local.facility_amount) if priced.local else None,
        "local_non_facility": decimal_text(priced.local.office_amount) if priced.local else None,
        "is_capped": priced.payments.is_capped,
    }


def _locality(place: Place) -> dict[str, object]:
    indices = place.locality.indices
    return {
        "key": place.locality.key,
        "name": place.locality.name,
        "work_gpci": decimal_text(indices.work),
        "pe_gpci": decimal_text(indices.practice_expense),
        "mp_gpci": decimal_text(indices.malpractice),
        "table": place.source,
    }


def _national(page: CodePage) -> dict[str, object] | None:
    text = page.national
    if text is None:
        return None
    ended = text.terminated_on.isoformat() if text.terminated_on else None
    return {
        "description": text.long_description,
        "short_description": text.short_description,
        "pricing_indicator": text.pricing_indicator,
        "coverage": text.coverage,
        "terminated_on": ended,
        "replaced_by": list(page.replacement.by),
        "table": text.source,
    }


def _global_period(page: CodePage) -> dict[str, object] | None:
    row = page.main.row if page.main else None
    if row is None or not row.global_days:
        return None
    shares = {"pre_operative": row.pre_operative, "intra_operative": row.intra_operative, "post_operative": row.post_operative}
    return {"days": row.global_days, **{name: decimal_text(share) for name, share in shares.items()}}


def _point(point: HistoryPoint) -> dict[str, object]:
    return {
        "release": point.release,
        "effective_from": point.effective_from.isoformat(),
        "status": point.status,
        "work_rvu": decimal_text(point.work_rvu),
        "facility_total": decimal_text(point.facility_total),
        "non_facility_total": decimal_text(point.non_facility_total),
        "is_efficiency_adjusted": point.is_efficiency_adjusted,
    }


def _anesthesia(page: CodePage) -> dict[str, object] | None:
    units = page.units
    return {"base_units": decimal_text(units.base_units), "conversion_factor": decimal_text(units.factor)} if units else None


def _limit(page: CodePage) -> dict[str, object] | None:
    limit = page.limit
    if limit is None:
        return None
    return {"units": limit.units, "adjudication_indicator": limit.adjudication_indicator, "rationale": limit.rationale}


def _related(one: RelatedCode) -> dict[str, object]:
    return {"code": one.code, "name": one.name, "work_rvu": decimal_text(one.work_rvu), "is_add_on": one.is_add_on}
