"""Rules on second surgeons: assistants (80, 81, 82, AS), co-surgeons (62) and teams (66), as far as the row permits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.fees import FeeRow
from tracking.wrvu.modifiers import ASSISTANTS
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import Item, Line, Outcome, Reason, Track

NONPHYSICIAN_ASSISTANT = "AS"
CO_SURGEON = "62"
TEAM = "66"
_PERMITTED = "2"


@dataclass(frozen=True, slots=True)
class _Gate:
    """Who is permitted: the field of the row, the indicator that asks for documentation, and the two refusals."""

    field: str
    documented: str
    refused: Reason
    undocumented: Reason


# RVU25D.pdf: 2 permitted, 9 does not apply; an assistant needs documentation at 0, co-surgeons at 1; a team is paid at 1 and 2 by report.
_ASSISTANT = _Gate("assistant", "0", Reason.ASSISTANT_NOT_PAID, Reason.ASSISTANT_NEEDS_DOCUMENTATION)
_CO_SURGEON = _Gate("co_surgeon", "1", Reason.CO_SURGEON_NOT_PAID, Reason.CO_SURGEON_NEEDS_DOCUMENTATION)
_TEAM_PERMITTED = ("1", "2")


def role_of(line: Line) -> str:
    """Return the role of the surgeon on a line; lines of one role are ranked among themselves."""
    modifiers = line.modifiers
    if not modifiers:
        return "primary"
    if not ASSISTANTS.isdisjoint(modifiers):
        return "assistant"
    if CO_SURGEON in modifiers:
        return "co_surgeon"
    return "team" if TEAM in modifiers else "primary"


def admit_second_surgeons(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items; a second surgeon whom the row does not permit counts nothing."""
    if not policy_of(terms, track).gates_second_surgeons:
        return tuple(items)
    return tuple(_admitted(item, track) if item.line.modifiers and item.on(track).is_open else item for item in items)


def share_second_surgeons(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items with the share of the second surgeon, of what is left after sides and rank."""
    policy = policy_of(terms, track)
    return tuple(_shared(item, policy, track) if item.line.modifiers and item.on(track).is_open else item for item in items)


def refusal(item: Item, row: FeeRow) -> tuple[Reason, str, str] | None:
    """Return why a second surgeon counts nothing on a row, and the field that says so; None where the row permits the line."""
    role = role_of(item.line)
    if role == "primary":
        return None
    if role == "team":
        return None if row.team_surgeon in _TEAM_PERMITTED else (Reason.TEAM_NOT_PAID, "team_surgeon", row.team_surgeon)
    gate, indicator = (_ASSISTANT, row.assistant) if role == "assistant" else (_CO_SURGEON, row.co_surgeon)
    if indicator == _PERMITTED or (indicator == gate.documented and item.facts.is_documented):
        return None
    return gate.undocumented if indicator == gate.documented else gate.refused, gate.field, indicator


def _admitted(item: Item, track: Track) -> Item:
    role, row = role_of(item.line), item.on(track).row
    if role == "primary" or row is None:
        return item
    if role == "assistant" and {CO_SURGEON, TEAM} & set(item.line.modifiers):
        return _by_report(item, track, Reason.SURGEONS_NEED_REVIEW, "modifiers", " ".join(sorted(item.line.modifiers)))
    found = refusal(item, row)
    return item if found is None else item.with_tally(track, item.on(track).closed(*found))


def _shared(item: Item, policy: Policy, track: Track) -> Item:
    role, row = role_of(item.line), item.on(track).row
    if role == "primary" or row is None:
        return item
    if role == "team":
        return _team(item, policy, row, track)
    field, indicator = ("assistant", row.assistant) if role == "assistant" else ("co_surgeon", row.co_surgeon)
    factor = _assistant_factor(item.line, policy) if role == "assistant" else policy.co_surgeon
    if factor == 1:
        return item
    return item.with_tally(track, item.on(track).scaled(role, factor, field, indicator))


def _team(item: Item, policy: Policy, row: FeeRow, track: Track) -> Item:
    factor = policy.team if item.facts.reviewed_factor is None else item.facts.reviewed_factor
    if factor is None:
        return _by_report(item, track, Reason.BY_REPORT, "team_surgeon", row.team_surgeon)
    return item if factor == 1 else item.with_tally(track, item.on(track).scaled("team", factor, "team_surgeon", row.team_surgeon))


def _assistant_factor(line: Line, policy: Policy) -> Decimal:
    """Return the share of an assistant: AS decides before the others, which some payers ask for beside it."""
    if NONPHYSICIAN_ASSISTANT in line.modifiers:
        return policy.assistant_nonphysician
    if "81" in line.modifiers:
        return policy.minimum_assistant
    return policy.assistant_without_resident if "82" in line.modifiers else policy.assistant


def _by_report(item: Item, track: Track, reason: Reason, name: str, value: str) -> Item:
    tally = item.on(track)
    return item.with_tally(
        track,
        tally.unpriced(reason, name, value, Outcome.BY_REPORT)
        if track is Track.PAY
        else tally.closed(reason, name, value, Outcome.BY_REPORT),
    )
