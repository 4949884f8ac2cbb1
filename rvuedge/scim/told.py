"""What the service says of itself: abilities, kinds of resources, and their attributes (RFC 7643, sections 5 to 7)."""

from rvuedge.lib.scim import GROUP, USER

MOST = 200
_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:"
Shape = dict[str, object]


def _attribute(name: str, kind: str = "string", **other: object) -> Shape:
    usual = {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    return usual | other


def service(base: str) -> Shape:
    """Return what the service can do."""
    no = {"supported": False}
    bearer = {
        "type": "oauthbearertoken",
        "name": "Bearer token",
        "description": "A token of the organisation, made by an administrator under Single sign-on.",
        "primary": True,
    }
    return {
        "schemas": [f"{_SCHEMA}ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": no | {"maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST},
        "changePassword": no,
        "sort": no,
        "etag": no,
        "authenticationSchemes": [bearer],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}ServiceProviderConfig"},
    }


def kinds(base: str) -> dict[str, Shape]:
    """Return the kinds of resources by name."""
    return {
        name: {
            "schemas": [f"{_SCHEMA}ResourceType"],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "schema": schema,
            "meta": {"resourceType": "ResourceType", "location": f"{base}ResourceTypes/{name}"},
        }
        for name, schema in (("User", USER), ("Group", GROUP))
    }


def schemas(base: str) -> dict[str, Shape]:
    """Return the attributes of each kind by the name of its schema."""
    value, display = _attribute("value"), _attribute("display", mutability="readOnly")
    of_user = [
        _attribute("userName", required=True, uniqueness="server", description="The work email address."),
        _attribute("externalId", caseExact=True, description="The provider's own number of the person."),
        _attribute("name", "complex", subAttributes=[_attribute(name) for name in ("formatted", "givenName", "familyName")]),
        _attribute("displayName"),
        _attribute("active", "boolean", description="Whether the person has access; false ends it and keeps the log."),
        _attribute("emails", "complex", multiValued=True, subAttributes=[value, _attribute("primary", "boolean")]),
        _attribute("groups", "complex", multiValued=True, mutability="readOnly", subAttributes=[value, display]),
    ]
    of_group = [
        _attribute("displayName", required=True, mutability="immutable", description="A role, or the name of a department."),
        _attribute("members", "complex", multiValued=True, subAttributes=[value, display]),
    ]
    return {
        schema: {
            "schemas": [f"{_SCHEMA}Schema"],
            "id": schema,
            "name": name,
            "description": said,
            "attributes": attributes,
            "meta": {"resourceType": "Schema", "location": f"{base}Schemas/{schema}"},
        }
        for schema, name, said, attributes in (
            (USER, "User", "A person with a place in the organisation.", of_user),
            (GROUP, "Group", "A role or a department; everybody has one role and at most one department.", of_group),
        )
    }
