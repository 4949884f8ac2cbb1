"""Addresses of the comparison of a log with an employer's report; one address, one action."""

from django.urls import path

from benchmarks import views_reconcile, views_reconciled, views_report_file

urlpatterns = [
    path("", views_reconcile.reconcile, name="reconcile"),
    path("check/", views_reconcile.check, name="reconcile-check"),
    path("total/", views_reconcile.total, name="reconcile-total"),
    path("files/<uuid:run_id>/", views_report_file.employer_report, name="employer-report"),
    path("files/<uuid:run_id>/compare/", views_report_file.compare, name="employer-report-compare"),
    path("files/<uuid:run_id>/again/", views_report_file.again, name="employer-report-again"),
    path("files/<uuid:run_id>/discard/", views_report_file.discard, name="employer-report-discard"),
    path("<uuid:run_id>/", views_reconciled.reconciled, name="reconciled"),
    path("<uuid:run_id>/again/", views_reconciled.again, name="reconciled-again"),
    path("<uuid:run_id>/review/", views_reconciled.review_all, name="reconciled-review"),
    path("<uuid:run_id>/lines/<int:position>/", views_reconciled.review, name="reconciled-line"),
    path("<uuid:run_id>/dispute.pdf", views_reconciled.dispute_pdf, name="dispute-pdf"),
    path("<uuid:run_id>/dispute.csv", views_reconciled.dispute_csv, name="dispute-csv"),
]
