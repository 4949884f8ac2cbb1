"""Addresses of official files, below /manage/schedules/."""

from django.urls import path

from codes import views_activation, views_fees, views_schedules

urlpatterns = [
    path("", views_schedules.schedules, name="schedules"),
    path("check/", views_schedules.check, name="schedule-check"),
    path("descriptors/", views_activation.descriptors, name="schedule-descriptors"),
    path("runs/<uuid:run_id>/", views_schedules.run, name="schedule-run"),
    path("runs/<uuid:run_id>/accept/", views_schedules.accept, name="schedule-accept"),
    path("runs/<uuid:run_id>/refuse/", views_schedules.refuse, name="schedule-refuse"),
    path("runs/<uuid:run_id>/day/", views_schedules.give, name="schedule-day"),
    path("runs/<uuid:run_id>/again/", views_schedules.again, name="schedule-again"),
    path("runs/<uuid:run_id>/activate/", views_activation.activate_all, name="schedule-activate-all"),
    path("releases/<int:release_id>/effective/", views_activation.effective, name="schedule-effective"),
    path("releases/<int:release_id>/activate/", views_activation.activate, name="schedule-activate"),
    path("releases/<int:release_id>/go-back/", views_activation.take_back, name="schedule-go-back"),
    path("tables/<int:schedule_id>/effective/", views_activation.table_effective, name="table-effective"),
    path("tables/<int:schedule_id>/activate/", views_activation.table_activate, name="table-activate"),
    path("tables/<int:schedule_id>/go-back/", views_activation.table_take_back, name="table-go-back"),
    path("fees/", views_fees.tables, name="fee-tables"),
    path("fees/check/", views_fees.check, name="fee-table-check"),
    path("fees/runs/<uuid:run_id>/", views_fees.run, name="fee-table-run"),
    path("fees/runs/<uuid:run_id>/columns/", views_fees.columns, name="fee-table-columns"),
    path("fees/runs/<uuid:run_id>/answer/", views_fees.answer, name="fee-table-answer"),
    path("fees/runs/<uuid:run_id>/refuse/", views_fees.refuse, name="fee-table-refuse"),
    path("fees/<int:schedule_id>/effective/", views_fees.effective, name="fee-table-effective"),
    path("fees/<int:schedule_id>/activate/", views_fees.activate, name="fee-table-activate"),
    path("fees/<int:schedule_id>/go-back/", views_fees.take_back, name="fee-table-go-back"),
    path("fees/<int:schedule_id>/publish/", views_fees.publish, name="fee-table-publish"),
]
