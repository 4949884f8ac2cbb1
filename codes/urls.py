"""Addresses of the public catalogue."""

from django.urls import path, register_converter

from codes import views


class CodeConverter:
    """Anything that a person may type for a code; whether it is one, the catalogue tells."""

    regex = "[0-9A-Za-z]{1,10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.index, name="codes"),
    path("category/<slug:slug>/", views.category, name="category"),
    path("<code:code>/", views.code, name="code"),
]
