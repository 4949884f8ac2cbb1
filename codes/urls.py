"""Addresses of the public catalogue."""

from django.urls import path

from codes import views

urlpatterns = [
    path("", views.index, name="codes"),
    path("category/<slug:slug>/", views.category, name="category"),
    path("<str:code>/", views.code, name="code"),
]
