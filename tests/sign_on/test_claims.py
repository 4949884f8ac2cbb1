"""RVU Edge reads what a provider says of a person, and the lines by which its words become roles."""

from typing import Any

import pytest

from rvuedge.lib.claims import RoleRule, asserted, domain_of, first_fit, read_rules

ROLES = ("clinician", "trainee", "lead", "administrator")
DEPARTMENTS = ("Medicine", "Surgery")


@pytest.mark.parametrize(
    ("email", "domain"),
    [("ada@Clinic.Example", "clinic.example"), ('"a@b"@clinic.example', "clinic.example"), ("ada", ""), ("", ""), ("ada@", "")],
)
def test_takes_what_stands_after_the_last_at_sign_as_the_domain(email: str, domain: str) -> None:
    assert domain_of(email) == domain


@pytest.mark.parametrize(
    ("claims", "is_verified"),
    [
        ({"email_verified": True}, True),
        ({"email_verified": "true"}, True),
        ({"xms_edov": 1}, True),
        ({"xms_edov": "1"}, True),
        ({"email_verified": "yes"}, False),
        ({"email_verified": False}, False),
        ({"email_verified": 2}, False),
        ({"email_verified": ["true"]}, False),
        ({}, False),
    ],
)
def test_takes_an_address_as_verified_only_where_the_provider_says_so(claims: dict[str, object], is_verified: bool) -> None:
    assert asserted(claims, "").is_verified is is_verified


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada Clinician"}, "Ada Clinician"),
        ({"given_name": "Ada", "family_name": "Clinician"}, "Ada Clinician"),
        ({"family_name": "Clinician"}, "Clinician"),
        ({"name": " Ada\n\u202e  Clinician\x00 "}, "Ada Clinician"),
        ({"name": "x" * 500}, "x" * 120),
        ({"name": {"first": "Ada"}}, ""),
    ],
)
def test_takes_a_name_without_what_cannot_be_seen(claims: dict[str, object], name: str) -> None:
    assert asserted(claims, "").name == name


@pytest.mark.parametrize(
    ("claims", "path", "values"),
    [
        ({"groups": ["a", "b"]}, "groups", ("a", "b")),
        ({"groups": "a"}, "groups", ("a",)),
        ({"groups": ["a", 7, None]}, "groups", ("a",)),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ("a",)),
        ({"https://clinic.example/roles": ["a"]}, "https://clinic.example/roles", ("a",)),
        ({"groups": {"a": 1}}, "groups", ()),
        ({"groups": "a"}, "groups.deeper", ()),
        ({"groups": ["a"]}, "", ()),
        ({}, "groups", ()),
    ],
)
def test_finds_the_values_of_a_claim(claims: dict[str, Any], path: str, values: tuple[str, ...]) -> None:
    assert asserted(claims, path).values == values


def test_reads_lines_as_rules() -> None:
    text = "rvu-admins = administrator\n\nCN=Surgeons,OU=Clinic = Clinician, surgery\n  a=lead  "
    rules, issues = read_rules(text, ROLES, DEPARTMENTS)
    assert rules == (
        RoleRule("rvu-admins", "administrator"),
        RoleRule("CN=Surgeons,OU=Clinic", "clinician", "Surgery"),
        RoleRule("a", "lead"),
    )
    assert not issues


def test_says_what_is_wrong_with_every_line() -> None:
    text = "nothing\na = chief\nb = lead, Pathology\nc = lead\nc = clinician\n= lead"
    rules, issues = read_rules(text, ROLES, DEPARTMENTS)
    assert rules == (RoleRule("c", "lead"),)
    assert [(issue.line, issue.message) for issue in issues] == [
        (1, "write the value, an equals sign and the role"),
        (2, "'chief' is no role; it is one of clinician, trainee, lead, administrator"),
        (3, "there is no department 'Pathology'; add it under People first"),
        (5, "'c' stands in an earlier line, which would always count"),
        (6, "write the value, an equals sign and the role"),
    ]


def test_lets_the_first_line_that_fits_count() -> None:
    rules = (RoleRule("a", "lead"), RoleRule("b", "administrator"))
    assert first_fit(rules, ("b", "a")) == rules[0]
    assert first_fit(rules, ("b",)) == rules[1]
    assert first_fit(rules, ("c",)) is None
