"""Addresses of the catalogue in the API."""

from django.urls import path, re_path

from codes import api

urlpatterns = [
    path("codes/", api.CodeSearch.as_view(), name="api-codes"),
    re_path(r"^codes/(?P<code>[0-9A-Za-z]{1,10})/$", api.CodeDetail.as_view(), name="api-code"),
    path("schedules/", api.Schedules.as_view(), name="api-schedules"),
]
