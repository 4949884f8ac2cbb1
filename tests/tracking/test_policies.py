"""RVU Edge counts by policies that an organisation copies, changes, previews and activates from a day, each step audited."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tracking.agreed import DEFAULT, agreed_on, default_policy
from tracking.effect import last_year_of
from tracking.entry import CaseContent, EntryLine
from tracking.models import CaseLine, CreditPolicy
from tracking.models.policy import PolicyState
from tracking.policy_preview import preview_of
from tracking.services import log_case
from tracking.services_policy import activate_policy, agree_contract, change_policy, draft_policy, next_version, withdraw_policy
from tracking.wrvu.policy import Policy, RankBasis
from tracking.wrvu.policy_choices import choices_of, differences, policy_from, read_choices
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, PRESETS, RAW

TODAY = date(2026, 9, 15)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def draft(cast: Cast) -> CreditPolicy:
    return draft_policy(
        organisation=cast.organisation, title="House rules", base=CMS_PARALLEL, effective_from=date(2026, 1, 1), by=cast.administrator.user
    )


def changed(**choices: object) -> dict[str, object]:
    return choices_of(CMS_PARALLEL) | choices


@pytest.mark.parametrize("name", PRESETS)
def test_keeps_every_choice_of_a_preset(name: str):
    policy = PRESETS[name]
    assert policy_from(policy.name, policy.source, choices_of(policy)) == policy


def test_tells_every_choice_that_cannot_stand():
    _policy, faults = read_choices(
        {"assistant": "much", "co_surgeon": "-1", "ranking": "dice", "ladder": [], "folds_endoscopy": "x", "sides": {}}
    )
    assert {fault.field for fault in faults} == {"assistant", "co_surgeon", "ranking", "ladder", "folds_endoscopy", "sides"}


def test_names_the_choices_in_which_policies_differ():
    assert differences(CMS_PARALLEL, NO_RANK) == ("ranking", "folds_endoscopy")


def test_counts_by_the_default_from_its_day(cast: Cast, draft: CreditPolicy):
    assert default_policy(cast.organisation, TODAY) == DEFAULT
    change_policy(
        policy=draft, title="House rules", effective_from=date(2026, 7, 1), choices=changed(ranking="none"), by=cast.administrator.user
    )
    activate_policy(policy=draft, is_default=True, by=cast.administrator.user)
    assert default_policy(cast.organisation, date(2026, 6, 30)) == DEFAULT
    assert default_policy(cast.organisation, date(2026, 7, 1)).ranking is RankBasis.NONE
    assert default_policy(cast.elsewhere, TODAY) == DEFAULT


def test_a_contract_names_policy_and_frozen_release_from_its_day(cast: Cast, release: Release):
    clinician = cast.clinician.clinician
    assert clinician is not None
    by = cast.administrator.user
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=by)
    agree_contract(clinician=clinician, effective_from=date(2026, 8, 1), policy="no_rank", frozen_release=release, places=["21"], by=by)
    before, after, elsewhere = (
        agreed_on(clinician, date(2026, 7, 31), "21"),
        agreed_on(clinician, date(2026, 8, 1), "21"),
        agreed_on(clinician, date(2026, 8, 1), "11"),
    )
    assert (before.policy, before.frozen) == (RAW, None)
    assert (after.policy, after.frozen) == (NO_RANK, release)
    # The later contract covers the hospital alone; in the office the one before goes on.
    assert (elsewhere.policy, elsewhere.frozen) == (RAW, None)


def test_a_version_that_was_active_is_never_changed(cast: Cast, draft: CreditPolicy):
    by = cast.administrator.user
    activate_policy(policy=draft, is_default=True, by=by)
    with pytest.raises(ValidationError, match="Start its next version"):
        change_policy(policy=draft, title="Other", effective_from=TODAY, choices={}, by=by)
    second = next_version(policy=draft, by=by)
    assert (second.version, second.state, second.choices) == (2, PolicyState.DRAFT, draft.choices)
    assert next_version(policy=draft, by=by) == second


def test_a_withdrawn_version_lets_the_one_before_count_again(cast: Cast, draft: CreditPolicy):
    by = cast.administrator.user
    change_policy(policy=draft, title="House rules", effective_from=date(2026, 1, 1), choices=changed(assistant="0.2"), by=by)
    activate_policy(policy=draft, is_default=True, by=by)
    second = next_version(policy=draft, by=by)
    change_policy(policy=second, title="House rules", effective_from=date(2026, 7, 1), choices=changed(assistant="0.1"), by=by)
    activate_policy(policy=second, is_default=True, by=by)
    assert default_policy(cast.organisation, TODAY).assistant == Decimal("0.1")
    withdraw_policy(policy=second, by=by)
    assert default_policy(cast.organisation, TODAY).assistant == Decimal("0.2")
    actions = list(AuditEntry.objects.filter(action__startswith="policy.").order_by("id").values_list("action", flat=True))
    assert actions == [
        "policy.drafted", "policy.changed", "policy.activated", "policy.drafted", "policy.changed", "policy.activated", "policy.withdrawn",
    ]  # fmt: skip


def test_previews_the_total_and_the_lines_that_change_most(cast: Cast, release: Release):
    clinician = cast.clinician.clinician
    assert clinician is not None
    content = CaseContent(date(2026, 7, 6), "24", (EntryLine("45385"), EntryLine("45380", ("59",))))
    log_case(clinician=clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
    effect = preview_of(CMS_PARALLEL, RAW, last_year_of(CaseLine.objects.all(), TODAY))
    # RVU26C: 4.46 + (3.47 - 3.18) = 4.75 by CMS rules; 4.46 + 3.47 = 7.93 raw; 3.18 / 4.75 = 66.95%.
    assert (effect.lines, effect.now, effect.then) == (2, Decimal("4.7500"), Decimal("7.9300"))
    assert effect.percent == Decimal("66.95")
    assert [(one.line, one.change) for one in effect.largest] == [("45380-59", Decimal("3.1800"))]


def test_an_administrator_copies_changes_and_activates_on_pages(cast: Cast, client: Client, release: Release):
    client.force_login(cast.administrator.user)
    started = client.post(reverse("policy-new"), {"title": "House rules", "base": "cms_parallel", "effective_from": "2026-01-01"})
    policy = CreditPolicy.objects.get()
    assert started["Location"] == reverse("policy", args=[policy.pk])
    page = client.get(started["Location"])
    fields = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    posted = {name: ("on" if value is True else "" if value in (None, False) else value) for name, value in fields.items()}
    posted = {name: value for name, value in posted.items() if value != "" or name not in {"counts_work_not_used_by_medicare"}}
    answer = client.post(reverse("policy", args=[policy.pk]), posted | {"co_surgeon": "1.5 or so"})
    assert answer.status_code == 400
    assert b"Write a factor such as 0.5 or 1.25." in answer.content
    assert client.post(reverse("policy", args=[policy.pk]), posted | {"co_surgeon": "0.6"}).status_code == 302
    policy.refresh_from_db()
    assert policy.choices["co_surgeon"] == "0.6"
    assert b"No line was logged" in client.get(reverse("policy-preview", args=[policy.pk])).content
    client.post(reverse("policy-activate", args=[policy.pk]), {"is_default": "1"})
    assert default_policy(cast.organisation, TODAY).co_surgeon == Decimal("0.6")
    assert b"House rules" in client.get(reverse("policies")).content


def test_policies_and_contracts_are_the_administrators_of_the_organisation(cast: Cast, draft: CreditPolicy, client: Client):
    names = ("policy-activate", "policy-withdraw", "policy-next")
    for part, user in cast.members.items():
        client.force_login(user)
        is_own = part == "administrator"
        assert client.get(reverse("policies")).status_code == (200 if is_own or part == "strange_administrator" else 404), part
        assert client.get(reverse("policy", args=[draft.pk])).status_code == (200 if is_own else 404), part
        if not is_own:
            assert {client.post(reverse(name, args=[draft.pk])).status_code for name in names} == {404}, part
    stranger = cast.stranger.clinician
    assert stranger is not None
    client.force_login(cast.administrator.user)
    answer = client.post(reverse("contract-new"), {"clinician": stranger.pk, "effective_from": "2026-01-01", "policy": "raw"})
    assert answer.status_code == 400
    assert not stranger.contracts.exists()


def test_a_contract_is_agreed_and_removed_on_the_page(cast: Cast, client: Client, release: Release):
    client.force_login(cast.administrator.user)
    clinician = cast.clinician.clinician
    assert clinician is not None
    given = {"clinician": clinician.pk, "effective_from": "2026-01-01", "policy": "no_rank", "frozen_release": release.pk, "places": ["21"]}
    assert client.post(reverse("contract-new"), given).status_code == 302
    contract = clinician.contracts.get()
    assert (contract.policy, contract.frozen_release, contract.places) == ("no_rank", release, ["21"])
    client.post(reverse("contract-remove", args=[contract.pk]))
    assert not clinician.contracts.exists()
    actions = set(AuditEntry.objects.filter(action__startswith="contract.").values_list("action", flat=True))
    assert actions == {"contract.agreed", "contract.removed"}


def test_a_policy_without_changes_counts_as_its_base():
    assert isinstance(policy_from("x", "", {}), Policy)
    assert differences(policy_from("x", "", {}), CMS_PARALLEL) == ()
