"""The cast with a confirmed domain of mail, and the providers of both organisations."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from rvuedge.accounts.models import Organisation, User
from rvuedge.scim.services import make_scim_token
from rvuedge.sign_on.models import SignOn
from tests.cast import Cast, make_cast

MEDIA_TYPE = "application/scim+json"


class Provider:
    """Asks by the token of an organisation, as its identity provider does."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(f"/scim/v2/{path}", query)

    def send(self, method: str, path: str, body: object, content_type: str = MEDIA_TYPE) -> Any:
        return getattr(self.client, method)(f"/scim/v2/{path}", body, content_type=content_type)

    def post(self, path: str, **body: object) -> Any:
        return self.send("post", path, body)

    def put(self, path: str, **body: object) -> Any:
        return self.send("put", path, body)

    def patch(self, path: str, *operations: Any) -> Any:
        schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
        return self.send("patch", path, {"schemas": [schema], "Operations": list(operations)})

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/scim/v2/{path}")


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    for organisation, domain in ((made.organisation, "clinic.example"), (made.elsewhere, "far.example")):
        sign_on = SignOn.objects.create(organisation=organisation, issuer="https://p.example", client_id="c", sealed_secret="s")
        sign_on.domains.create(name=domain, is_confirmed=True)
    return made


@pytest.fixture
def provider_of(cast: Cast) -> Callable[[Organisation, User], Provider]:
    def made(organisation: Organisation, by: User) -> Provider:
        return Provider(make_scim_token(organisation=organisation, name="Provider", days=90, by=by)[1])

    return made


@pytest.fixture
def home(cast: Cast, provider_of: Callable[[Organisation, User], Provider]) -> Provider:
    return provider_of(cast.organisation, cast.administrator.user)


@pytest.fixture
def away(cast: Cast, provider_of: Callable[[Organisation, User], Provider]) -> Provider:
    return provider_of(cast.elsewhere, cast.strange_administrator.user)
