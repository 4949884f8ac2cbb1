"""The places of service to choose from."""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tracking.places import NAMES, PLACES

register = template.Library()


@register.simple_tag
def place_options(chosen: str) -> SafeString:
    """Return the options of the field for the place, in the language of the page; every draft shows all of them again."""
    return _options(get_language() or "", chosen if chosen in NAMES else "")


@lru_cache(maxsize=4 * len(PLACES))
def _options(_language: str, chosen: str) -> SafeString:
    plain, picked = '<option value="{0}">{0} {1}</option>', '<option value="{0}" selected>{0} {1}</option>'
    # Each option is escaped by format_html.
    return mark_safe("".join(format_html(picked if code == chosen else plain, code, name) for code, name in PLACES))
