"""What the sign-in page says of single sign-on."""

from django import template

from rvuedge.sign_on.models import SignOn

register = template.Library()


@register.simple_tag
def offered() -> list[SignOn]:
    """Return up to two of the providers that are open: none, the only one, or more than one."""
    return list(SignOn.objects.open().order_by("pk")[:2])
