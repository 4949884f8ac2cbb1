"""A case can be asked what it would count under another policy, another release or with other modifiers; nothing is stored."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.entry import CaseContent, EntryLine, read_entry
from tracking.forms_what_if import WhatIfForm
from tracking.models import Case, CaseLine
from tracking.services import log_case, remove_case
from tracking.services_policy import activate_policy, draft_policy
from tracking.what_if import Asked, what_if
from tracking.wrvu.presets import RAW

DAY = date(2026, 7, 6)


def logged(cast: Cast, typed: str) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(DAY, "24", read_entry(typed).lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


@pytest.fixture
def scopes(cast: Cast, release: Release) -> Case:
    return logged(cast, "45385 45380-59")


@pytest.fixture
def former(release: Release) -> Release:
    """RVU25D: 45385 had 4.57, and 45380 3.56; the base 45378 had 3.26."""
    former = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    scope = {"global_days": "000", "endoscopic_base": "45378", "multiple_procedure": "3"}
    store_rows(
        former,
        fee_row("45385", "", "A", "4.57", "0", **scope),
        fee_row("45380", "", "A", "3.56", "0", **scope),
        fee_row("45378", "", "A", "3.26", "0", global_days="000", multiple_procedure="2"),
    )
    return former


def address(case: Case) -> str:
    return reverse("case-what-if", args=[case.pk])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_counts_by_another_policy_and_shows_the_steps_that_differ(scopes: Case) -> None:
    found = what_if(scopes, Asked(policy=RAW))
    # As published: 4.46 + (3.47 - 3.18) = 4.75 by CMS, 4.46 + 3.47 = 7.93 as entered.
    assert (found.now, found.then, found.change) == (Decimal("4.7500"), Decimal("7.9300"), Decimal("3.1800"))
    assert (found.policy, found.policy_then, found.release_then) == ("cms_parallel", "raw", "RVU26C")
    (line,) = found.differing
    assert (line.code, [step["rule"] for step in line.steps], line.steps_then) == ("45380", ["endoscopy"], ())


def test_counts_on_another_release_as_a_contract_would_freeze_it(scopes: Case, former: Release) -> None:
    found = what_if(scopes, Asked(release=former))
    # 4.57 + (3.56 - 3.26) = 4.87.
    assert (found.now, found.then, found.release, found.release_then) == (Decimal("4.7500"), Decimal("4.8700"), "RVU26C", "RVU25D")
    assert [line.code for line in found.differing] == ["45385", "45380"]


def test_counts_with_and_without_a_modifier(scopes: Case) -> None:
    found = what_if(scopes, Asked(modifiers=(("52",), ("59",))))
    # 52 halves 45385 after the family: 2.23 + 0.29.
    assert found.then == Decimal("2.5200")
    assert [(line.modifiers, line.modifiers_then) for line in found.differing] == [((), ("52",))]
    assert what_if(scopes, Asked(modifiers=((), ()))).differing[0].modifiers_then == ()


def test_nothing_differs_where_nothing_is_asked(scopes: Case) -> None:
    found = what_if(scopes, Asked())
    assert (found.change, found.differing) == (Decimal(0), ())


def test_a_case_without_a_release_can_be_asked_too(cast: Cast, former: Release) -> None:
    assert cast.clinician.clinician
    content = CaseContent(date(2025, 2, 3), "24", (EntryLine("45385"),))
    case = log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
    assert what_if(case, Asked(policy=RAW)).then == Decimal(0)
    assert what_if(case, Asked(release=former)).then == Decimal("4.5700")


def test_a_case_keeps_its_own_releases_though_newer_ones_came(scopes: Case, release: Release) -> None:
    store_rows(ReleaseFactory.create(revision=1, name="RVU26C-1"), fee_row("45385", "", "A", "9.99", "0"))
    assert what_if(scopes, Asked()).then == Decimal("4.7500")


def test_the_page_of_a_case_asks_and_shows_both_totals(scopes: Case, cast: Cast, former: Release, client: Client) -> None:
    client.force_login(cast.clinician.user)
    page = text_of(client.get(reverse("case", args=[scopes.pk])))
    assert f'hx-get="{address(scopes)}"' in page and "Modifiers of 45380" in page
    before = list(CaseLine.objects.values()), AuditEntry.objects.count()
    fragment = text_of(client.get(address(scopes), {"policy": "raw", "modifiers_2": "59"}, headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    for shown in ("4.75", "7.93", "+3.18", "Only what it adds over 45378", "Printed work times units, RVU26C"):
        assert shown in fragment
    whole = text_of(client.get(address(scopes), {"release": former.pk}))
    assert "<html" in whole and "4.87" in whole and "RVU25D" in whole
    assert (list(CaseLine.objects.values()), AuditEntry.objects.count()) == before


def test_modifiers_are_read_as_people_write_them(scopes: Case, cast: Cast, client: Client) -> None:
    client.force_login(cast.clinician.user)
    shown = text_of(client.get(address(scopes), {"modifiers_1": "-52, 76", "modifiers_2": ""}))
    assert "52 76" in shown and "no modifier" in shown


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"modifiers_1": "26 TC"}, "modifiers 26 and TC exclude each other"),
        ({"modifiers_1": "52 52"}, "has a modifier twice"),
        ({"policy": "made up"}, "Select a valid choice"),
        ({"release": "999999"}, "Choose one of the loaded releases."),
        ({"release": "x"}, "Choose one of the loaded releases."),
    ],
)
def test_refuses_what_cannot_be_asked(scopes: Case, cast: Cast, client: Client, asked: dict[str, str], told: str) -> None:
    client.force_login(cast.clinician.user)
    answer = client.get(address(scopes), asked)
    assert answer.status_code == 400
    assert told in text_of(answer)
    assert told in text_of(client.get(address(scopes), asked, headers={"HX-Request": "true"}))


def test_an_unknown_modifier_is_worked_out_and_named(scopes: Case, cast: Cast, client: Client) -> None:
    client.force_login(cast.clinician.user)
    assert "There is no modifier ZZ" in text_of(client.get(address(scopes), {"modifiers_1": "ZZ"}))


def test_offers_the_organisations_policies(scopes: Case, cast: Cast) -> None:
    by = cast.administrator.user
    draft = draft_policy(organisation=cast.organisation, title="House rules", base=RAW, effective_from=date(2026, 1, 1), by=by)
    activate_policy(policy=draft, is_default=False, by=by)
    form = WhatIfForm(scopes, (EntryLine("45385"), EntryLine("45380", ("59",))), {"policy": "house-rules"})
    assert form.is_valid()
    assert what_if(scopes, form.asked).then == Decimal("7.9300")
    assert what_if(scopes, form.asked).policy_then == "house-rules v1"


def test_whoever_may_see_a_case_may_ask(scopes: Case, cast: Cast, client: Client) -> None:
    for part, user in cast.members.items():
        client.force_login(user)
        assert client.get(address(scopes)).status_code == (200 if part in {"clinician", "administrator"} else 404), part
    remove_case(case=scopes, actor=cast.clinician.user, at=scopes.created_at)
    assert client.get(address(scopes)).status_code == 404
    client.force_login(cast.clinician.user)
    assert client.get(address(scopes)).status_code == 200


def test_costs_a_bounded_number_of_queries(
    scopes: Case, cast: Cast, former: Release, client: Client, django_assert_max_num_queries
) -> None:
    client.force_login(cast.clinician.user)
    with django_assert_max_num_queries(16):
        client.get(address(scopes), {"policy": "raw", "release": str(former.pk)}, headers={"HX-Request": "true"})
