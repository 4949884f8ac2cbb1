"""The API of benchmarks on one screen."""

from django.urls import path

from benchmarks import api, api_pay

urlpatterns = [
    path("editions/", api.EditionsApi.as_view(), name="api-editions"),
    path("position/", api.PositionApi.as_view(), name="api-position"),
    path("reports/", api.ReportsApi.as_view(), name="api-reports"),
    path("plan/", api_pay.PlanApi.as_view(), name="api-plan"),
]
