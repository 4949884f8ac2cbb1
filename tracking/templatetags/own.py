"""What a clinician calls a code, for the page of favourites."""

from django import template

from tracking.forms_own import FavouritesForm

register = template.Library()


@register.simple_tag
def own_label(form: FavouritesForm, text: str) -> str:
    """Return the label of a line, or nothing."""
    return form.labels.get(text, "")
