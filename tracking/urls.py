"""Addresses of the log; one address, one action."""

from django.urls import path, re_path

from tracking import case_views, views, views_effect, views_logs, views_policy

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/begin/", views_logs.begin, name="log-begin"),
    path("log/favourites/", views.favourites, name="log-favourites"),
    path("log/find/", views.find, name="log-find"),
    path("log/preview/", views.preview, name="log-preview"),
    path("log/save/", views.save, name="log-save"),
    path("log/again/<uuid:case_id>/", views.log_again, name="log-again"),
    re_path(r"^log/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})/$", views.log_day, name="log-day"),
    path("manage/policies/", views_policy.policies, name="policies"),
    path("manage/policies/new/", views_policy.policy_new, name="policy-new"),
    path("manage/policies/<int:policy_id>/", views_policy.policy, name="policy"),
    path("manage/policies/<int:policy_id>/preview/", views_policy.policy_preview, name="policy-preview"),
    path("manage/policies/<int:policy_id>/activate/", views_policy.policy_activate, name="policy-activate"),
    path("manage/policies/<int:policy_id>/withdraw/", views_policy.policy_withdraw, name="policy-withdraw"),
    path("manage/policies/<int:policy_id>/next/", views_policy.policy_next, name="policy-next"),
    path("manage/policies/contracts/", views_policy.contract_new, name="contract-new"),
    path("manage/policies/contracts/<int:contract_id>/remove/", views_policy.contract_remove, name="contract-remove"),
    path("manage/schedules/releases/<int:release_id>/effect/", views_effect.effect, name="schedule-effect"),
    path("cases/<uuid:case_id>/", case_views.case, name="case"),
    path("cases/<uuid:case_id>/edit/", case_views.case_edit, name="case-edit"),
    path("cases/<uuid:case_id>/amend/", case_views.case_amend, name="case-amend"),
    path("cases/<uuid:case_id>/remove/", case_views.case_remove, name="case-remove"),
    path("cases/<uuid:case_id>/restore/", case_views.case_restore, name="case-restore"),
]
