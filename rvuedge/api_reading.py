"""The OpenAPI document as values for its reading page: operations in their order, and the shapes that they take and give."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PLACES = {"path": "in the address", "query": "after the question mark", "header": "as a header"}
Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field: its name, what it holds, and what is said of it. `shape` names the shape of what it holds."""

    name: str
    kind: str
    shape: str
    is_required: bool
    told: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    key: str
    method: str
    path: str
    told: str
    is_open: bool
    parameters: tuple[Field, ...]
    sends: Field | None
    status: str
    gives: Field | None


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with its fields, or the values of which one is meant."""

    name: str
    told: str
    fields: tuple[Field, ...]
    values: tuple[str, ...]


def operations_of(document: Node) -> tuple[Operation, ...]:
    """Return every operation, in the order of the document."""
    return tuple(_operation(path, method, node) for path, item in document["paths"].items() for method, node in item.items())


def shapes_of(document: Node) -> tuple[Shape, ...]:
    """Return every shape that the document names."""
    return tuple(_shape(name, node) for name, node in document["components"]["schemas"].items())


def _operation(path: str, method: str, node: Node) -> Operation:
    status, answer = next(iter(node["responses"].items()))
    return Operation(
        key=node["operationId"],
        method=method.upper(),
        path=path,
        told=node.get("description", ""),
        is_open={} in node.get("security", [{}]),
        parameters=tuple(_parameter(one) for one in node.get("parameters", ())),
        sends=_content(node.get("requestBody", {})),
        status=status,
        gives=_content(answer),
    )


def _parameter(node: Node) -> Field:
    kind, shape = _kind(node["schema"])
    told = f"{_PLACES[node['in']]}. {node.get('description', '')}".strip()
    return Field(node["name"], kind, shape, node.get("required", False), told[0].upper() + told[1:])


def _content(node: Node) -> Field | None:
    for content in node.get("content", {}).values():
        kind, shape = _kind(content["schema"])
        return Field("", kind, shape, True, "")
    return None


def _shape(name: str, node: Node) -> Shape:
    required = set(node.get("required", ()))
    fields = (
        Field(key, *_kind(one), key in required and not one.get("readOnly"), one.get("description", ""))
        for key, one in node.get("properties", {}).items()
    )
    values = tuple(str(value) for value in node.get("enum", ()))
    return Shape(name, "" if values else node.get("description", ""), tuple(fields), values)


def _kind(node: Node) -> tuple[str, str]:
    """What a field holds in words, and the shape that it names, if any."""
    if "$ref" in node:
        return "", node["$ref"].rpartition("/")[2]
    for choice in ("allOf", "oneOf"):
        if choice in node:
            named = [one for one in node[choice] if "$ref" in one]
            return ("or null" if node.get("nullable") else ""), _kind(named[0])[1] if named else ""
    if node.get("type") == "array":
        kind, shape = _kind(node["items"])
        return f"list of {kind}".strip(), shape
    kind = " ".join(filter(None, (node.get("format", ""), node.get("type", "object"))))
    return f"{kind} or null" if node.get("nullable") else kind, ""
