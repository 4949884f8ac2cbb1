"""The value of a case as plain values: its steps as they are stored and sent, and its lines as a former version keeps them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from codes.models import Release
from rvuedge.lib.decimals import decimal_text
from rvuedge.lib.months import Month
from tracking.models import Case, CaseLine, FormerValuation
from tracking.wrvu.anesthesia import unit_steps
from tracking.wrvu.sources import source_of
from tracking.wrvu.types import Item, Step

ASA = "asa"
_RANK = "rank"
Plain = dict[str, str | None]
_AS_TOLD = (
    "position",
    "code",
    "modifiers",
    "units",
    "details",
    "outcome",
    "lane",
    "fee_schedule",
    "policy",
    "engine_version",
    "flags",
    "steps",
)
_AMOUNTS = ("work_rvu", "credit", "asa_units", "fee_amount")
_COMPARED = ("outcome", "lane", "work_rvu", "credit", "asa_units", "fee_amount", "fee_schedule", "release_id", "ranked_on_id", "policy")


def steps_as_json(item: Item) -> list[Plain]:
    """Return the steps of a line as they are stored and sent: decimals as text; steps in anesthesia units say so."""
    return [*map(_plain, item.steps), *({**_plain(step), "unit": ASA} for step in unit_steps(item))]


def _plain(step: Step) -> Plain:
    told = {
        "rule": step.rule,
        "before": decimal_text(step.before),
        "after": decimal_text(step.after),
        "field": step.field,
        "value": step.value,
    }
    return {**told, "detail": step.detail} if step.detail else told


def told_steps(steps: Iterable[Mapping[str, str | None]]) -> list[Plain]:
    """Return stored steps as they are told: each with its source, one of a ranking with what it was ranked by (`ranked_on`)."""
    return [_told(step) for step in steps]


def payment_steps_as_json(steps: Iterable[Step]) -> list[Plain]:
    """Return the steps of a payment as they are told."""
    return told_steps(map(_plain, steps))


def _told(step: Mapping[str, str | None]) -> Plain:
    told = {**step, "source": source_of(step["rule"] or "", step["field"] or "")}
    basis = ranked_on(step)
    return {**told, "ranked_on": basis} if basis else told


def ranked_on(step: Mapping[str, str | None]) -> str:
    """Return by what a step of a ranking was ranked: fee, total_rvu or work_rvu; nothing for any other."""
    return (step.get("detail") or "").rpartition(" ")[2] if step["rule"] == _RANK else ""


def valuation_of(lines: Iterable[CaseLine]) -> list[dict[str, object]]:
    """Return lines with their releases as a former version keeps them."""
    return [
        {
            "position": line.position,
            "date_of_service": line.case.date_of_service.isoformat(),
            "place_of_service": line.case.place_of_service,
            "code": line.code,
            "modifiers": line.modifiers,
            "units": line.units,
            "details": line.details,
            "outcome": line.outcome,
            "lane": line.lane,
            "work_rvu": decimal_text(line.work_rvu),
            "credit": decimal_text(line.credit),
            "asa_units": decimal_text(line.asa_units),
            "fee_amount": decimal_text(line.fee_amount),
            "fee_schedule": line.fee_schedule,
            "release": line.release.name if line.release else None,
            "ranked_on": line.ranked_on.name if line.ranked_on else None,
            "policy": line.policy,
            "engine_version": line.engine_version,
            "flags": line.flags,
            "steps": line.steps,
        }
        for line in lines
    ]


def lines_of(former: FormerValuation, releases: Mapping[str, Release]) -> list[CaseLine]:
    """Return the lines of a former version as rows, not stored, with the place and day that the case had then.

    A release that is gone raises KeyError.
    """
    return [_line_of(former.case, told, releases) for told in former.lines]


def _line_of(case: Case, told: Mapping[str, Any], releases: Mapping[str, Release]) -> CaseLine:
    day = date.fromisoformat(told["date_of_service"]) if "date_of_service" in told else case.date_of_service
    place = told.get("place_of_service", case.place_of_service)
    return CaseLine(
        **{name: told[name] for name in _AS_TOLD},
        **{name: None if told[name] is None else Decimal(told[name]) for name in _AMOUNTS},
        **{name: releases[told[name]] if told[name] else None for name in ("release", "ranked_on")},
        case=Case(pk=case.pk, clinician=case.clinician, date_of_service=day, place_of_service=place),
        clinician=case.clinician,
        date_of_service=day,
        month_index=Month.of(day).index,
    )


def is_same(stored: Sequence[CaseLine], counted: Sequence[CaseLine]) -> bool:
    """Return whether lines counted anew say what the stored ones say; the engine that counted them may be a later one."""
    return len(stored) == len(counted) and all(
        all(getattr(one, name) == getattr(other, name) for name in _COMPARED) and (one.flags, one.steps) == (other.flags, other.steps)
        for one, other in zip(stored, counted, strict=True)
    )
