"""Addresses of official releases, below /manage/schedules/."""

from django.urls import path

from codes import views_schedules

urlpatterns = [
    path("", views_schedules.schedules, name="schedules"),
    path("check/", views_schedules.check, name="schedule-check"),
    path("runs/<uuid:run_id>/", views_schedules.run, name="schedule-run"),
    path("runs/<uuid:run_id>/accept/", views_schedules.accept, name="schedule-accept"),
    path("runs/<uuid:run_id>/again/", views_schedules.again, name="schedule-again"),
    path("releases/<int:release_id>/effective/", views_schedules.effective, name="schedule-effective"),
    path("releases/<int:release_id>/activate/", views_schedules.activate, name="schedule-activate"),
    path("releases/<int:release_id>/go-back/", views_schedules.take_back, name="schedule-go-back"),
]
