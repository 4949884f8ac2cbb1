"""The catalogue in the Django admin: releases and rows are read-only, they change by import and activation."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext_lazy as _

from codes.models import FeeScheduleRow, OtherFee, OtherSchedule, Release, Specialty
from rvuedge.accounts.admin import ReadOnlyAdmin


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("name", "title", "state", "effective_from", "released_on", "conversion_factor", "row_count")
    list_filter = ("state", "family", "year")
    search_fields = ("name", "title", "source_name")


class ModifierFilter(admin.AllValuesFieldListFilter):
    """The modifiers to choose from; a row without one is named so, not by a link without words."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("none")}


@admin.register(FeeScheduleRow)
class FeeScheduleRowAdmin(ReadOnlyAdmin):
    list_display = ("code", "modifier", "release", "status", "work_rvu", "non_facility_total", "facility_total", "global_days")
    list_filter = ("release", "status", ("modifier", ModifierFilter))
    search_fields = ("code",)
    list_select_related = ("release",)
    show_full_result_count = False


@admin.register(OtherSchedule)
class OtherScheduleAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "organisation", "state", "effective_from", "is_public")
    list_filter = ("kind", "state", "is_public")
    search_fields = ("name",)
    list_select_related = ("organisation",)


@admin.register(OtherFee)
class OtherFeeAdmin(ReadOnlyAdmin):
    list_display = ("code", "modifier", "schedule", "amount", "unit")
    list_filter = ("schedule__kind",)
    search_fields = ("code",)
    list_select_related = ("schedule",)


@admin.register(Specialty)
class SpecialtyAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "parent")
    search_fields = ("name", "code")
    list_select_related = ("parent",)
