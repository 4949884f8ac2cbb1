"""Addresses of the log; one address, one action."""

from django.urls import path, re_path

from tracking import case_views, views, views_effect, views_logs

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/begin/", views_logs.begin, name="log-begin"),
    path("log/favourites/", views.favourites, name="log-favourites"),
    path("log/find/", views.find, name="log-find"),
    path("log/preview/", views.preview, name="log-preview"),
    path("log/save/", views.save, name="log-save"),
    path("log/again/<uuid:case_id>/", views.log_again, name="log-again"),
    re_path(r"^log/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/$", views.log_day, name="log-day"),
    path("manage/schedules/releases/<int:release_id>/effect/", views_effect.effect, name="schedule-effect"),
    path("cases/<uuid:case_id>/", case_views.case, name="case"),
    path("cases/<uuid:case_id>/edit/", case_views.case_edit, name="case-edit"),
    path("cases/<uuid:case_id>/amend/", case_views.case_amend, name="case-amend"),
    path("cases/<uuid:case_id>/remove/", case_views.case_remove, name="case-remove"),
    path("cases/<uuid:case_id>/restore/", case_views.case_restore, name="case-restore"),
]
