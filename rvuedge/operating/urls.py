"""Addresses of those who keep an installation running."""

from django.urls import path

from rvuedge.operating import views

urlpatterns = [
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("manage/status/", views.status, name="status"),
]
