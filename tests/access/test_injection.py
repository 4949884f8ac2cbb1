"""RVU Edge passes no word of a request on to the database: lists cannot be sorted, filtered or widened by anything unknown."""

import json
from typing import Any

import pytest

from rvuedge.accounts.models import Organisation
from tests.access.addresses import operations
from tests.access.asking import Asking
from tests.access.world import World
from tests.factories import PASSWORD

LISTS = sorted(path for path, method in operations() if method == "get" and "{" not in path)
NAMES = ("sort", "order_by", "ordering", "_sort", "fields", "filter", "expand", "search", "clinician", "organisation", "clinician__user")
HOSTILE = (
    "clinician__user__password",
    "-clinician__user__password",
    "lines.code",
    "id'",
    'id"',
    "id; DROP TABLE tracking_case",
    "(SELECT password FROM accounts_user LIMIT 1)",
    "id,(CASE WHEN 1=1 THEN 1 ELSE 2 END)",
    "?",
    "*",
    "%00",
    "\x00",
    "{{7*7}}",
    "../../etc/passwd",
)
# Query parameters that the API documents, each with a value that is none.
DOCUMENTED = {
    "/api/v1/codes/": ("limit",),
    "/api/v1/schedules/": ("limit", "offset"),
    "/api/v1/cases/": ("limit", "offset", "date_from", "date_to"),
    "/api/v1/totals/": ("limit", "offset", "month"),
    "/api/v1/editions/": ("limit", "offset"),
    "/api/v1/reports/": ("limit", "offset"),
    # One answer, no list.
    "/api/v1/plan/": (),
    "/api/v1/position/": (),
}


def listed(asking: Asking, path: str, **query: str) -> Any:
    return asking.ask("clinician", "get", path, ({"q": "99214"} if path == "/api/v1/codes/" else {}) | query)


@pytest.mark.parametrize("path", LISTS)
def test_answers_a_hostile_parameter_as_if_it_were_not_there_or_with_400(asking: Asking, path: str) -> None:
    plain = listed(asking, path)
    assert plain.status_code == 200
    for value in HOSTILE:
        answer = listed(asking, path, **dict.fromkeys(NAMES, value))
        same = answer.status_code == 200 and rows(answer) == rows(plain)
        assert same or answer.status_code == 400, (value, answer.status_code)


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in DOCUMENTED.items() for name in names])
def test_refuses_a_documented_parameter_that_is_none_of_its_values(asking: Asking, path: str, name: str) -> None:
    for value in (*HOSTILE, "-1", "0x10", "1e3", "36893488147419103231", "null"):
        answer = listed(asking, path, **{name: value})
        assert answer.status_code == 400, (value, answer.status_code)
        assert answer["Content-Type"] == "application/problem+json"
        assert name in answer.content.decode()


def test_knows_the_parameters_of_every_list() -> None:
    assert sorted(DOCUMENTED) == LISTS


@pytest.mark.parametrize("path", ["/log/find/", "/codes/", "/api/v1/codes/"])
def test_searches_for_hostile_words_as_for_any_others(asking: Asking, path: str) -> None:
    for value in HOSTILE:
        assert asking.ask("clinician", "get", path, {"q": value}).status_code in {200, 400}, value


@pytest.mark.parametrize("name", ["month", "clinician", "page", "add", "next"])
def test_opens_pages_whatever_stands_in_a_parameter(world: World, asking: Asking, name: str) -> None:
    for address in ("/log/", "/dashboard/", "/reports/", "/reports/2026-10/", "/department/", "/manage/audit/", "/accounts/login/"):
        for value in HOSTILE:
            answer = asking.ask("administrator", "get", address, {name: value})
            assert answer.status_code in {200, 302, 400, 404}, (address, value, answer.status_code)


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:///evil.example"]
)
def test_leads_nobody_to_another_site_after_signing_in(world: World, asking: Asking, wanted: str) -> None:
    signed_in = asking.ask("colleague", "get", "/accounts/login/", {"next": wanted})
    posted = {"login": world.cast.colleague.user.email, "password": PASSWORD, "next": wanted}
    signing_in = asking.ask("visitor", "post", "/accounts/login/", posted)
    Organisation.objects.update(is_demo=True)
    in_the_demo = asking.ask("visitor", "post", "/demo/sign-in/", {"email": world.cast.colleague.user.email, "next": wanted})
    for answer in (signed_in, signing_in, in_the_demo):
        assert (answer.status_code, answer["Location"]) == (302, "/log/")


def rows(answer: Any) -> Any:
    """What an answer tells: the rows of a list, or the one answer."""
    told = json.loads(answer.content)
    return told.get("results", told)
