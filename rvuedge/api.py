"""The API /api/v1/: one line per app."""

from django.urls import include, path

from rvuedge.api_docs import Schema, docs

urlpatterns = [
    path("", include("codes.api_urls")),
    path("", include("tracking.api_urls")),
    path("", include("benchmarks.api_urls")),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", docs, name="api-docs"),
]
