"""The history of a case: what the audit trail says of it, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rvuedge.accounts.models import AuditEntry
from tracking.models import Case

_TOLD = ("case.logged", "case.amended", "case.removed", "case.restored", "case.recredited")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case: a kind (the template has the words), when, by whom, and what it said before and after."""

    kind: str
    at: datetime
    by: str = ""
    before: str = ""
    after: str = ""


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
        before, after = _parts(detail.get("before")), _parts(detail.get("after"))
        return Event(kind, entry.at, by, _changed(before, after), _changed(after, before))
    return Event(kind, entry.at, by, "", str(detail.get("lines") or detail.get("change") or ""))


def _parts(told: object) -> dict[str, str]:
    return {name: str(told.get(name, "")) for name in ("date", "place", "lines")} if isinstance(told, dict) else {}


def _changed(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """What one of two contents says otherwise than the other."""
    return ", ".join(value for name, value in one.items() if value != other.get(name))
