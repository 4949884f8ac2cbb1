"""Messages of the contact form in the Django admin, for the operator: to read and to delete."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from rvuedge.accounts.admin import ReadOnlyAdmin
from rvuedge.site.models import ContactMessage
from rvuedge.site.services import delete_message


@admin.register(ContactMessage)
class ContactMessageAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "reply_to", "message", "mailed_at")
    list_filter = (("mailed_at", admin.EmptyFieldListFilter),)
    search_fields = ("message", "reply_to")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)

    def delete_model(self, request: HttpRequest, obj: ContactMessage) -> None:
        delete_message(message=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> None:
        for message in queryset:
            delete_message(message=message)
