"""People in the Django admin, for the operator; saving goes through the services, the audit trail is read-only."""

from allauth.account.admin import EmailAddressAdmin as LibraryAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import ApiToken, AuditEntry, Department, Invitation, Membership, Organisation, User
from rvuedge.accounts.permits import viewer_required
from rvuedge.accounts.services import readmit, suspend
from rvuedge.accounts.services_addresses import confirm_address


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows and searches; adds, changes and removes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "name", "career_stage", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser", "career_stage")
    search_fields = ("email", "name")
    exclude = ("password",)
    actions = ("suspend_people", "readmit_people")

    @admin.action(description=_("Suspend: no sign-in, no token, from the next request on"))
    def suspend_people(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        by = viewer_required(request).user
        self.message_user(request, _("%d accounts are suspended.") % sum(suspend(user=user, by=by) for user in chosen))

    @admin.action(description=_("Let in again"))
    def readmit_people(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        by = viewer_required(request).user
        self.message_user(request, _("%d accounts are let in again.") % sum(readmit(user=user, by=by) for user in chosen))


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "time_zone", "is_demo")
    list_filter = ("is_demo",)
    search_fields = ("name",)


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation")
    list_filter = ("organisation",)
    search_fields = ("name",)
    list_select_related = ("organisation",)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "organisation", "department", "role", "active")
    list_filter = ("role", "active")
    search_fields = ("user__email", "user__name")
    list_select_related = ("user", "organisation", "department")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "organisation", "role", "expires_at", "accepted_at")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter), "organisation")
    exclude = ("secret_hash",)
    search_fields = ("email",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("name", "user", "may_write", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("may_write", ("revoked_at", admin.EmptyFieldListFilter))
    exclude = ("secret_hash",)
    search_fields = ("name", "user__email")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_name", "action", "subject")
    list_filter = ("action",)
    search_fields = ("actor_name", "subject")
    date_hierarchy = "at"


# Roles are those of a membership, nothing asks for a group of Django's; and addresses are confirmed by a service, not written.
for model, registered in ((Group, GroupAdmin), (EmailAddress, LibraryAddressAdmin)):
    if isinstance(admin.site._registry.get(model), registered):
        admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    list_display = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    search_fields = ("email", "user__email", "user__name")
    list_select_related = ("user",)
    actions = ("confirm_addresses",)

    @admin.action(description=_("Confirm by hand: the person may sign in with this address"))
    def confirm_addresses(self, request: HttpRequest, chosen: QuerySet[EmailAddress]) -> None:
        by = viewer_required(request).user
        self.message_user(request, _("%d addresses are confirmed.") % sum(confirm_address(address=address, by=by) for address in chosen))


# The library's page shows the secret of an authenticator app and lets it be changed: the operator only removes what was lost.
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(AuthenticatorAdmin):
    exclude = ("data",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
