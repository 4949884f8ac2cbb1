"""The only writer of divisions: named groups of an organisation's departments, and who leads them."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rvuedge.accounts.audit import record
from rvuedge.accounts.models import Department, Division, Membership, Organisation, Role, User


@transaction.atomic
def add_division(*, organisation: Organisation, name: str, by: User) -> Division:
    """Make a division; the same name again is the same division."""
    division, made = Division.objects.get_or_create(organisation=organisation, name=name.strip())
    if made:
        record(action="division.added", actor=by, organisation=organisation, subject=division.name)
    return division


@transaction.atomic
def change_division(
    *, division: Division, name: str, departments: Collection[Department], leads: Collection[Membership], by: User
) -> Division:
    """Say what a division is called, which departments are its own (each of one division), and which leads read its sums."""
    name = name.strip()
    if Division.objects.filter(organisation=division.organisation_id, name=name).exclude(pk=division.pk).exists():
        raise ValidationError(_("Another division has this name."))
    Department.objects.filter(division=division).update(division=None)
    own = Department.objects.filter(organisation=division.organisation_id, pk__in=[one.pk for one in departments])
    own.update(division=division)
    Membership.objects.filter(leads=division).update(leads=None)
    chiefs = Membership.objects.filter(organisation=division.organisation_id, role=Role.LEAD, pk__in=[one.pk for one in leads])
    chiefs.update(leads=division)
    division.name = name
    division.save(update_fields=["name"])
    detail: dict[str, object] = {
        "departments": list(own.values_list("name", flat=True)),
        "leads": list(chiefs.order_by("user__email").values_list("user__email", flat=True)),
    }
    record(action="division.changed", actor=by, organisation=division.organisation, subject=name, detail=detail)
    return division


@transaction.atomic
def end_division(*, division: Division, by: User) -> None:
    """Take a division away; its departments and its leads stay."""
    record(action="division.ended", actor=by, organisation=division.organisation, subject=division.name)
    division.delete()
