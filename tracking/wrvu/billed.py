"""Rules on who billed: non-physicians, shared visits, incident-to, teaching, and therapy assistants (payment rules 2.8)."""

from collections.abc import Sequence
from decimal import Decimal

from tracking.wrvu.facts import Provider
from tracking.wrvu.misplaced import misfit
from tracking.wrvu.payment import is_set_fee
from tracking.wrvu.policy import Policy
from tracking.wrvu.resolve import is_facility
from tracking.wrvu.surgeons import NONPHYSICIAN_ASSISTANT
from tracking.wrvu.terms import Terms
from tracking.wrvu.tracks import policy_of
from tracking.wrvu.types import ONE, Item, Reason, Tally, Track

SHARED = "FS"
_TEACHING = ("GC", "GE")
_THERAPY_ASSISTANTS = ("CQ", "CO")
_NONPHYSICIANS = frozenset(
    {
        Provider.NONPHYSICIAN,
        Provider.NURSE_PRACTITIONER,
        Provider.PHYSICIAN_ASSISTANT,
        Provider.CLINICAL_NURSE_SPECIALIST,
        Provider.DIETITIAN,
    }
)


def share_provider(items: Sequence[Item], terms: Terms, track: Track) -> tuple[Item, ...]:
    """Return the items with the share of who billed; a shared visit takes one share only, that of its substantive portion."""
    policy = policy_of(terms, track)
    return tuple(_shared(item, policy, track) if _is_shared(item, track) else item for item in items)


def _is_shared(item: Item, track: Track) -> bool:
    tally = item.on(track)
    return tally.is_open and _says_who(item) and not is_set_fee(tally)


def _says_who(item: Item) -> bool:
    return bool(item.line.modifiers) or item.facts.provider is not Provider.PHYSICIAN


def _shared(item: Item, policy: Policy, track: Track) -> Item:
    modifiers, tally = item.line.modifiers, item.on(track)
    if SHARED in modifiers and _fits(SHARED, tally):
        tally = _visit(item, tally, policy, track)
    elif NONPHYSICIAN_ASSISTANT not in modifiers:
        tally = _provider(item, tally, policy)
    for names, rule, factor in (
        (_TEACHING, "teaching", policy.teaching),
        (_THERAPY_ASSISTANTS, "therapy_assistant", policy.therapy_assistant),
    ):
        said = next((name for name in names if name in modifiers), "")
        if said and factor != ONE and _fits(said, tally):
            tally = tally.scaled(rule, factor, "modifier", said)
    return item.with_tally(track, tally)


def _fits(modifier: str, tally: Tally) -> bool:
    """Whether a modifier stands on a code that it is for: FS on a visit, CQ and CO on therapy."""
    return modifier in _TEACHING or tally.row is None or misfit(modifier, tally.row) is None


def _visit(item: Item, tally: Tally, policy: Policy, track: Track) -> Tally:
    """Return the tally of a shared visit: payment by who did the substantive portion, credit to the biller."""
    portion = item.facts.substantive_portion
    if portion is None and track is Track.PAY:
        tally = tally.flagged(Reason.SUBSTANTIVE_PORTION_ASSUMED)
    if not is_facility(item.line):
        tally = tally.remarked(Reason.SHARED_VISIT_IN_OFFICE, "place_of_service", item.line.place_of_service)
    who = item.facts.provider if portion is None or track is Track.WORK else portion
    factor = policy.shared_by_physician if who is Provider.PHYSICIAN else policy.shared_by_nonphysician
    return tally if factor == ONE else tally.scaled("shared_visit", factor, "substantive_portion", str(who))


def _provider(item: Item, tally: Tally, policy: Policy) -> Tally:
    provider = item.facts.provider
    factor = _factor(provider, policy)
    rule = "provider"
    if item.facts.is_incident_to and provider is not Provider.PHYSICIAN:
        if is_facility(item.line):
            tally = tally.remarked(Reason.INCIDENT_TO_IN_FACILITY, "place_of_service", item.line.place_of_service)
        else:
            rule, factor = "incident_to", policy.incident_to
    return tally if factor == ONE else tally.scaled(rule, factor, "provider", str(provider))


def _factor(provider: Provider, policy: Policy) -> Decimal:
    if provider in _NONPHYSICIANS:
        return policy.nonphysician
    return policy.social_worker if provider is Provider.CLINICAL_SOCIAL_WORKER else ONE
