"""Small parts of how a line was counted."""

from django import template

from tracking.wrvu.sources import source_of

register = template.Library()


@register.filter
def rule_source(rule: str) -> str:
    """Return where a rule of the engine stands: CMS chapter and section, or the record layout; empty for a reason."""
    return source_of(rule)
