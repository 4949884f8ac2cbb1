"""Addresses of what holds for a member who keeps a log: specialty, effort, leave and targets."""

from django.urls import path

from benchmarks import views_comparison, views_time

urlpatterns = [
    path("", views_time.clinical_time, name="clinical-time"),
    path("specialty/", views_time.specialty, name="clinical-time-specialty"),
    path("specialties/", views_comparison.shares, name="shares"),
    path("specialties/save/", views_comparison.shares_save, name="shares-save"),
    path("specialties/<str:day>/remove/", views_comparison.shares_remove, name="shares-remove"),
    path("effort/", views_time.add, {"kind": "effort"}, name="effort-new"),
    path("effort/<int:row>/", views_time.change, {"kind": "effort"}, name="effort"),
    path("effort/<int:row>/remove/", views_time.remove, {"kind": "effort"}, name="effort-remove"),
    path("leave/", views_time.add, {"kind": "leave"}, name="leave-new"),
    path("leave/<int:row>/", views_time.change, {"kind": "leave"}, name="leave"),
    path("leave/<int:row>/remove/", views_time.remove, {"kind": "leave"}, name="leave-remove"),
    path("targets/", views_time.add, {"kind": "target"}, name="target-new"),
    path("targets/<int:row>/", views_time.change, {"kind": "target"}, name="target"),
    path("targets/<int:row>/remove/", views_time.remove, {"kind": "target"}, name="target-remove"),
]
