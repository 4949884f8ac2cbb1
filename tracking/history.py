"""The history of a case: what the audit trail says of it, oldest first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rvuedge.accounts.models import AuditEntry
from tracking.entry import read_entry
from tracking.models import Case
from tracking.wrvu.details import details_of, stored_facts

_TOLD = ("case.logged", "case.amended", "case.removed", "case.restored", "case.recredited")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a case that was changed: `date`, `place`, `lines`, or a detail of the line of a code."""

    field: str
    before: str
    after: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case: a kind (the template has the words), when, by whom, what it said, and what was changed."""

    kind: str
    at: datetime
    by: str = ""
    told: str = ""
    changes: tuple[Change, ...] = ()


def history_of(case: Case) -> tuple[Event, ...]:
    """Return what happened to a case that somebody may see; one that was brought in or seeded begins with its own row."""
    told = AuditEntry.objects.filter(subject=str(case.pk), organisation_id=case.clinician.organisation_id, action__in=_TOLD)
    events = [_event(entry, case) for entry in told.order_by("id")]
    if not events or events[0].kind != "logged":
        events.insert(0, Event("imported" if case.imported_by_id else "logged", case.created_at))
    return tuple(events)


def _event(entry: AuditEntry, case: Case) -> Event:
    by = "" if entry.actor_id == case.clinician.user_id else entry.actor_name
    detail: Mapping[str, object] = entry.detail
    kind = entry.action.partition(".")[2]
    if kind == "amended":
        before, after = _mapping(detail.get("before")), _mapping(detail.get("after"))
        return Event(kind, entry.at, by, changes=(*_changed_fields(before, after), *_changed_details(before, after)))
    return Event(kind, entry.at, by, str(detail.get("lines") or detail.get("change") or ""))


def _mapping(told: object) -> Mapping[str, object]:
    return told if isinstance(told, dict) else {}


def _changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    pairs = [(name, str(before.get(name, "")), str(after.get(name, ""))) for name in ("date", "place", "lines")]
    return [Change(name, one, other) for name, one, other in pairs if one != other]


def _changed_details(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """What is told otherwise of the lines that are still there; a line that went or came is told by the lines themselves."""
    old, new = _details_by_line(before), _details_by_line(after)
    changes = []
    for key, now in new.items():
        former = old.get(key, {})
        changes += [Change(name, former.get(name, ""), now.get(name, ""), key[0]) for name in {**former, **now}]
    return [change for change in changes if change.before != change.after]


def _details_by_line(told: Mapping[str, object]) -> dict[tuple[str, int], dict[str, str]]:
    """Return the details of each line by its code and which of them it is; minutes that the text tells are left to the text."""
    details, seen = _mapping(told.get("details")), Counter[str]()
    found = {}
    for place, line in enumerate(read_entry(str(told.get("lines", ""))).lines, start=1):
        known = details_of(stored_facts(str(details.get(str(place), ""))))
        if line.minutes is not None:
            known.pop("minutes", None)
        seen[line.code] += 1
        found[line.code, seen[line.code]] = known
    return found
