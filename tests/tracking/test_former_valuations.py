"""Counting anew is never silent: the former value of a case stays as a version of its own, with the reason and every step."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, FormerValuation, MonthTotal
from tracking.recount import recountable
from tracking.recount_terms import change_of_lines
from tracking.services import amend_case, log_case
from tracking.services_policy import agree_contract
from tracking.services_recredit import recredit
from tracking.wrvu.credit import ENGINE_VERSION

DAY = date(2026, 7, 6)


@pytest.fixture
def case(cast: Cast, release: Release) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(DAY, "24", read_entry("45385 45380-59").lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def agree(cast: Cast, policy: str, frozen: Release | None = None) -> None:
    assert cast.clinician.clinician
    agree_contract(
        clinician=cast.clinician.clinician,
        effective_from=date(2026, 1, 1),
        policy=policy,
        frozen_release=frozen,
        places=[],
        by=cast.administrator.user,
    )


def test_keeps_the_former_value_with_its_steps_and_the_reason(case: Case, cast: Cast) -> None:
    stored = list(case.lines.values("steps", "credit", "policy"))
    agree(cast, "raw")
    assert recredit(case=case, actor=cast.administrator.user, reason="The contract of January") == Decimal("3.1800")
    former = FormerValuation.objects.get()
    assert (former.version, former.credit, former.reason) == (1, Decimal("4.7500"), "The contract of January")
    assert former.replaced_by == cast.administrator.user
    assert [line["steps"] for line in former.lines] == [line["steps"] for line in stored]
    assert [(line["code"], line["credit"], line["policy"], line["release"]) for line in former.lines] == [
        ("45385", "4.4600", "cms_parallel", "RVU26C"),
        ("45380", "0.2900", "cms_parallel", "RVU26C"),
    ]
    assert MonthTotal.objects.get().credit == Decimal("7.9300")
    agree(cast, "")
    recredit(case=case, actor=None, reason="Back again")
    assert list(FormerValuation.objects.values_list("version", "credit")) == [(1, Decimal("4.7500")), (2, Decimal("7.9300"))]


def test_a_correction_after_a_change_of_policy_keeps_what_the_case_was(case: Case, cast: Cast, client: Client) -> None:
    """The lines that nobody touched are counted by what is agreed now: from what, is not lost."""
    agree(cast, "raw")
    amend_case(case=case, content=CaseContent(DAY, "11", read_entry("45385-33 45380-59").lines), actor=cast.clinician.user)
    former = FormerValuation.objects.get()
    assert (former.version, former.credit, former.replaced_by) == (1, Decimal("4.7500"), cast.clinician.user)
    told = [(line["code"], line["modifiers"], line["credit"], line["policy"], line["place_of_service"]) for line in former.lines]
    assert told == [("45385", "", "4.4600", "cms_parallel", "24"), ("45380", "59", "0.2900", "cms_parallel", "24")]
    entry = AuditEntry.objects.get(action="case.amended")
    assert (entry.detail["change"], entry.detail["version"]) == ("3.1800", 2)
    call_command("verify")
    client.force_login(cast.clinician.user)
    page = " ".join(client.get(reverse("case", args=[case.pk])).content.decode().split())
    for shown in ("4.75 before", "corrected after the policy or the release changed", "Rules of Medicare on work, RVU26C"):
        assert shown in page


@pytest.mark.parametrize("engine", [ENGINE_VERSION, "1"])
def test_a_correction_under_the_same_terms_needs_no_version(case: Case, cast: Cast, engine: str) -> None:
    case.lines.update(engine_version=engine)
    amend_case(case=case, content=CaseContent(DAY, "24", read_entry("45385").lines), actor=cast.clinician.user)
    assert FormerValuation.objects.count() == (engine != ENGINE_VERSION)
    assert ("change" in AuditEntry.objects.get(action="case.amended").detail) == (engine != ENGINE_VERSION)


def test_a_case_that_comes_to_the_same_gets_no_version(case: Case, cast: Cast) -> None:
    numbers = list(case.lines.values_list("pk", flat=True))
    assert recredit(case=case, actor=cast.administrator.user, reason="To be sure") == Decimal(0)
    assert not FormerValuation.objects.exists()
    assert list(case.lines.values_list("pk", flat=True)) == numbers


def test_a_change_of_release_alone_is_a_version_too(case: Case, cast: Cast, release: Release) -> None:
    revised = ReleaseFactory.create(revision=1, name="RVU26C-1")
    scope = {"multiple_procedure": "3", "global_days": "000", "endoscopic_base": "45378"}
    store_rows(
        revised,
        fee_row("45385", "", "A", "4.46", "0", **scope),
        fee_row("45380", "", "A", "3.47", "0", **scope),
        fee_row("45378", "", "A", "3.18", "0", multiple_procedure="2", global_days="000"),
    )
    assert recredit(case=case, actor=None, reason="Corrected file") == Decimal(0)
    assert FormerValuation.objects.get().lines[0]["release"] == "RVU26C"
    assert {line.release for line in case.lines.all()} == {revised}


def test_the_page_of_a_case_shows_its_versions(case: Case, cast: Cast, client: Client) -> None:
    agree(cast, "raw")
    recredit(case=case, actor=cast.administrator.user, reason="The contract of January")
    client.force_login(cast.clinician.user)
    page = " ".join(client.get(reverse("case", args=[case.pk])).content.decode().split())
    for shown in ("counted anew", "4.75 before", "The contract of January", "Version 1", "Rules of Medicare on work, RVU26C"):
        assert shown in page


def test_former_values_are_seen_by_who_may_see_the_case(case: Case, cast: Cast) -> None:
    agree(cast, "raw")
    recredit(case=case, actor=None, reason="The contract of January")
    seen = {part for part, user in cast.members.items() if FormerValuation.objects.visible_to(user).exists()}
    assert seen == {"clinician", "administrator"}


def test_a_frozen_contract_is_not_counted_by_the_release_again_and_again(case: Case, cast: Cast, release: Release) -> None:
    frozen = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(frozen, fee_row("45385", "", "A", "4.57", "0"))
    agree(cast, "", frozen)
    recredit(case=case, actor=None, reason="Frozen")
    lines = recountable(release, cast.organisation, date(2026, 9, 15), ())
    assert (lines.count(), change_of_lines(cast.organisation, lines).change.lines) == (0, 0)
