"""RVU Edge lets a provider see and change its own organisation alone, by a token that holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rvuedge.accounts.models import AuditEntry, Membership
from rvuedge.accounts.services import make_token
from rvuedge.scim.models import ScimToken
from tests.cast import Cast
from tests.scim.conftest import MEDIA_TYPE, Provider
from tests.scim.test_users import NIA, wrong

PAGE = "/manage/provisioning/"


def test_shows_and_changes_nobody_of_another_organisation(cast: Cast, home: Provider, away: Provider) -> None:
    emails = {one["userName"] for one in away.get("Users").json()["Resources"]}
    assert emails == {cast.stranger.user.email, cast.strange_administrator.user.email}
    ada = f"Users/{cast.clinician.membership.pk}"
    end = {"op": "replace", "path": "active", "value": False}
    for answer in (away.get(ada), away.put(ada, userName="x@far.example"), away.patch(ada, end), away.delete(ada)):
        wrong(answer, 404)
    surgery = f"Groups/{cast.surgery.pk}"
    for answer in (away.get(surgery), away.put(surgery, members=[]), away.patch(surgery, end)):
        wrong(answer, 404)
    assert "Surgery" not in str(away.get("Groups").json())
    theirs = [{"value": str(cast.clinician.membership.pk)}]
    wrong(away.patch("Groups/administrator", {"op": "add", "path": "members", "value": theirs}), 400, "invalidValue")
    wrong(away.post("Users", **NIA), 400, "invalidValue")
    home.post("Users", **NIA)
    assert away.get("Users", filter='externalId eq "00u1"').json()["totalResults"] == 0
    # The same number may name somebody of another organisation.
    assert away.post("Users", userName="nia@far.example", externalId="00u1").status_code == 201
    place = Membership.objects.get(pk=cast.clinician.membership.pk)
    assert (place.active, place.role, place.department) == (True, "clinician", cast.medicine)


@pytest.mark.parametrize("path", ["Users", "Groups", "Users/1", "Groups/lead", "ServiceProviderConfig", "ResourceTypes", "Schemas"])
def test_answers_nobody_without_a_token_that_holds(cast: Cast, home: Provider, path: str) -> None:
    signed_in, person = Client(), make_token(user=cast.administrator.user, name="Script", days=30, may_write=True)[1]
    signed_in.force_login(cast.administrator.user)
    answers = [signed_in.get(f"/scim/v2/{path}"), Provider(person).get(path), Provider("rvus_unknown").get(path)]
    ScimToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answers.append(home.get(path))
    ScimToken.objects.update(expires_at=timezone.now() + timedelta(days=1), revoked_at=timezone.now())
    answers.append(home.get(path))
    for answer in answers:
        wrong(answer, 401)
        assert answer["WWW-Authenticate"] == "Bearer"


def test_opens_no_page_and_no_other_api_by_its_token(home: Provider) -> None:
    assert home.client.get("/api/v1/cases/").status_code == 401
    assert home.client.get("/manage/people/").status_code == 302


def test_says_what_the_service_can_do(home: Provider) -> None:
    service = home.get("ServiceProviderConfig").json()
    assert service["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"]
    assert (service["patch"]["supported"], service["filter"], service["bulk"]["supported"]) == (
        True,
        {"supported": True, "maxResults": 200},
        False,
    )
    kinds = home.get("ResourceTypes").json()
    assert [(kind["id"], kind["endpoint"]) for kind in kinds["Resources"]] == [("User", "/Users"), ("Group", "/Groups")]
    assert home.get("ResourceTypes/User").json()["schema"] == home.get("Schemas").json()["Resources"][0]["id"]
    names = [one["name"] for one in home.get("Schemas/urn:ietf:params:scim:schemas:core:2.0:User").json()["attributes"]]
    assert set(home.post("Users", **NIA).json()) - {"schemas", "id", "meta"} <= set(names)
    for path in ("ResourceTypes/Device", "Schemas/none"):
        wrong(home.get(path), 404)
    wrong(home.get("Schemas", filter='id eq "x"'), 403)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [("{", MEDIA_TYPE, 400), ("[]", MEDIA_TYPE, 400), ('{"a":1,"a":2}', "application/json", 400), ("<a/>", "text/xml", 415)],
)
def test_says_what_is_wrong_with_a_body(home: Provider, body: str, content_type: str, status: int) -> None:
    wrong(home.send("post", "Users", body, content_type), status, "invalidSyntax")


@pytest.mark.parametrize(("path", "queries"), [("Users", 3), ("Groups", 3), ("Users/1", 2), ("Groups/lead", 2)])
def test_asks_the_database_a_fixed_number_of_times(
    cast: Cast, home: Provider, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One for the token and one for each list; the first use of a process and the note of the token's use come before."""
    path = path.replace("/1", f"/{cast.clinician.membership.pk}")
    home.get(path)
    for number in range(3):
        cast.organisation.departments.create(name=f"Department {number}")
    with django_assert_num_queries(queries):
        assert home.get(path).status_code == 200


def test_refuses_a_method_that_there_is_not(home: Provider) -> None:
    wrong(home.delete("Users"), 405)


def secret_on(answer: Any) -> str:
    found: str = answer.context["secret"]
    return found


def test_lets_an_administrator_make_and_end_tokens_and_shows_a_secret_once(cast: Cast) -> None:
    fay = Client()
    fay.force_login(cast.administrator.user)
    assert "No token yet." in fay.get(PAGE).content.decode()
    secret = secret_on(fay.post(PAGE, {"name": "Entra", "days": "365"}))
    text = fay.get(PAGE).content.decode()
    assert secret not in text and "not used yet" in text
    token = ScimToken.objects.get()
    assert secret not in token.secret_hash and (token.expires_at - timezone.now()).days in (364, 365)
    assert Provider(secret).get("Users").status_code == 200
    assert "last used" in fay.get(PAGE).content.decode()
    assert fay.post(f"{PAGE}{token.pk}/end/")["Location"] == PAGE
    assert Provider(secret).get("Users").status_code == 401
    assert fay.post(PAGE, {"name": "", "days": "9"}).status_code == 400
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="scim.")] == ["scim.token_revoked", "scim.token_made"]
    assert not [entry for entry in AuditEntry.objects.all() if secret in str(entry.detail)]
