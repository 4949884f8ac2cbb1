"""Small parts of how a line was counted."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext_lazy as _

from tracking import policy_names
from tracking.wrvu.details import details_of, stored_facts
from tracking.wrvu.sources import source_of

register = template.Library()
_WORDS = {
    "billed_by": _("billed by"),
    "incident_to": _("incident-to"),
    "substantive_portion": _("substantive portion"),
    "documented": _("second surgeon documented"),
    "reviewed_factor": _("factor after review"),
    "charge": _("charge"),
    "visit": _("visit"),
    "surgery_on": _("surgery"),
    "care_from": _("care from"),
    "care_to": _("care to"),
    "minutes": _("minutes"),
    "base_units": _("base units"),
    "concurrent": _("anesthetics at once"),
    "at_induction": _("present at induction"),
    "physical_status": _("physical status"),
    "qualifying": _("qualifying"),
}


@register.filter
def rule_source(rule: str) -> str:
    """Return where a rule of the engine stands: CMS chapter and section, or the record layout; empty for a reason."""
    return source_of(rule)


@register.filter
def policy_words(name: str) -> str:
    """Return how the policy of a line, a contract or a report is called."""
    return policy_names.policy_words(name)


@register.filter
def is_nothing(value: Decimal | str | None) -> bool:
    """Return whether a step left nothing."""
    return value is None or not Decimal(value)


@register.filter
def units(value: Decimal | str | None) -> str:
    """Return anesthesia units as they are counted: at least one decimal, no needless zeros; a dash where there is none."""
    if value is None:
        return "-"
    plain = Decimal(value).normalize()
    return f"{plain:,.1f}" if plain == round(plain, 1) else f"{plain:,f}"


@register.filter
def detail_word(name: str) -> object:
    """Return the word for a detail."""
    return _WORDS.get(name, name)


@register.filter
def detail_words(details: str) -> list[tuple[object, str]]:
    """Return the details of a stored line, each with its word."""
    return [(_WORDS[name], value.replace("_", " ")) for name, value in details_of(stored_facts(details)).items()]
