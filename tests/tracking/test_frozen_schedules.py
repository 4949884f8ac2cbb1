"""Two contracts freeze two schedules: each day counts by its own, and activating a release moves no stored amount."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import call_command

from codes.fees import FeeRow
from codes.models import Release, ReleaseState
from codes.services import activate_release
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C, fee_row
from tracking.entry import CaseContent, read_entry
from tracking.models import Case, CaseLine
from tracking.recount_terms import change_of_terms
from tracking.services import log_case
from tracking.services_policy import agree_contract

JULY, AUGUST = date(2026, 7, 6), date(2026, 8, 3)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


def colonoscopies(look: str, biopsy: str, polyp: str, visit: str) -> tuple[FeeRow, ...]:
    """Rows of 45378, 45380, 45385 and 99214 with the work values of a year."""
    family = {"global_days": "000", "multiple_procedure": "3", "endoscopic_base": "45378"}
    return (
        fee_row("45378", "", "A", look, "0", multiple_procedure="2", global_days="000"),
        fee_row("45380", "", "A", biopsy, "0", **family),
        fee_row("45385", "", "A", polyp, "0", **family),
        fee_row("99214", "", "A", visit, "0"),
    )


@pytest.fixture
def later(cast: Cast) -> Release:
    """January 2026 is in force; contracts freeze 2020 until July and October 2025 from August; July 2026 waits as a draft."""
    frozen = [ReleaseFactory.create(name=f"RVU{year}", year=2000 + int(year[:2]), letter=year[2], effective_from=day) for year, day in OLD]
    # The work values of 2020 (RVU20D) and of October 2025 (RVU25D): only the visit differs.
    store_rows(frozen[0], *colonoscopies("3.26", "3.56", "4.57", "1.50"))
    store_rows(frozen[1], *colonoscopies("3.26", "3.56", "4.57", "1.92"))
    store_rows(ReleaseFactory.create(name="RVU26A", letter="A", effective_from=date(2026, 1, 1)), *RVU26C.rows)
    clinician, by = cast.clinician.clinician, cast.administrator.user
    assert clinician
    for release, since in zip(frozen, (date(2026, 1, 1), date(2026, 8, 1)), strict=True):
        agree_contract(clinician=clinician, effective_from=since, policy="", frozen_release=release, places=[], by=by)
    draft = ReleaseFactory.create(state=ReleaseState.DRAFT)
    # Had the draft other values, a case that is counted by it would show.
    store_rows(draft, *colonoscopies("1.00", "2.00", "3.00", "9.00"))
    return draft


OLD = (("20D", date(2020, 10, 1)), ("25D", date(2025, 10, 1)))


def log(cast: Cast, day: date) -> UUID:
    assert cast.clinician.clinician
    content = CaseContent(day, "24", read_entry("99214-25 45380-59 45385").lines)
    return log_case(clinician=cast.clinician.clinician, case_id=uuid4(), content=content, actor=cast.clinician.user).pk


def told(case: UUID) -> tuple[dict[str, Decimal], set[str], set[str]]:
    """The credit of each code, the releases that counted, and those that ranked."""
    lines = Case.objects.get(pk=case).lines.select_related("release", "ranked_on")
    counted = {line.release.name for line in lines if line.release}
    return {line.code: line.credit for line in lines}, counted, {line.ranked_on.name for line in lines if line.ranked_on}


def test_counts_each_day_by_the_schedule_of_its_contract_before_and_after_a_release(
    cast: Cast, later: Release, capsys: pytest.CaptureFixture[str]
) -> None:
    # The biopsy adds what it has over the look: 3.56 - 3.26 = 0.30.
    old = {"99214": Decimal("1.50"), "45380": Decimal("0.30"), "45385": Decimal("4.57")}
    new = old | {"99214": Decimal("1.92")}
    july, august = log(cast, JULY), log(cast, AUGUST)
    assert (told(july), told(august)) == ((old, {"RVU20D"}, {"RVU26A"}), (new, {"RVU25D"}, {"RVU26A"}))
    stored = list(CaseLine.objects.order_by("pk").values())

    assert activate_release(release=later, by=cast.operator)
    assert list(CaseLine.objects.order_by("pk").values()) == stored
    call_command("verify")
    assert "Every stored line" in capsys.readouterr().out
    again = (told(log(cast, JULY)), told(log(cast, AUGUST)))
    assert again == ((old, {"RVU20D"}, {"RVU26C"}), (new, {"RVU25D"}, {"RVU26C"}))
    # Counted anew, the first two would be ranked by the July release; what they are credited stays.
    found = change_of_terms(cast.organisation, JULY, AUGUST, ())
    assert (found.change.cases, found.kept, found.change.change) == (2, 2, Decimal(0))
