"""Controls of forms with the classes of the stylesheet."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the field's control; everything but a check box looks like an input."""
    if isinstance(field.field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return field.as_widget()
    return field.as_widget(attrs={"class": "input"})
