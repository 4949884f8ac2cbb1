"""The API /api/v1/: one line per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("codes.api_urls")),
    path("", include("tracking.api_urls")),
    path("", include("benchmarks.api_urls")),
]
