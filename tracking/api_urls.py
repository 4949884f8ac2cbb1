"""The API of the log on one screen."""

from django.urls import path

from tracking import api

urlpatterns = [
    path("cases/", api.CasesApi.as_view(), name="api-cases"),
    path("cases/<uuid:case_id>/", api.CaseApi.as_view(), name="api-case"),
    path("totals/", api.TotalsApi.as_view(), name="api-totals"),
]
