"""Names of codes and lanes as pages show them."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext

from codes.lanes import Lane, is_fee_schedule_reimbursed
from codes.texts import load_texts
from codes.words import LANE_NAMES, LANE_REASONS

register = template.Library()


@register.filter
def code_name(code: str) -> str:
    """Return our own name of a code; empty where we have none."""
    text = load_texts().get(code)
    return text.name if text else ""


@register.filter
def lane_name(lane: str) -> str:
    """Return what a lane is called."""
    return LANE_NAMES[Lane(lane)]


@register.filter
def lane_reason(lane: str) -> str:
    """Return why a lane counts as it does."""
    return LANE_REASONS[Lane(lane)]


@register.filter
def is_paid_by_fee(lane: str) -> bool:
    """Return whether the money of a lane comes from a fee schedule."""
    return is_fee_schedule_reimbursed(Lane(lane))


@register.filter
def listed(names: Sequence[str]) -> str:
    """Return names within a sentence, in small letters: family medicine, hospital medicine and nursing."""
    small = [name[:1].lower() + name[1:] for name in names]
    if len(small) < 2:
        return "".join(small)
    return ", ".join(small[:-1]) + f" {gettext('and')} " + small[-1]
