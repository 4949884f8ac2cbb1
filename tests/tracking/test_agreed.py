"""RVU Edge counts by what was agreed last, and never lets an agreement end in silence."""

import html
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tracking.agreed import agreed_on, default_policy, policies_of
from tracking.models import Clinician, Contract, CreditPolicy
from tracking.models.policy import PolicyState
from tracking.services_policy import (
    activate_policy,
    agree_contract,
    change_policy,
    draft_policy,
    next_version,
    remove_contract,
    withdraw_policy,
)
from tracking.wrvu.policy import Absent, Policy
from tracking.wrvu.presets import NO_RANK, RAW

TODAY = date(2026, 9, 15)
JANUARY = date(2026, 1, 1)


def clinician_of(cast: Cast) -> Clinician:
    assert cast.clinician.clinician is not None
    return cast.clinician.clinician


def activated(cast: Cast, title: str, *, base: Policy = RAW, since: date = JANUARY, is_default: bool = False) -> CreditPolicy:
    """A policy of the organisation that counts from a day."""
    by = cast.administrator.user
    policy = draft_policy(organisation=cast.organisation, title=title, base=base, effective_from=since, by=by)
    assert activate_policy(policy=policy, is_default=is_default, by=by)
    return policy


@pytest.mark.parametrize(("first", "second"), [("Alpha", "Zeta"), ("Zeta", "Alpha")])
def test_counts_by_the_default_that_was_activated_last_where_two_hold_from_one_day(cast: Cast, first: str, second: str):
    activated(cast, first, base=RAW, is_default=True)
    activated(cast, second, base=NO_RANK, is_default=True)
    assert default_policy(cast.organisation, TODAY).name == f"{second.lower()} v1"
    assert agreed_on(clinician_of(cast), TODAY).label == f"{second.lower()} v1"


def test_refuses_to_withdraw_a_policy_that_a_contract_would_miss_and_says_whose(cast: Cast, client: Client):
    by, clinician = cast.administrator.user, clinician_of(cast)
    zeta = activated(cast, "Zeta")
    contract = agree_contract(clinician=clinician, effective_from=JANUARY, policy="zeta", frozen_release=None, places=[], by=by)
    with pytest.raises(ValidationError, match=f"Contracts name this policy: {clinician.name}"):
        withdraw_policy(policy=zeta, by=by)
    client.force_login(by)
    answer = client.post(reverse("policy-withdraw", args=[zeta.pk]), follow=True)
    assert f"Contracts name this policy: {clinician.name}" in html.unescape(answer.content.decode())
    zeta.refresh_from_db()
    assert zeta.state == PolicyState.ACTIVE
    assert not AuditEntry.objects.filter(action="policy.withdrawn").exists()
    remove_contract(contract=contract, by=by)
    assert withdraw_policy(policy=zeta, by=by)


def test_withdraws_a_version_whose_contracts_go_on_under_the_one_before(cast: Cast):
    by, clinician = cast.administrator.user, clinician_of(cast)
    zeta = activated(cast, "Zeta")
    agree_contract(clinician=clinician, effective_from=JANUARY, policy="zeta", frozen_release=None, places=[], by=by)
    second = next_version(policy=zeta, by=by)
    activate_policy(policy=second, is_default=False, by=by)
    assert withdraw_policy(policy=second, by=by)
    with pytest.raises(ValidationError, match="Contracts name this policy"):
        withdraw_policy(policy=zeta, by=by)
    assert agreed_on(clinician, TODAY).label == "zeta v1"


def test_refuses_a_contract_before_the_first_day_of_its_policy(cast: Cast, client: Client):
    by, clinician = cast.administrator.user, clinician_of(cast)
    zeta = activated(cast, "Zeta", since=date(2026, 7, 1))
    client.force_login(by)
    given = {"clinician": clinician.pk, "effective_from": "2026-06-30", "policy": "zeta"}
    answer = client.post(reverse("contract-new"), given)
    assert answer.status_code == 400
    assert "counts from 2026-07-01 only" in answer.content.decode()
    assert not clinician.contracts.exists()
    assert client.post(reverse("contract-new"), given | {"effective_from": "2026-07-01"}).status_code == 302
    clinician.contracts.all().delete()
    withdraw_policy(policy=zeta, by=by)
    with pytest.raises(ValidationError, match="No version of the policy 'zeta' is active"):
        agree_contract(clinician=clinician, effective_from=TODAY, policy="zeta", frozen_release=None, places=[], by=by)


def test_counts_by_the_default_where_a_stored_contract_names_a_policy_that_does_not_hold(cast: Cast):
    activated(cast, "Alpha", is_default=True)
    clinician = clinician_of(cast)
    Contract.objects.create(clinician=clinician, effective_from=JANUARY, policy="gone")
    assert agreed_on(clinician, TODAY).label == "alpha v1"


def test_offers_no_value_of_a_comparable_code_and_still_reads_a_policy_that_has_it(cast: Cast, client: Client):
    by = cast.administrator.user
    policy = draft_policy(organisation=cast.organisation, title="Old", base=RAW, effective_from=JANUARY, by=by)
    stored = policy.choices | {"absent": "comparator"}
    change_policy(policy=policy, title="Old", effective_from=JANUARY, choices=stored, by=by)
    client.force_login(by)
    form = client.get(reverse("policy", args=[policy.pk])).context["form"]
    assert [value for value, _label in form.fields["absent"].choices] == ["current", "nothing"]
    assert form["absent"].value() == "nothing"
    answer = client.post(reverse("policy", args=[policy.pk]), {"absent": "comparator"})
    assert "absent" in answer.context["form"].errors
    activate_policy(policy=policy, is_default=False, by=by)
    assert "<dd>comparator</dd>" in client.get(reverse("policy", args=[policy.pk])).text
    assert policies_of(cast.organisation)["old v1"].absent is Absent.COMPARATOR
