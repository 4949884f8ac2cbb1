"""Benchmarks in the Django admin, for the operator: read-only, as editions and reports change through their services."""

from django.contrib import admin

from benchmarks.models import Cell, Edition, PeriodClose, ReportMail, ReportSnapshot, SpecialtyAlias, Survey
from rvuedge.accounts.admin import ReadOnlyAdmin


@admin.register(Survey)
class SurveyAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "organisation", "is_fictional")
    list_filter = ("is_fictional",)
    search_fields = ("name", "code")
    list_select_related = ("organisation",)


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "revision", "state", "clinician_view", "data_year", "schedule_year", "imported_at")
    list_filter = ("state", "clinician_view", "report_year")
    search_fields = ("survey__name", "source_name")
    list_select_related = ("survey",)


@admin.register(Cell)
class CellAdmin(ReadOnlyAdmin):
    list_display = ("raw_specialty", "specialty", "metric", "cut", "provider_count", "group_count", "is_suppressed", "edition")
    list_filter = ("metric", "is_suppressed", "edition")
    search_fields = ("raw_specialty",)
    list_select_related = ("specialty", "cut", "edition__survey")


@admin.register(SpecialtyAlias)
class SpecialtyAliasAdmin(ReadOnlyAdmin):
    list_display = ("raw_name", "specialty", "survey", "confirmed_by", "confirmed_at")
    list_filter = ("survey",)
    search_fields = ("raw_name",)
    list_select_related = ("specialty", "survey", "confirmed_by")


@admin.register(PeriodClose)
class PeriodCloseAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "department", "month_index", "closed_at", "closed_by")
    list_filter = ("organisation",)
    search_fields = ("organisation__name",)
    list_select_related = ("organisation", "department", "closed_by")


@admin.register(ReportMail)
class ReportMailAdmin(ReadOnlyAdmin):
    list_display = ("snapshot", "state", "tries", "next_try_at", "sent_at", "reason")
    list_filter = ("state",)
    search_fields = ("snapshot__clinician__name",)
    list_select_related = ("snapshot__clinician",)


@admin.register(ReportSnapshot)
class ReportSnapshotAdmin(ReadOnlyAdmin):
    list_display = ("clinician", "month_index", "version", "state", "published_at")
    list_filter = ("state", "clinician__organisation")
    search_fields = ("clinician__name",)
    list_select_related = ("clinician",)
