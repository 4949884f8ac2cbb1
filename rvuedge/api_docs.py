"""The description of the API and its reading page; that page alone may set styles of its own."""

from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny


class Schema(SpectacularAPIView):
    """The OpenAPI document; it describes shapes and holds no data, so everybody may read it."""

    permission_classes = (AllowAny,)


@method_decorator(csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["data:"]}), name="dispatch")
class Docs(SpectacularSwaggerSplitView):
    """The reading page of the OpenAPI document (Swagger UI sets one inline style)."""

    permission_classes = (AllowAny,)
    url_name = "api-schema"
