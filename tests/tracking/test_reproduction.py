"""How a case was counted is worked out again to the same bytes from what is stored, also years later and in a closed month."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from benchmarks.report_services import close_month
from codes.models import AnesthesiaBase, OtherFee, OtherSchedule, Release, ReleaseState
from codes.reference import forget_reference
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.entry import CaseContent, EntryLine, read_entry
from tracking.models import Case, CaseLine, CreditPolicy
from tracking.reproduction import bytes_of, reproduced_steps
from tracking.services import log_case
from tracking.services_policy import activate_policy, agree_contract, change_policy, draft_policy, next_version
from tracking.wrvu.details import stored_facts
from tracking.wrvu.policy_choices import choices_of
from tracking.wrvu.presets import CMS_PARALLEL

DAY = date(2026, 7, 6)
EVERY_LANE = "45385 45380-59 99214x2 D1553 78815 80053 71046-TC 99417 12345 45378-ZZ"


def logged(cast: Cast, *lines: EntryLine) -> Case:
    assert cast.clinician.clinician
    content = CaseContent(DAY, "24", lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)


def stored(case: Case) -> bytes:
    return bytes_of(list(case.lines.values_list("steps", flat=True)))


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


def own_policy(cast: Cast, **choices: object) -> CreditPolicy:
    by = cast.administrator.user
    draft = draft_policy(organisation=cast.organisation, title="House rules", base=CMS_PARALLEL, effective_from=DAY, by=by)
    change_policy(policy=draft, title="House rules", effective_from=DAY, choices=choices_of(CMS_PARALLEL) | choices, by=by)
    activate_policy(policy=draft, is_default=True, by=by)
    return draft


def everything_changes(cast: Cast, release: Release, policy: CreditPolicy) -> None:
    """A corrected release, the policy's next version, another contract, and fees that were not there."""
    by = cast.administrator.user
    store_rows(
        ReleaseFactory.create(revision=1, name="RVU26C-1"),
        *(fee_row(code, "", "A", "9.99", "0") for code in ("45385", "45380", "99214")),
    )
    later = next_version(policy=policy, by=by)
    change_policy(policy=later, title="House rules", effective_from=DAY, choices=choices_of(CMS_PARALLEL) | {"ranking": "none"}, by=by)
    activate_policy(policy=later, is_default=True, by=by)
    agree(cast, "raw")
    table = OtherSchedule.objects.create(kind="clfs", name="CLFS", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    OtherFee.objects.create(schedule=table, code="78815", amount=Decimal("10.00"))


def test_comes_to_the_same_bytes_though_everything_changed_since(cast: Cast, release: Release) -> None:
    policy = own_policy(cast, assistant="0.2")
    table = OtherSchedule.objects.create(kind="clfs", name="CLFS25", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    OtherFee.objects.create(schedule=table, code="80053", amount=Decimal("10.56"))
    case = logged(cast, *read_entry(EVERY_LANE).lines)
    before = stored(case)
    table.delete()
    everything_changes(cast, release, policy)
    assert bytes_of(reproduced_steps(case)) == before == stored(case)
    call_command("verify")


def test_comes_to_the_same_bytes_for_a_closed_month(cast: Cast, release: Release) -> None:
    policy = own_policy(cast)
    case = logged(cast, *read_entry("45385 45380-59").lines)
    before = stored(case)
    close_month(organisation=cast.organisation, month=Month(2026, 7), today_month=Month(2026, 9), by=cast.administrator.user)
    everything_changes(cast, release, policy)
    assert bytes_of(reproduced_steps(case)) == before == stored(case)


def test_comes_to_the_same_bytes_on_a_frozen_release(cast: Cast, release: Release) -> None:
    frozen = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(frozen, fee_row("45385", "", "A", "4.57", "0", multiple_procedure="3", global_days="000", endoscopic_base="45378"))
    agree(cast, "", frozen)
    case = logged(cast, *read_entry("45385 99214").lines)
    before = stored(case)
    agree(cast, "raw")
    assert bytes_of(reproduced_steps(case)) == before
    assert {line.release for line in case.lines.all()} == {frozen}


def test_comes_to_the_same_bytes_for_anesthesia_though_its_list_is_gone(cast: Cast, release: Release) -> None:
    table = OtherSchedule.objects.create(kind="anes_base", name="ANES2026", effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE)
    AnesthesiaBase.objects.create(schedule=table, code="00142", base_units=Decimal(4))
    forget_reference()
    case = logged(cast, EntryLine("00142", ("QK",), facts=stored_facts("minutes=117;concurrent=2")))
    before = stored(case)
    table.delete()
    forget_reference()
    assert b"5.90" in before
    assert bytes_of(reproduced_steps(case)) == before
    call_command("verify")


def test_says_nothing_where_the_policy_is_gone(cast: Cast, release: Release) -> None:
    case = logged(cast, EntryLine("45385"))
    CaseLine.objects.update(policy="gone v1")
    assert reproduced_steps(case) is None


def test_verify_names_a_line_whose_steps_were_touched(cast: Cast, release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    logged(cast, EntryLine("45385"))
    line = CaseLine.objects.get()
    CaseLine.objects.update(steps=[{**line.steps[0], "value": "45384"}])
    with pytest.raises(CommandError, match="1 lines and 0 month totals differ"):
        call_command("verify")
    assert "stored 4.4600, it differs in: steps" in capsys.readouterr().out
    # An earlier engine's steps stay as they were stored; its credit is held to the rules.
    CaseLine.objects.update(engine_version="1")
    call_command("verify")


def test_verify_holds_each_organisation_to_its_own_version(cast: Cast, release: Release) -> None:
    """Two organisations may give two policies one name."""
    own_policy(cast, assistant="0.2")
    other = draft_policy(
        organisation=cast.elsewhere, title="House rules", base=CMS_PARALLEL, effective_from=DAY, by=cast.strange_administrator.user
    )
    change_policy(
        policy=other, title="House rules", effective_from=DAY, choices=choices_of(CMS_PARALLEL) | {"reduced": "0.1"}, by=cast.operator
    )
    activate_policy(policy=other, is_default=True, by=cast.operator)
    logged(cast, EntryLine("45385", ("52",)))
    assert CaseLine.objects.get().policy == "house-rules v1"
    call_command("verify")
