"""RVU Edge counts by policies that an organisation copies, changes, previews and activates from a day, each step audited."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from benchmarks.report_services import close_month
from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.agreed import DEFAULT, agreed_on, default_policy
from tracking.effect import last_year_of
from tracking.entry import CaseContent, EntryLine
from tracking.forms_policy import PolicyForm
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
        {"assistant": "much", "co_surgeon": "-1", "ranking": "dice", "ladder": [], "folds_endoscopy": "x", "sides": {}, "reduced": None}
    )
    assert {fault.field for fault in faults} == {"assistant", "co_surgeon", "ranking", "ladder", "folds_endoscopy", "sides", "reduced"}


@pytest.mark.parametrize(
    ("typed", "kept", "fault"),
    [
        ("1 0.5 0.25", ["1", "0.5", "0.25"], ""),
        ("1, 0.5; 0.25", ["1", "0.5", "0.25"], ""),
        ("1 0,5 0,5", None, "factor"),
        ("0 0.5", None, "above 0"),
    ],
)
def test_reads_the_ladder_of_a_draft_and_never_a_decimal_comma_as_two_factors(
    draft: CreditPolicy, typed: str, kept: list[str] | None, fault: str
):
    given = {name: value for name, value in PolicyForm(draft).initial.items() if value not in (None, False)}
    form = PolicyForm(draft, QueryDict(urlencode({**given, "ladder": typed})))
    assert form.is_valid() is (kept is not None)
    assert form.choices["ladder"] == (kept or [])
    assert fault in str(form.errors.get("ladder", ""))


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
    effect = preview_of(RAW, last_year_of(CaseLine.objects.all(), TODAY))
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


def test_recounts_open_months_by_the_policy_of_today_when_it_is_confirmed(
    cast: Cast, release: Release, client: Client, django_capture_on_commit_callbacks
):
    clinician, by = cast.clinician.clinician, cast.administrator.user
    assert clinician is not None
    for day in (date(2026, 7, 6), date(2026, 8, 3)):
        content = CaseContent(day, "24", (EntryLine("45385"), EntryLine("45380", ("59",))))
        log_case(clinician=clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
    close_month(organisation=cast.organisation, month=Month(2026, 7), today_month=Month.of(TODAY), by=by)
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=by)
    client.force_login(by)
    page = client.get(reverse("recount-policy"))
    # August alone is open: 4.75 by the rules becomes 4.46 + 3.47 = 7.93 as entered.
    assert (page.context["change"].lines, page.context["change"].change) == (2, Decimal("3.1800"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recount-policy-confirm"), {"reason": ""})
    assert set(CaseLine.objects.values_list("policy", flat=True)) == {"cms_parallel"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("recount-policy-confirm"), {"reason": "The contract of January says so"})
    assert dict(CaseLine.objects.filter(code="45380").values_list("date_of_service", "policy")) == {
        date(2026, 7, 6): "cms_parallel",
        date(2026, 8, 3): "raw",
    }
    entry = AuditEntry.objects.get(action="case.recredited")
    assert (entry.detail["change"], entry.detail["reason"]) == ("3.1800", "The contract of January says so")
    assert client.get(reverse("recount-policy")).context["change"].lines == 0


def test_a_frozen_release_counts_every_date_of_service(cast: Cast, release: Release):
    clinician, by = cast.clinician.clinician, cast.administrator.user
    assert clinician is not None
    frozen = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    # RVU25D: 45385 had 4.57; RVU26C: 4.46.
    store_rows(frozen, fee_row("45385", "", "A", "4.57", "0", multiple_procedure="3", global_days="000", endoscopic_base="45378"))
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="", frozen_release=frozen, places=[], by=by)
    content = CaseContent(date(2026, 7, 6), "24", (EntryLine("45385"),))
    line = log_case(clinician=clinician, case_id=uuid4(), content=content, actor=cast.clinician.user).lines.get()
    assert (line.credit, line.release, line.ranked_on) == (Decimal("4.5700"), frozen, release)


def test_verify_names_each_line_and_total_that_differs(cast: Cast, release: Release, capsys: pytest.CaptureFixture[str]):
    clinician = cast.clinician.clinician
    assert clinician is not None
    content = CaseContent(date(2026, 7, 6), "24", (EntryLine("45385"), EntryLine("45380", ("59",))))
    case = log_case(clinician=clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
    call_command("verify")
    assert "Every stored line" in capsys.readouterr().out
    CaseLine.objects.filter(case=case, code="45385").update(credit=Decimal("9.9900"))
    with pytest.raises(CommandError, match="1 lines and 1 month totals differ") as stopped:
        call_command("verify")
    assert stopped.value.returncode == 1
    told = capsys.readouterr().out
    assert "45385 (RVU26C, cms_parallel): stored 9.9900, computed 4.4600" in told
    assert "2026-07: stored 4.7500, the lines come to 10.2800" in told
