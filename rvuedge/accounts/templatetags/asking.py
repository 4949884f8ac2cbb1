"""What the page that asks for a confirmation says of its reason."""

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise

from rvuedge.accounts.confirming import why_asked

register = template.Library()


@register.filter
def why(request: HttpRequest) -> str | Promise:
    """Return why the page behind ?next= asks who it is."""
    return why_asked(request.POST.get("next") or request.GET.get("next") or "")
