"""Small parts of how a line was counted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import template
from django.utils.translation import gettext_lazy as _

from rvuedge.lib.decimals import round_half_up
from tracking import policy_names
from tracking.wrvu.details import details_of, stored_facts
from tracking.wrvu.sources import source_of
from tracking.wrvu.types import Step

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
def step_source(step: Step | Mapping[str, str]) -> str:
    """Return where the rule of a step stands: CMS chapter and section, or the record layout."""
    return step.source if isinstance(step, Step) else source_of(step["rule"], step["field"])


@register.filter
def rank_place(detail: str) -> tuple[str, str, str]:
    """Return the place of a line in a ranking, how many there were, and by what they were ranked ("2/3 fee")."""
    place, _, rest = detail.partition("/")
    count, _, basis = rest.partition(" ")
    return place, count, basis


@register.filter
def share_kept(step: Step | Mapping[str, str]) -> str:
    """Return what a step left of the value before it, as a factor of at most four decimals."""
    before, after = (step.before, step.after) if isinstance(step, Step) else (step["before"], step["after"])
    share = round_half_up(Decimal(after) / Decimal(before), 4) if before and Decimal(before) else Decimal(0)
    return f"{share.normalize():f}"


@register.filter
def untold(flags: Iterable[str], steps: Iterable[Step | Mapping[str, str]]) -> list[str]:
    """Return the flags of a line that none of its steps tells."""
    told = {step.rule if isinstance(step, Step) else step["rule"] for step in steps}
    return [str(flag) for flag in flags if flag not in told]


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
