"""Names of codes and lanes as pages show them, and addresses that ask the catalogue for a little more or less."""

import json
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from codes.asked import Asked
from codes.known_fees import KnownFee, Region
from codes.lanes import Lane, is_fee_schedule_reimbursed
from codes.sections import section_of
from codes.texts import load_texts
from codes.words import LANE_NAMES, LANE_REASONS

register = template.Library()
# Signs that end a script element or begin a comment; JSON may write them as escapes.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def code_name(code: str) -> str:
    """Return our own name of a code; empty where we have none."""
    text = load_texts().get(code)
    return text.name if text else ""


@register.filter
def section_name(code: str) -> str:
    """Return the section that a code stands in; empty where it stands in none."""
    section = section_of(code)
    return section.name if section else ""


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


@register.filter
def exact(value: Decimal | None) -> str:
    """Return a number with the decimals it has, as the step of a formula; a dash where there is none."""
    return "-" if value is None else f"{value.normalize():f}"


@register.simple_tag
def asking(asked: Asked, **changed: str) -> str:
    """Return the address of the catalogue that asks the same but for some parts; an empty part is not asked for."""
    named = {name: value for name, value in (asked.named | changed).items() if value}
    return reverse("codes") + (f"?{urlencode(named)}" if named else "")


@register.simple_tag
def linked_data(document: dict[str, object]) -> SafeString:
    """Return a JSON-LD document as a script element, which browsers read as data and never run."""
    text = json.dumps(document, ensure_ascii=False).translate(_ESCAPES)
    # Every sign that could end the element is escaped above.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def in_state(fee: KnownFee, state: str) -> Region | None:
    """Return what a state pays by a fee; None where it has no amount of its own."""
    return fee.in_state(state)
