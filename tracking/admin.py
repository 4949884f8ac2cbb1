"""The log in the Django admin, for the operator: everything is read-only, cases change on their own pages."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from rvuedge.accounts.admin import ReadOnlyAdmin
from tracking.models import Case, CaseLine, Clinician, Effort, Favourite, Leave, MonthTotal, Target


class LinesInline(admin.TabularInline):  # type: ignore[type-arg]
    """The lines of a case with their credit."""

    model = CaseLine
    extra = 0
    can_delete = False
    template = "admin/case_lines.html"
    fields = (
        "position",
        "code",
        "modifiers",
        "units",
        "outcome",
        "lane",
        "work_rvu",
        "credit",
        "fee_amount",
        "release",
        "policy",
        "engine_version",
        "flags",
    )
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseLine]:
        return super().get_queryset(request).select_related("release")


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ("date_of_service", "clinician", "place_of_service", "source", "created_at", "deleted_at")
    list_filter = ("source", "place_of_service", ("deleted_at", admin.EmptyFieldListFilter), "clinician__organisation")
    search_fields = ("=id", "clinician__name")
    list_select_related = ("clinician",)
    date_hierarchy = "date_of_service"
    show_full_result_count = False
    inlines = (LinesInline,)


@admin.register(CaseLine)
class CaseLineAdmin(ReadOnlyAdmin):
    list_display = ("date_of_service", "clinician", "code", "modifiers", "units", "outcome", "lane", "credit", "release", "policy")
    list_filter = ("outcome", "lane", "policy", "clinician__organisation")
    search_fields = ("=code",)
    list_select_related = ("clinician", "release")
    show_full_result_count = False


@admin.register(MonthTotal)
class MonthTotalAdmin(ReadOnlyAdmin):
    list_display = ("clinician", "month_index", "basis", "credit", "lines", "not_counted", "fee_amount")
    list_filter = ("basis", "clinician__organisation")
    search_fields = ("clinician__name",)
    list_select_related = ("clinician",)


@admin.register(Clinician)
class ClinicianAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "department", "specialty", "is_trainee", "started_on", "ended_on")
    list_filter = ("organisation", "is_trainee", "specialty")
    search_fields = ("name", "user__email")
    list_select_related = ("organisation", "department", "specialty")


@admin.register(Effort, Leave, Target)
class DatedAdmin(ReadOnlyAdmin):
    list_display = ("clinician", "__str__")
    list_filter = ("clinician__organisation",)
    search_fields = ("clinician__name",)
    list_select_related = ("clinician",)


@admin.register(Favourite)
class FavouriteAdmin(ReadOnlyAdmin):
    list_display = ("clinician", "code", "modifiers", "label", "position")
    list_filter = ("clinician__organisation",)
    search_fields = ("clinician__name", "=code")
    list_select_related = ("clinician",)
