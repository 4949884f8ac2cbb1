"""The reading page of the API tells every operation and every shape of the OpenAPI document."""

import pytest
from django.test import Client

from rvuedge.api_reading import Field, Operation, Shape, operations_of, shapes_of
from tests.cast import Cast

CASE = {"$ref": "#/components/schemas/CaseIn"}
DOCUMENT = {
    "paths": {
        "/api/v1/cases/{case_id}/": {
            "put": {
                "operationId": "cases_replace",
                "description": "One case.",
                "parameters": [{"in": "path", "name": "case_id", "schema": {"type": "string", "format": "uuid"}, "required": True}],
                "requestBody": {"content": {"application/json": {"schema": CASE}}},
                "security": [{"token": []}],
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "array", "items": CASE}}}}},
            },
            "delete": {"operationId": "cases_delete", "security": [{"token": []}, {}], "responses": {"204": {"description": "Gone."}}},
        }
    },
    "components": {
        "schemas": {
            "CaseIn": {
                "description": "A case.",
                "required": ["on", "place"],
                "properties": {
                    "on": {"type": "string", "format": "date", "nullable": True},
                    "place": {"allOf": [{"$ref": "#/components/schemas/Place"}], "nullable": True, "readOnly": True},
                },
            },
            "Place": {"enum": ["11", "22"], "type": "string", "description": "* `11` - Office"},
        }
    },
}


def test_reads_operations_and_shapes() -> None:
    case_id = Field("case_id", "uuid string", "", True, "In the address.")
    sent, given = Field("", "", "CaseIn", True, ""), Field("", "list of", "CaseIn", True, "")
    replace, delete = operations_of(DOCUMENT)
    assert replace == Operation("cases_replace", "PUT", "/api/v1/cases/{case_id}/", "One case.", False, (case_id,), sent, "200", given)
    assert (delete.method, delete.is_open, delete.status, delete.gives) == ("DELETE", True, "204", None)
    case, place = shapes_of(DOCUMENT)
    assert case.fields == (Field("on", "date string or null", "", True, ""), Field("place", "or null", "Place", False, ""))
    assert place == Shape("Place", "", (), ("11", "22"))


@pytest.mark.django_db
def test_shows_every_operation_and_every_shape(cast: Cast, client: Client) -> None:
    document = client.get("/api/v1/schema/", {"format": "json"}).json()
    page = client.get("/api/v1/docs/").text
    paths = [(method.upper(), path) for path, item in document["paths"].items() for method in item]
    assert len(paths) > 10
    assert not [(method, path) for method, path in paths if f"<code>{method} {path}</code></h2>" not in page]
    assert not [name for name in document["components"]["schemas"] if f'<h3 id="{name}">' not in page]
    assert not [name for name in document["components"]["schemas"] if f'href="#{name}"' not in page]
