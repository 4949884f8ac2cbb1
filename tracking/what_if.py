"""What a stored case would count under another policy, another release, or with other modifiers; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from codes.models import Release
from rvuedge.accounts.models import Organisation
from tracking.agreed import DEFAULT, policies_of
from tracking.content import content_of
from tracking.models import Case, CaseLine
from tracking.schedules import Schedules, rows_of, with_release
from tracking.valuations import Plain, steps_as_json
from tracking.valuing import ValuedLine, value_lines
from tracking.wrvu.policy import Policy
from tracking.wrvu.types import NOTHING, Outcome

Steps = tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be different: a policy, a release that credit is counted on, the modifiers of each line; None keeps what was counted."""

    policy: Policy | None = None
    release: Release | None = None
    modifiers: tuple[tuple[str, ...], ...] | None = None


@dataclass(frozen=True, slots=True)
class LineThen:
    """A line now and then: its modifiers, its credit (None where it is not credited), and the steps that differ."""

    code: str
    modifiers: tuple[str, ...]
    modifiers_then: tuple[str, ...]
    now: Decimal | None
    then: Decimal | None
    asa_now: Decimal | None
    asa_then: Decimal | None
    lane: str
    steps: Steps
    steps_then: Steps

    @property
    def differs(self) -> bool:
        return bool(self.steps or self.steps_then or self.modifiers != self.modifiers_then)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The case as it was counted and as it would be, with policy and release of both."""

    now: Decimal
    then: Decimal
    policy: str
    policy_then: str
    release: str
    release_then: str
    lines: tuple[LineThen, ...]

    @property
    def change(self) -> Decimal:
        return self.then - self.now

    @property
    def differing(self) -> tuple[LineThen, ...]:
        return tuple(line for line in self.lines if line.differs)


def what_if(case: Case, asked: Asked) -> WhatIf:
    """Return what a case would count; it comes with its lines and their releases."""
    stored = list(case.lines.all())
    content = content_of(case)
    entered = content.lines
    if asked.modifiers is not None:
        entered = tuple(replace(line, modifiers=modifiers) for line, modifiers in zip(entered, asked.modifiers, strict=True))
    organisation = case.clinician.organisation
    policy = asked.policy or _policy_of(stored, organisation)
    schedules = _schedules(case, stored, asked.release, organisation)
    valued = value_lines(entered, content.place_of_service, schedules, policy)
    counted_on = schedules.frozen or schedules.release
    first = stored[0]
    return WhatIf(
        now=sum((line.credit for line in stored), NOTHING),
        then=sum((one.item.credit for one in valued), NOTHING),
        policy=first.policy,
        policy_then=policy.name,
        release=first.release.name if first.release else "",
        release_then=counted_on.name if counted_on else "",
        lines=tuple(_line(line, former.modifiers, one) for line, former, one in zip(stored, content.lines, valued, strict=True)),
    )


def _policy_of(stored: Sequence[CaseLine], organisation: Organisation) -> Policy:
    """The policy by which a case was counted; the default where that is gone."""
    return policies_of(organisation).get(stored[0].policy, DEFAULT)


def _schedules(case: Case, stored: Sequence[CaseLine], asked: Release | None, organisation: Organisation) -> Schedules:
    """The schedules that the case was counted on, with another release for credit where one is asked for."""
    codes = sorted({line.code for line in stored})
    first = stored[0]
    of_the_day, counted_on = first.ranked_on or first.release, asked or first.release
    schedules = with_release(codes, case.date_of_service, organisation, of_the_day)
    if counted_on is None or counted_on == of_the_day:
        return schedules
    return replace(schedules, frozen=counted_on, frozen_rows=rows_of(counted_on, codes))


def _line(stored: CaseLine, modifiers: tuple[str, ...], one: ValuedLine) -> LineThen:
    now, then = tuple(stored.steps), tuple(steps_as_json(one.item))
    same = next((place for place, (a, b) in enumerate(zip(now, then, strict=False)) if a != b), min(len(now), len(then)))
    item = one.item
    return LineThen(
        code=stored.code,
        modifiers=modifiers,
        modifiers_then=one.line.modifiers,
        now=stored.credit if stored.outcome == Outcome.CREDITED else None,
        then=item.credit if item.outcome is Outcome.CREDITED else None,
        asa_now=stored.asa_units,
        asa_then=item.asa_units,
        lane=str(item.lane),
        steps=now[same:],
        steps_then=then[same:],
    )
