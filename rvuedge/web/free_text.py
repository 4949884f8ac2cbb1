"""Validators of free text: what looks as if it named a patient is refused, with the rule that it met."""

from django.core.exceptions import ValidationError

from rvuedge.lib.phi import refusal, rule_met


def refuse_patients(text: str) -> None:
    """Refuse a label or a name that looks like a patient's."""
    rule = rule_met(text)
    if rule is not None:
        raise ValidationError(refusal(rule))


def refuse_patients_in_note(text: str) -> None:
    """Refuse a text that may hold days, such as the title of what holds from a day, and looks like a patient's for another reason."""
    rule = rule_met(text, may_hold_days=True)
    if rule is not None:
        raise ValidationError(refusal(rule))


def reason_fault(text: str, missing: str) -> str:
    """Return what is wrong with a reason that somebody must give: that it is missing, or looks like a patient's; else nothing."""
    rule = rule_met(text, may_hold_days=True)
    return missing if not text else refusal(rule) if rule is not None else ""
