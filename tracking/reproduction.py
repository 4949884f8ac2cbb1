"""How a stored case was counted, worked out again from what is stored: its lines, releases, policy version and the engine.

Nothing that came later enters: no release, policy, contract or fee table of today. So it comes to the same bytes years later.
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from codes.fees import FeeSchedule
from codes.lanes import FeeKind, Lane
from codes.models import Release
from rvuedge.lib.decimals import credit_of
from tracking.agreed import policies_of
from tracking.effect import line_of
from tracking.models import Case, CaseLine
from tracking.schedules import rows_of
from tracking.valuations import ASA, Plain, steps_as_json
from tracking.wrvu.credit import value_claim
from tracking.wrvu.policy import Policy
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Item

# A line keeps its lane, and so the kind of schedule that priced it beside the work RVUs.
_KIND_OF_LANE: Mapping[str, FeeKind] = {
    Lane.LABORATORY: FeeKind.LABORATORY,
    Lane.DRUG: FeeKind.DRUG,
    Lane.DMEPOS: FeeKind.DMEPOS,
    Lane.DENTAL: FeeKind.DENTAL,
}


def reproduced_items(
    case: Sequence[CaseLine], place: str, schedules: Mapping[int, FeeSchedule], policy: Policy, terms: dict[object, Terms] | None = None
) -> tuple[Item, ...]:
    """Return what the engine makes of the stored lines of one case on their own releases; equal terms are kept in `terms`."""
    first = case[0]
    entered = [line_of(place, line.code, line.modifiers, line.units, line.details) for line in case]
    priced_by, bases = _kinds(case), _bases(case)
    key = (first.ranked_on_id, first.release_id, first.policy, frozenset(priced_by.items()), tuple(sorted(bases.items())))
    known = terms if terms is not None else {}
    if key not in known:
        known[key] = _terms(first, schedules, policy, priced_by, bases)
    return value_claim(entered, known[key])


def _terms(
    first: CaseLine,
    schedules: Mapping[int, FeeSchedule],
    policy: Policy,
    priced_by: Mapping[str, frozenset[FeeKind]],
    bases: Mapping[str, Decimal],
) -> Terms:
    counted_on = schedules.get(first.release_id or 0)
    ranked_on = schedules.get(first.ranked_on_id or 0)
    frozen = (counted_on,) if ranked_on and counted_on else ()
    return Terms(ranked_on or counted_on, policy, priced_by, frozen=frozen, base_units=bases)


def reproduced_steps(case: Case) -> list[list[Plain]] | None:
    """Return the steps of each line of a stored case as they were stored; None where the policy of the case is gone."""
    lines = list(case.lines.select_related("release", "ranked_on"))
    policy = policies_of(case.clinician.organisation).get(lines[0].policy)
    if policy is None:
        return None
    codes = sorted({line.code for line in lines})
    releases: dict[int, Release] = {found.pk: found for line in lines for found in (line.release, line.ranked_on) if found}
    schedules = {number: rows_of(release, codes) for number, release in releases.items()}
    return [steps_as_json(item) for item in reproduced_items(lines, case.place_of_service, schedules, policy)]


def bytes_of(steps: object) -> bytes:
    """Return steps as the bytes in which they are compared."""
    return json.dumps(steps, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def told_otherwise(line: CaseLine, item: Item) -> tuple[str, ...]:
    """Return what a stored line says that the engine says otherwise, steps to the byte; nothing where all is the same."""
    units = None if item.asa_units is None else credit_of(item.asa_units)
    pairs: dict[str, tuple[object, object]] = {
        "outcome": (line.outcome, str(item.outcome)),
        "lane": (line.lane, str(item.lane)),
        "work_rvu": (line.work_rvu, item.work_rvu),
        "credit": (line.credit, item.credit),
        "asa_units": (line.asa_units, units),
        "flags": (line.flags, [str(flag) for flag in item.flags]),
        "steps": (bytes_of(line.steps), bytes_of(steps_as_json(item))),
    }
    return tuple(name for name, (stored, computed) in pairs.items() if stored != computed)


def _kinds(case: Sequence[CaseLine]) -> dict[str, frozenset[FeeKind]]:
    kinds: dict[str, frozenset[FeeKind]] = {}
    for line in case:
        if kind := _KIND_OF_LANE.get(line.lane):
            kinds[line.code] = kinds.get(line.code, frozenset()) | {kind}
    return kinds


def _bases(case: Sequence[CaseLine]) -> dict[str, Decimal]:
    """The base units that the lines were counted with: the list of that day may be gone."""
    told = ((line.code, step) for line in case if line.asa_units is not None for step in line.steps)
    return {code: Decimal(step["value"]) for code, step in told if step.get("unit") == ASA and step["field"] == "base_units"}
