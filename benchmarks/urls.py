"""Addresses of the comparison and the reports."""

from django.urls import include, path, re_path

from benchmarks import (
    views,
    views_alignment,
    views_division,
    views_month,
    views_months,
    views_preview,
    views_queries,
    views_recount,
    views_restate,
    views_time,
)

MONTH = r"(?P<month>[0-9]{4}-[0-9]{2})"

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/position/", views.position, name="position"),
    path("reports/", views.reports, name="reports"),
    re_path(rf"^reports/{MONTH}/$", views.report, name="report"),
    re_path(rf"^reports/{MONTH}\.pdf$", views.report_pdf, name="report-pdf"),
    re_path(rf"^reports/{MONTH}\.csv$", views.report_csv, name="report-csv"),
    re_path(rf"^reports/{MONTH}\.xlsx$", views.report_xlsx, name="report-xlsx"),
    re_path(rf"^reports/{MONTH}/queries/$", views_queries.queries, name="report-queries"),
    re_path(rf"^reports/{MONTH}/queries/raise/$", views_queries.raise_one, name="report-query-raise"),
    path("reports/queries/<uuid:query_id>/", views_queries.thread, name="report-query"),
    path("reports/queries/<uuid:query_id>/reply/", views_queries.reply, name="report-query-reply"),
    path("reports/queries/<uuid:query_id>/close/", views_queries.close, name="report-query-close"),
    path("reconcile/", include("benchmarks.urls_reconcile")),
    path("department/", views_months.department, name="department"),
    path("department/division/", views_division.division, name="division"),
    path("manage/months/", views_months.months, name="months"),
    re_path(rf"^manage/months/{MONTH}/$", views_month.month_page, name="month"),
    re_path(rf"^manage/months/{MONTH}/true-up\.csv$", views_month.true_up, name="month-true-up"),
    re_path(rf"^manage/months/{MONTH}/pay/$", views_alignment.pay_beside_work, name="month-pay"),
    re_path(rf"^manage/months/{MONTH}/pay/(?P<number>[0-9]{{1,15}})/$", views_alignment.paid_beside_work, name="month-paid"),
    re_path(rf"^manage/months/{MONTH}/preview/$", views_preview.preview, name="month-preview"),
    re_path(rf"^manage/months/{MONTH}/preview/(?P<number>[0-9]{{1,15}})/$", views_preview.preview_report, name="month-preview-report"),
    re_path(rf"^manage/months/{MONTH}/close/$", views_months.close, name="month-close"),
    re_path(rf"^manage/months/{MONTH}/publish/$", views_months.publish, name="month-publish"),
    re_path(rf"^manage/months/{MONTH}/mail-again/$", views_months.mail_again, name="month-mail-again"),
    re_path(rf"^manage/months/{MONTH}/restate/$", views_restate.restate, name="month-restate"),
    re_path(rf"^manage/months/{MONTH}/restate/confirm/$", views_restate.restate_confirm, name="month-restate-confirm"),
    path("settings/clinical-time/", views_time.own_time, name="own-time"),
    path("manage/people/<int:number>/time/", include("benchmarks.urls_time")),
    path("manage/people/<int:number>/plan/", include("benchmarks.urls_pay_plans")),
    path("plan/", include("benchmarks.urls_pay")),
    path("manage/schedules/releases/<int:release_id>/recount/", views_recount.recount, name="recount"),
    path("manage/schedules/releases/<int:release_id>/recount/confirm/", views_recount.recount_confirm, name="recount-confirm"),
    path("manage/policies/recount/", views_recount.recount_terms, name="recount-policy"),
    path("manage/policies/recount/confirm/", views_recount.recount_terms_confirm, name="recount-policy-confirm"),
    path("manage/benchmarks/", include("benchmarks.urls_editions")),
]
