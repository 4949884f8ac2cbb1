"""What the pages that ask who somebody is say of their reason, and to the scripts of passkeys."""

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from rvuedge.accounts.confirming import why_asked

register = template.Library()


@register.filter
def why(request: HttpRequest) -> str | Promise:
    """Return why the page behind ?next= asks who it is."""
    return why_asked(request.POST.get("next") or request.GET.get("next") or "")


@register.simple_tag
def on_load(call: str, **ids: str) -> SafeString:
    """Return the data by which the library's script finds the button and the field of a passkey; nothing of it runs."""
    data = json_script({"ids": ids})
    # Both names stand in templates: nothing here comes from a user.
    return mark_safe(data.replace("<script", f'<script data-allauth-onload="{call}"', 1))
