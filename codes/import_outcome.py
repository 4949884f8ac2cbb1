"""What an import of a release came to, as plain values: kept on its run, printed by the command, shown on its page."""

from datetime import date

from codes.cms.pprrvu import PprrvuFile
from codes.comparison import Difference, Kind, WorkChange
from codes.models import Release
from rvuedge.lib.decimals import decimal_text

KIND = "pprrvu"
NOTHING = {"added": 0, "removed": 0, "work_changed": 0, "status_changed": 0, "fee_changed": 0}


def facts(file: PprrvuFile, effective_from: date | None) -> dict[str, object]:
    """Return what the file is."""
    return {
        "kind": KIND,
        "release": None,
        "title": file.title.words,
        "variant": file.variant,
        "effective_from": effective_from.isoformat() if effective_from else None,
        "released_on": file.title.released_on.isoformat() if file.title.released_on else None,
        "conversion_factor": decimal_text(file.conversion_factor) if file.rows else None,
        "rows": len(file.rows),
        "layout": file.layout,
        "columns": file.columns,
        "skipped": file.skipped,
        "member": file.member,
        "mends": dict(file.mends),
        "difference": dict(NOTHING),
    }


def compared(file: PprrvuFile, former: Release | None, difference: Difference) -> dict[str, object]:
    """Return what the file changes against the release that is active before it."""
    return {
        "compared_with": former.name if former else None,
        "compared_title": former.title if former else None,
        "factor_before": decimal_text(former.conversion_factor) if former else None,
        "difference": difference.counts(),
        "also": {"global_changed": difference.global_changed, "indicators_changed": difference.indicators_changed},
        "kinds": {
            "lower_by_efficiency": _kind(difference.lower_by_efficiency),
            "work_changed_otherwise": _kind(difference.work_changed_otherwise),
            "work_unchanged": _kind(difference.work_unchanged),
            "added": _kind(difference.added),
            "removed": _kind(difference.removed),
        },
        "largest": [_change(change) for change in difference.largest],
    }


def known(release: Release) -> dict[str, object]:
    """Return the outcome of bytes that are stored already: that of their import, with what holds now."""
    first = release.import_run.outcome if release.import_run else {}
    return {
        "difference": dict(NOTHING),
        **first,
        "kind": KIND,
        "release": release.name,
        "release_id": release.pk,
        "title": release.title,
        "variant": release.variant,
        "effective_from": release.effective_from.isoformat(),
        "released_on": release.released_on.isoformat() if release.released_on else None,
        "conversion_factor": decimal_text(release.conversion_factor),
        "rows": release.row_count,
    }


def _kind(kind: Kind) -> dict[str, object]:
    return {"rows": kind.rows, "example": _change(kind.example) if kind.example else None}


def _change(change: WorkChange) -> dict[str, object]:
    return {
        "code": change.code,
        "modifier": change.modifier,
        "before": decimal_text(change.before),
        "after": decimal_text(change.after),
        "change": decimal_text(None if change.before is None or change.after is None else change.after - change.before),
    }
