"""Addresses of leaving."""

from django.urls import path

from rvuedge.leaving import views

urlpatterns = [
    path("settings/account/", views.account, name="account-leave"),
    path("settings/account/delete/", views.delete, name="account-delete"),
]
