"""The preview of a policy starts from what is stored, and leaves out whom the policy would not count."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from codes.models import Release
from tests.cast import Cast, Member
from tracking import policy_preview
from tracking.entry import CaseContent, read_entry
from tracking.models import CaseLine, CreditPolicy
from tracking.policy_preview import counted_by, preview_of
from tracking.services import log_case
from tracking.services_policy import activate_policy, agree_contract, draft_policy, remove_contract
from tracking.wrvu.presets import CMS_PARALLEL

JANUARY = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def draft(cast: Cast, release: Release) -> CreditPolicy:
    """Rules of Medicare under a name of the house."""
    return draft_policy(
        organisation=cast.organisation, title="House rules", base=CMS_PARALLEL, effective_from=JANUARY, by=cast.administrator.user
    )


def agree(cast: Cast, member: Member, policy: str, places: list[str]) -> None:
    agree_contract(
        clinician=member.log, effective_from=JANUARY, policy=policy, frozen_release=None, places=places, by=cast.administrator.user
    )


def log(member: Member, place: str = "24") -> None:
    content = CaseContent(date(2026, 7, 6), place, read_entry("45385 45380-59").lines)
    log_case(clinician=member.log, case_id=uuid4(), content=content, actor=member.user)


def test_starts_from_the_credit_that_is_stored(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    agree(cast, cast.clinician, "raw", [])
    log(cast.clinician)
    remove_contract(contract=cast.clinician.log.contracts.get(), by=cast.administrator.user)
    client.force_login(cast.administrator.user)
    page = " ".join(client.get(reverse("policy-preview", args=[draft.pk]), headers={"hx-request": "true"}).content.decode().split())
    # Stored as entered: 4.46 + 3.47 = 7.93; by the draft 4.46 + (3.47 - 3.18) = 4.75.
    assert "7.93 wRVU as they are stored, 4.75 by House rules." in page
    assert "left out" not in page


def test_leaves_out_whom_a_contract_counts_by_another_policy(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    agree(cast, cast.clinician, "raw", ["24"])
    for place in ("24", "22"):
        log(cast.clinician, place)
    client.force_login(cast.administrator.user)
    page = " ".join(client.get(reverse("policy-preview", args=[draft.pk]), headers={"hx-request": "true"}).content.decode().split())
    assert "on 2 lines: 4.75 wRVU as they are stored, 4.75 by House rules." in page
    assert "2 lines are left out: contracts count them by another policy." in page


def test_says_so_where_nobody_is_left(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    agree(cast, cast.clinician, "raw", [])
    log(cast.clinician)
    client.force_login(cast.administrator.user)
    page = client.get(reverse("policy-preview", args=[draft.pk]), headers={"hx-request": "true"}).content.decode()
    assert "2 lines are left out" in page
    assert "No line was logged" not in page


def test_counts_whose_contract_names_the_policy_or_none(cast: Cast, draft: CreditPolicy) -> None:
    activate_policy(policy=draft, is_default=False, by=cast.administrator.user)
    agree(cast, cast.clinician, draft.name, [])
    agree(cast, cast.surgeon, "", [])
    for member in (cast.clinician, cast.surgeon, cast.colleague):
        log(member)
    found = preview_of(CMS_PARALLEL, CaseLine.objects.all(), counted_by(draft))
    assert (found.lines, found.left_out, found.change) == (6, 0, Decimal(0))


def test_lines_that_are_left_out_are_looked_at_too(cast: Cast, draft: CreditPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy_preview, "MOST_LINES", 4)
    agree(cast, cast.clinician, "raw", [])
    for member in (cast.clinician, cast.surgeon):
        log(member)
    found = preview_of(CMS_PARALLEL, CaseLine.objects.all(), counted_by(draft))
    assert (found.lines, found.left_out, found.is_cut) == (2, 2, True)


def test_is_a_page_of_its_own_without_script(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    client.force_login(cast.administrator.user)
    address = reverse("policy-preview", args=[draft.pk])
    page, part = (client.get(address, headers=headers).content.decode() for headers in ({}, {"hx-request": "true"}))
    assert f'<a href="{reverse("policy", args=[draft.pk])}">' in page
    assert "<title>" in page
    assert "<title>" not in part
    assert part.strip() in page
