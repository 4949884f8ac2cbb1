"""Addresses of the catalogue in the API."""

from django.urls import path

from codes import api

urlpatterns = [
    path("codes/", api.CodeSearch.as_view(), name="api-codes"),
    path("codes/<str:code>/", api.CodeDetail.as_view(), name="api-code"),
    path("schedules/", api.Schedules.as_view(), name="api-schedules"),
]
