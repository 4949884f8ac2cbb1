"""The description of the API and its reading page."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


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


class Docs(SpectacularSwaggerSplitView):
    """The reading page of the OpenAPI document, in a page of ours without the inline style of the library's."""

    template_name = "api_docs.html"
    permission_classes = (AllowAny,)
    url_name = "api-schema"
