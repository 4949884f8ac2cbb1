"""/scim/v2/: people and groups of one organisation, for its identity provider (RFC 7644)."""

from collections.abc import Iterable, Mapping

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from rvuedge.accounts.models import Department, Membership, Role
from rvuedge.accounts.scope import today_in
from rvuedge.lib.scim import ADD, REMOVE, Operation, ScimFault, patched, person, read_patch
from rvuedge.scim import resources as made
from rvuedge.scim import told
from rvuedge.scim.api_base import ScimView
from rvuedge.scim.services import change_group, change_person, create_group, create_person, delete_person


class Service(ScimView):
    def get(self, _request: Request) -> Response:
        return Response(told.service(self.base()))


class Told(ScimView):
    """The kinds of resources, or their schemas: all, or one by name."""

    what = staticmethod(told.kinds)

    def get(self, request: Request, key: str = "") -> Response:
        known = self.what(self.base())
        if key:
            if key not in known:
                raise Http404
            return Response(known[key])
        if "filter" in request.query_params:
            raise ScimFault(403, "", "These are not filtered.")
        return Response(made.page_shape(list(known.values()), len(known), 1))


class Users(ScimView):
    def get(self, _request: Request) -> Response:
        found, (start, count) = made.filtered(made.people_of(self.organisation), self.filter(made.USER_FILTERS)), self.page()
        shapes = [self.asked(made.person_shape(place, self.base())) for place in found[start - 1 : start - 1 + count]]
        return Response(made.page_shape(shapes, found.count(), start))

    def post(self, _request: Request) -> Response:
        said = person(self.body())
        return self.shown(create_person(organisation=self.organisation, said=said, on=today_in(self.organisation)), 201)


class User(ScimView):
    def get(self, _request: Request, key: str) -> Response:
        return Response(self.asked(made.person_shape(self.place(key), self.base())))

    def put(self, _request: Request, key: str) -> Response:
        place, said = self.place(key), person(self.body())
        if not said.user_name:
            raise ScimFault(400, "invalidValue", "userName is the work email address.")
        return self.shown(change_person(place=place, said=said, on=today_in(self.organisation)))

    def patch(self, _request: Request, key: str) -> Response:
        place, said = self.place(key), patched(read_patch(self.body()))
        return self.shown(change_person(place=place, said=said, on=today_in(self.organisation)))

    def delete(self, _request: Request, key: str) -> Response:
        delete_person(place=self.place(key), on=today_in(self.organisation))
        return Response(status=204)


class Groups(ScimView):
    def get(self, _request: Request) -> Response:
        match, (start, count) = self.filter(made.GROUP_FILTERS), self.page()
        found = [
            group for group in made.groups_of(self.organisation) if match is None or _is_meant(group, match.attribute, str(match.value))
        ]
        everybody = list(made.people_of(self.organisation).filter(active=True)) if asks_members(self) else []
        shapes = [group_answer(self, group, everybody) for group in found[start - 1 : start - 1 + count]]
        return Response(made.page_shape(shapes, len(found), start))

    def post(self, _request: Request) -> Response:
        body = self.body()
        named = body.get("displayName")
        members = members_named(self, body.get("members"))
        group = create_group(organisation=self.organisation, name=named if isinstance(named, str) else "")
        change_group(group=group, add=members, remove=(), on=today_in(self.organisation))
        return Response(group_answer(self, group), status=201, headers={"Location": f"{self.base()}Groups/{group.pk}"})


class Group(ScimView):
    def group(self, key: str) -> Role | Department:
        found = made.find_group(self.organisation, key)
        if found is None:
            raise Http404
        return found

    def get(self, _request: Request, key: str) -> Response:
        return Response(group_answer(self, self.group(key)))

    def put(self, _request: Request, key: str) -> Response:
        group, body = self.group(key), self.body()
        _require_name(group, body.get("displayName"))
        self.move(group, _by_number(members_named(self, body.get("members"))))
        return Response(group_answer(self, group))

    def patch(self, _request: Request, key: str) -> Response:
        """Work out who belongs to the group after every step, and move people once: a patch is done whole or not at all."""
        group = self.group(key)
        after = self.members(group)
        for step in read_patch(self.body()):
            after = self.after(group, after, step)
        self.move(group, after)
        return Response(group_answer(self, group))

    def members(self, group: Role | Department) -> dict[int, Membership]:
        return _by_number(made.members_of(group, made.people_of(self.organisation)))

    def after(self, group: Role | Department, before: dict[int, Membership], step: Operation) -> dict[int, Membership]:
        """Return who belongs to the group after one step: people join, leave or are replaced; the name stays."""
        if not step.path and isinstance(step.value, Mapping):
            for path, value in step.value.items():
                before = self.after(group, before, Operation(step.do, str(path).lower(), "", value))
            return before
        if step.path in ("displayname", "id", "externalid", "schemas"):
            _require_name(group, step.value if step.path == "displayname" else None)
            return before
        if step.path != "members":
            raise ScimFault(400, "invalidPath", f"There is no attribute {step.path or 'without a name'} of a group to change.")
        named = _by_number(members_named(self, [{"value": step.selected}] if step.selected else step.value))
        if step.do == ADD:
            return before | named
        if step.do == REMOVE:
            leave = named if step.selected or step.value else before
            return {number: place for number, place in before.items() if number not in leave}
        return named

    def move(self, group: Role | Department, after: dict[int, Membership]) -> None:
        before = self.members(group)
        joins = [place for number, place in after.items() if number not in before]
        leaves = [place for number, place in before.items() if number not in after]
        change_group(group=group, add=joins, remove=leaves, on=today_in(self.organisation))


def members_named(view: ScimView, value: object) -> list[Membership]:
    """Return the people whom a list of members names; raise for one that is not of this organisation."""
    named = value if isinstance(value, list) else [] if value is None else [value]
    keys = [str(one.get("value", "")) if isinstance(one, Mapping) else str(one) for one in named]
    found = {place.pk: place for place in made.people_of(view.organisation).filter(pk__in={made.number_of(key) for key in keys})}
    missing = [key for key in keys if made.number_of(key) not in found]
    if missing:
        raise ScimFault(400, "invalidValue", f"There is nobody with the id {missing[0][:40]}.")
    return list(found.values())


def asks_members(view: ScimView) -> bool:
    """Whether members are wanted: they cost a query, which clients leave out where they only look for a name."""
    return "members" not in view.request.query_params.get("excludedAttributes", "").lower()


def group_answer(view: ScimView, group: Role | Department, everybody: list[Membership] | None = None) -> made.Shape:
    """Return a group; for a list of groups everybody is read once."""
    found: Iterable[Membership] | None = None
    if asks_members(view):
        found = made.members_of(group, made.people_of(view.organisation)) if everybody is None else made.members_among(group, everybody)
    return view.asked(made.group_shape(group, found, view.base()))


def _by_number(places: Iterable[Membership]) -> dict[int, Membership]:
    return {place.pk: place for place in places}


def _is_meant(group: Role | Department, attribute: str, value: str) -> bool:
    key = group.value if isinstance(group, Role) else str(group.pk)
    return key == value if attribute == "id" else made.name_of(group).casefold() == value.casefold()


def _require_name(group: Role | Department, named: object) -> None:
    if named is not None and (not isinstance(named, str) or named.strip().casefold() != made.name_of(group).casefold()):
        raise ScimFault(400, "mutability", "A group keeps its name. Departments are named under People.")
