"""People and groups as SCIM writes them, and where they are found: within one organisation."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from rvuedge.accounts.models import Department, Membership, Organisation, Role
from rvuedge.lib.scim import GROUP, USER, Match, ScimFault

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
USER_FILTERS = {"id": str, "username": str, "externalid": str, "emails": str, "emails.value": str, "active": bool}
GROUP_FILTERS = {"id": str, "displayname": str}
Shape = dict[str, object]
Group = Role | Department


def people_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return everybody with a place; whom the provider deleted is seen again once an administrator gives access again."""
    places = Membership.objects.filter(organisation=organisation).exclude(provisioned__is_deleted=True, active=False)
    return places.select_related("user", "organisation", "department", "provisioned").order_by("pk")


def filtered(places: QuerySet[Membership], match: Match | None) -> QuerySet[Membership]:
    """Return the people whom a filter names."""
    if match is None:
        return places
    if match.attribute == "active":
        is_in = Q(active=True, user__is_active=True)
        return places.filter(is_in if match.value else ~is_in)
    if match.attribute == "id":
        return places.filter(pk=number_of(str(match.value)))
    column = "provisioned__external_id" if match.attribute == "externalid" else "user__email__iexact"
    return places.filter(**{column: match.value}) if match.value else places.none()


def person_shape(place: Membership, base: str) -> Shape:
    """Return a person as a resource."""
    user, kept = place.user, getattr(place, "provisioned", None)
    groups = [{"value": place.role, "display": str(Role(place.role).label), "type": "direct"}]
    if place.department is not None:
        groups.append({"value": str(place.department.pk), "display": place.department.name, "type": "direct"})
    shape: Shape = {
        "schemas": [USER],
        "id": str(place.pk),
        "userName": user.email,
        "name": {"formatted": user.name},
        "displayName": user.name,
        "emails": [{"value": user.email, "type": "work", "primary": True}],
        "active": place.active and user.is_active,
        "groups": [group | {"$ref": f"{base}Groups/{group['value']}"} for group in groups],
        "meta": _meta("User", f"{base}Users/{place.pk}", place.created_at, kept.changed_at if kept else place.created_at),
    }
    return shape | ({"externalId": kept.external_id} if kept and kept.external_id else {})


def groups_of(organisation: Organisation) -> list[Group]:
    """Return the four roles and then the departments."""
    return [*Role, *organisation.departments.order_by("pk")]


def find_group(organisation: Organisation, key: str) -> Group | None:
    """Return a role by its word or a department by its number."""
    if key in Role.values:
        return Role(key)
    return organisation.departments.filter(pk=number_of(key)).first()


def name_of(group: Group) -> str:
    return str(group.label) if isinstance(group, Role) else group.name


def members_of(group: Group, people: QuerySet[Membership]) -> QuerySet[Membership]:
    """Return who has a role or belongs to a department and is not gone."""
    of_group = Q(role=group.value) if isinstance(group, Role) else Q(department=group)
    return people.filter(of_group, active=True)


def members_among(group: Group, people: Iterable[Membership]) -> list[Membership]:
    """Return the same of people at hand."""
    if isinstance(group, Role):
        return [place for place in people if place.role == group.value]
    return [place for place in people if place.department_id == group.pk]


def group_shape(group: Group, members: Iterable[Membership] | None, base: str) -> Shape:
    """Return a group as a resource; without members where they were not asked for."""
    key = group.value if isinstance(group, Role) else str(group.pk)
    shape: Shape = {
        "schemas": [GROUP],
        "id": key,
        "displayName": name_of(group),
        "meta": {"resourceType": "Group", "location": f"{base}Groups/{key}"},
    }
    if members is not None:
        shape["members"] = [
            {"value": str(one.pk), "display": one.user.email, "type": "User", "$ref": f"{base}Users/{one.pk}"} for one in members
        ]
    return shape


def page_shape(resources: list[Shape], total: int, start: int) -> Shape:
    """Return a part of a list."""
    return {"schemas": [LIST], "totalResults": total, "startIndex": start, "itemsPerPage": len(resources), "Resources": resources}


def only_asked(shape: Shape, attributes: Collection[str], excluded: Collection[str]) -> Shape:
    """Return the resource with the attributes that were asked for; its schema and number are always there."""
    always = {"schemas", "id"}
    if attributes:
        return {key: value for key, value in shape.items() if key in always or key.lower() in attributes}
    return {key: value for key, value in shape.items() if key in always or key.lower() not in excluded}


def number_of(text: str) -> int:
    """Return the number of a row; one that no row has where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def page_of(start: str, count: str, most: int) -> tuple[int, int]:
    """Return where a page begins and how many it holds; out of range is moved into it, as RFC 7644 (3.4.2.4) says."""
    try:
        begins, holds = int(start or 1), int(count or most)
    except ValueError:
        raise ScimFault(400, "invalidValue", "startIndex and count are whole numbers.") from None
    return min(max(begins, 1), 10**9), min(max(holds, 0), most)


def _meta(kind: str, location: str, created: datetime, changed: datetime) -> Shape:
    return {"resourceType": kind, "created": created.isoformat(), "lastModified": changed.isoformat(), "location": location}
