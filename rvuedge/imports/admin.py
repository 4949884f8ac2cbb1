"""Imports in the Django admin: read-only, with their issues; they change on their pages."""

from django.contrib import admin

from rvuedge.accounts.admin import ReadOnlyAdmin
from rvuedge.imports.models import ImportIssue, ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "kind", "state", "organisation", "created_by", "created_at", "issue_count")
    list_filter = ("state", "kind")
    search_fields = ("file_name", "sha256")
    list_select_related = ("organisation", "created_by")
    # The file itself may hold licensed descriptors: it is read by the import, not handed out here.
    exclude = ("file",)


@admin.register(ImportIssue)
class ImportIssueAdmin(ReadOnlyAdmin):
    list_display = ("run", "line", "field", "severity", "message")
    list_filter = ("severity",)
    search_fields = ("message", "run__file_name")
    list_select_related = ("run",)
