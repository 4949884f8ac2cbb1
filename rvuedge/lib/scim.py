"""The words of SCIM 2.0 as values: filters, operations of a patch, and what of a person they change (RFC 7643, RFC 7644)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ADD, REPLACE, REMOVE = "add", "replace", "remove"
MOST_OPERATIONS = 1_000

_FILTER = re.compile(r'\s*([A-Za-z][\w.:-]*)\s+(\w+)\s+(?:"((?:[^"\\]|\\.)*)"|(true|false))\s*')
_SELECTED = re.compile(r'(\w+)\[\s*(\w+)\s+eq\s+"?([^"\]]*)"?\s*\](?:\.(\w+))?', re.IGNORECASE)
# What RFC 7643 knows of a person and nothing here keeps: accepted, and left out.
_NOT_KEPT = frozenset(
    [
        "nickname",
        "profileurl",
        "title",
        "usertype",
        "preferredlanguage",
        "locale",
        "timezone",
        "password",
        "phonenumbers",
        "ims",
        "photos",
        "addresses",
        "groups",
        "entitlements",
        "roles",
        "x509certificates",
        "schemas",
        "id",
        "meta",
    ]
)


class ScimFault(Exception):
    """A request that cannot be done, with the word of RFC 7644 (table 9) for it, if there is one."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


@dataclass(frozen=True, slots=True)
class Match:
    """A filter `attribute eq value`; the attribute is in small letters."""

    attribute: str
    value: str | bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a patch: what is done, where (in small letters; empty: to the whole), which one of several, and with what."""

    do: str
    path: str
    selected: str
    value: object


@dataclass(frozen=True, slots=True)
class Person:
    """What a client says of a person; what it does not say is None."""

    user_name: str | None = None
    external_id: str | None = None
    name: str | None = None
    active: bool | None = None


def read_filter(text: str, known: Mapping[str, type]) -> Match:
    """Return the filter; attributes of `known` (in small letters, with the type of their value) can be asked for by `eq` alone."""
    found = _FILTER.fullmatch(text)
    if not found:
        raise ScimFault(400, "invalidFilter", 'Filter by one attribute, such as userName eq "ada@clinic.example".')
    attribute, operator, quoted, word = found.groups()
    attribute = _short(attribute)
    if attribute not in known or operator.lower() != "eq":
        raise ScimFault(400, "invalidFilter", f"Only eq is supported, on {', '.join(sorted(known))}.")
    value: str | bool = word == "true" if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    if not isinstance(value, known[attribute]):
        raise ScimFault(400, "invalidFilter", f"{attribute} is compared with {'true or false' if known[attribute] is bool else 'a text'}.")
    return Match(attribute, value)


def read_patch(body: Mapping[str, object]) -> tuple[Operation, ...]:
    """Return the operations of a patch in order; raise for a body that is none."""
    if PATCH not in _list(body.get("schemas")):
        raise ScimFault(400, "invalidSyntax", f"The schema of a patch is {PATCH}.")
    operations = _list(body.get("Operations"))
    if not 0 < len(operations) <= MOST_OPERATIONS:
        raise ScimFault(400, "invalidSyntax", f"Operations holds 1 to {MOST_OPERATIONS} steps.")
    return tuple(_operation(one) for one in operations)


def person(body: Mapping[str, object]) -> Person:
    """Return what a whole resource, or the value of an operation without a path, says of a person."""
    said = {key.lower(): value for key, value in body.items()}
    return Person(
        user_name=_text(said, "username"),
        external_id=_text(said, "externalid"),
        name=_name(said),
        active=_yes_or_no(said["active"]) if said.get("active") is not None else None,
    )


def patched(operations: tuple[Operation, ...]) -> Person:
    """Return what the operations of a patch change of a person; later ones count over earlier ones."""
    whole: dict[str, object] = {}
    for one in operations:
        if one.do == REMOVE:
            _remove(one, whole)
        elif not one.path:
            if not isinstance(one.value, Mapping):
                raise ScimFault(400, "invalidValue", "An operation without a path has an object as its value.")
            for key, value in one.value.items():
                _put(whole, _short(str(key)), value)
        else:
            _put(whole, one.path, one.value)
    return person(whole)


def _put(whole: dict[str, object], path: str, value: object) -> None:
    if path in ("username", "externalid", "displayname", "active"):
        whole[path] = value
    elif path == "name" and isinstance(value, Mapping):
        whole["name"] = value
    elif path in ("emails", "emails.value"):
        # The name of an account here is its address: who changes the one changes the other.
        if address := _first_address(value):
            whole["username"] = address
    elif path == "name.formatted":
        whole["name"] = {"formatted": value}
    elif path.partition(".")[0] not in _NOT_KEPT | {"name"} and not path.startswith(ENTERPRISE.lower()):
        raise ScimFault(400, "invalidPath", f"There is no attribute {path}.")


def _remove(one: Operation, whole: dict[str, object]) -> None:
    if not one.path:
        raise ScimFault(400, "noTarget", "remove needs a path.")
    if one.path in ("username", "active"):
        raise ScimFault(400, "mutability", f"{one.path} cannot be removed.")
    _put(whole, one.path, "")


def _first_address(value: object) -> str:
    """Return the address that is meant: a text, or the primary one of a list, or its first."""
    if isinstance(value, str):
        return value
    found = [one for one in _list(value) if isinstance(one, Mapping) and isinstance(one.get("value"), str)]
    chosen = next((one for one in found if one.get("primary") is True), found[0] if found else {})
    return str(chosen.get("value", ""))


def _operation(given: object) -> Operation:
    if not isinstance(given, Mapping):
        raise ScimFault(400, "invalidSyntax", "Each operation is an object with op, path and value.")
    said = {str(key).lower(): value for key, value in given.items()}
    do = str(said.get("op", "")).lower()
    if do not in (ADD, REPLACE, REMOVE):
        raise ScimFault(400, "invalidSyntax", "op is add, replace or remove.")
    path = said.get("path") or ""
    if not isinstance(path, str):
        raise ScimFault(400, "invalidPath", "path is a text.")
    if do != REMOVE and "value" not in said:
        raise ScimFault(400, "invalidValue", f"{do} needs a value.")
    found = _SELECTED.fullmatch(path.strip())
    if found:
        attribute, _by, selected, part = found.groups()
        return Operation(do, attribute.lower() + (f".{part.lower()}" if part else ""), selected, said.get("value"))
    if "[" in path:
        raise ScimFault(400, "invalidPath", f"The path {path} cannot be read.")
    return Operation(do, _short(path), "", said.get("value"))


def _short(attribute: str) -> str:
    """Return an attribute in small letters, without the name of its schema."""
    small = attribute.strip().lower()
    for schema in (USER, GROUP):
        small = small.removeprefix(schema.lower() + ":")
    return small


def _name(said: Mapping[str, object]) -> str | None:
    """Return the name: as it is shown, else as it is written out, else its parts."""
    parts = said.get("name")
    named = {str(key).lower(): value for key, value in parts.items()} if isinstance(parts, Mapping) else {}
    shown = _text(said, "displayname") or _text(named, "formatted")
    if shown:
        return shown
    joined = " ".join(filter(None, (_text(named, "givenname"), _text(named, "familyname"))))
    return joined or (None if said.get("displayname") is None and not named else "")


def _text(said: Mapping[str, object], key: str) -> str | None:
    value = said.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 254:
        raise ScimFault(400, "invalidValue", f"{key} is a text of at most 254 characters.")
    return " ".join("".join(sign for sign in value if sign.isprintable()).split())


def _yes_or_no(value: object) -> bool:
    """Return a truth value; well-known clients send it as a text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ScimFault(400, "invalidValue", "active is true or false.")


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
