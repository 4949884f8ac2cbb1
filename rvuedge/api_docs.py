"""The description of the API and its reading page."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from rvuedge.api_reading import operations_of, shapes_of


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the document describes a token."""

    target_class = "rvuedge.accounts.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, _auto_schema: AutoSchema) -> dict[str, str]:
        """Return the scheme: a bearer token that a person makes under Settings."""
        return {"type": "http", "scheme": "bearer", "description": "A token made under Settings; it has a scope and an expiry."}


class Schema(SpectacularAPIView):
    """The OpenAPI document; it describes shapes and holds no data, so everybody may read it."""

    permission_classes = (AllowAny,)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page to read, for everybody."""
    document = _document()
    return render(request, "api_docs.html", {"operations": operations_of(document), "shapes": shapes_of(document)})


@cache
def _document() -> dict[str, Any]:
    """The document is the same for everybody, and as old as the process."""
    generator: Any = SchemaGenerator  # the library gives no types
    document: dict[str, Any] = generator().get_schema(request=None, public=True)
    return document
