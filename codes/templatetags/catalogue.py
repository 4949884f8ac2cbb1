"""Names of codes and lanes as pages show them."""

from django import template

from codes.lanes import Lane
from codes.texts import load_texts
from codes.words import LANE_NAMES

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
