"""The Django admin as the operator meets it: what is sent there asks once more who it is, some time after signing in."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy

from rvuedge.accounts.confirming import confirmed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class OperatorSite(AdminSite):
    """Suspending, letting in again, confirming an address and removing a second factor open or close accounts of others."""

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        shown: View = super().admin_view(view, cacheable)
        return confirmed(gettext_lazy("You act on accounts of others as the operator."), when=self._acts)(shown)

    def _acts(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> bool:
        return request.method == "POST" and self.has_permission(request) and request.path != reverse("admin:logout")
