"""The own position as the API tells it: decimals as text, survey values only as far as the licence allows."""

from decimal import Decimal

from benchmarks.position import Derivation
from benchmarks.stats.revalue import Revalued
from rvuedge.lib.decimals import decimal_text


def position_answer(found: Derivation) -> dict[str, object]:
    """Return position, window, credit, edition and method."""
    report, standing = found.report, found.report.standing
    to_date, target = report.year_to_date, report.target
    return {
        "kind": standing.kind or None,
        "percentile": decimal_text(standing.percentile),
        "text": standing.text,
        "refusal": standing.refusal or None,
        "warnings": _warnings(found),
        "rate": decimal_text(standing.rate) if standing.text else None,
        "window": {
            "first_day": found.window.first_day.isoformat(),
            "last_day": found.window.last_day.isoformat(),
            "days": found.days,
            "effective_cfte": decimal_text(found.window.effective_cfte),
            "mean_cfte": decimal_text(found.mean),
            "basis": str(report.basis),
        },
        "credit": _credit(found.window.credit, report.revalued),
        "year_to_date": {
            "year": report.year_name,
            "first_day": to_date.first_day.isoformat(),
            **_credit(to_date.credit, report.revalued_year),
            "effective_cfte": decimal_text(to_date.effective_cfte),
            "target": decimal_text(target.to_date) if target else None,
            "fee_amount": decimal_text(to_date.fee_amount),
            "asa_units": decimal_text(report.asa_units),
        },
        "edition": _edition(found),
        "points": [{"percentile": decimal_text(point.percentile), "value": decimal_text(point.value)} for point in found.points],
        "method_version": report.method_version,
    }


def _credit(own: Decimal, anew: Revalued | None) -> dict[str, object]:
    return {
        "own_values": decimal_text(own),
        "edition_values": decimal_text(anew.credit) if anew else None,
        "schedule": anew.release if anew else None,
        "approximated_share": format(round(anew.absent_share, 4), "f") if anew else None,
    }


def _warnings(found: Derivation) -> list[str]:
    standing = found.report.standing
    basis = {"own": "not_on_the_values_of_the_edition", "approximate": "approximate"}.get(standing.basis, "")
    cut = "cut_not_published" if found.report.source and found.report.source.missing_cut else ""
    raw = "raw_policy" if standing.text and found.report.is_unadjusted else ""
    return [warning for warning in (standing.warning, basis if standing.text else "", raw, cut) if warning]


def _edition(found: Derivation) -> dict[str, object] | None:
    source = found.report.source
    if source is None or found.report.is_trainee:
        return None
    return {
        "name": source.edition,
        "specialty": source.specialty,
        "cut": source.cut,
        "n": source.provider_count,
        "groups": source.group_count,
        "data_year": source.data_year,
        "schedule_year": source.schedule_year,
        "recipe": source.recipe,
        "is_target_blend": source.is_target_blend,
        "note": source.note,
        "is_fictional": source.is_fictional,
    }
