"""What an import of a table beside the physician fee schedule came to, as plain values for its run, the command and the page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from codes.cms.reading import Reading
from codes.import_outcome import NOTHING
from codes.models import OtherSchedule
from codes.other_comparison import AmountChange, Key, TableDifference
from codes.other_kinds import OtherKind
from rvuedge.lib.decimals import decimal_text


def reading_facts(other: OtherKind, reading: Reading[object], effective_from: date | None) -> dict[str, object]:
    """Return what the file is."""
    released_on = reading.about.released_on
    return {
        "kind": other.kind,
        "kind_name": other.name,
        "rows_word": other.rows_word,
        "release": None,
        "title": reading.about.title or other.name,
        "effective_from": effective_from.isoformat() if effective_from else None,
        "released_on": released_on.isoformat() if released_on else None,
        "rows": len(reading.rows),
        "layout": reading.layout,
        "skipped": reading.skipped,
        "mends": dict(reading.mends),
        "difference": dict(NOTHING),
    }


def compared_facts(other: OtherKind, before: OtherSchedule | None, difference: TableDifference | None) -> dict[str, object]:
    """Return what the file changes against the table that is active before it."""
    facts: dict[str, object] = {
        "compared_with": before.name if before else None,
        "compared_title": before.title or before.name if before else None,
        "rows_before": before.row_count if before else None,
        "is_compared": difference is not None,
    }
    if difference is None:
        return facts
    counts = dict(NOTHING) | {"added": difference.added, "removed": difference.removed, "fee_changed": difference.changed}
    return facts | {
        "difference": counts,
        "first_added": _named(difference.first_added),
        "first_removed": _named(difference.first_removed),
        "amount": other.amount,
        "largest": [_change(change) for change in difference.largest],
    }


def known_facts(stored: OtherSchedule) -> dict[str, object]:
    """Return the outcome of bytes that are stored already: that of their import, with what holds now."""
    first = stored.import_run.outcome if stored.import_run else {}
    return {
        "difference": dict(NOTHING),
        **first,
        "kind": stored.kind,
        "release": stored.title,
        "schedule_id": stored.pk,
        "title": stored.title,
        "effective_from": stored.effective_from.isoformat(),
        "rows": stored.row_count,
    }


def _named(keys: Sequence[Key]) -> list[str]:
    return [" ".join(str(part) for part in key if part not in ("", None, False)) for key in keys]


def _change(change: AmountChange) -> dict[str, object]:
    moved: Decimal | None = None if change.before is None or change.after is None else change.after - change.before
    return {
        "key": _named((change.key,))[0],
        "before": decimal_text(change.before),
        "after": decimal_text(change.after),
        "change": decimal_text(moved),
    }
