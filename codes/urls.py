"""Addresses of the public catalogue."""

from django.urls import path, register_converter

from codes import views, views_browse


class CodeConverter:
    """Anything that a person may type for a code; whether it is one, the catalogue tells."""

    regex = "[0-9A-Za-z]{1,10}(?:-[0-9A-Za-z]{2}){0,4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.index, name="codes"),
    path("category/<slug:slug>/", views_browse.category, name="category"),
    path("specialties/", views_browse.specialties, name="specialties"),
    path("specialties/<slug:slug>/", views_browse.specialty, name="specialty"),
    path("compare/", views_browse.compare, name="compare"),
    path("<code:code>/", views.code, name="code"),
]
