"""A log of the last 12 months is compared by the release of each date of service and on one frozen release; nothing is stored."""

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
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking import frozen_comparison, policy_preview
from tracking.entry import CaseContent, read_entry
from tracking.frozen_comparison import compare
from tracking.models import CaseLine
from tracking.services import log_case
from tracking.services_policy import agree_contract
from tracking.wrvu.presets import CMS_PARALLEL

FROZEN = reverse("frozen-comparison")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def former(release: Release) -> Release:
    """RVU25D, without 99214: 45385 had 4.57."""
    former = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(former, fee_row("45385", "", "A", "4.57", "0", multiple_procedure="3", global_days="000", endoscopic_base="45378"))
    return former


def log(member: Member, typed: str, day: date = date(2026, 7, 6)) -> None:
    assert member.clinician
    content = CaseContent(day, "24", read_entry(typed).lines)
    log_case(clinician=member.clinician, case_id=uuid4(), content=content, actor=member.user)


def test_sums_both_ways_and_names_the_lines_that_change(cast: Cast, former: Release) -> None:
    assert cast.clinician.clinician
    for _time in range(3):
        log(cast.clinician, "45385")
    log(cast.clinician, "99214")
    found = compare([cast.clinician.clinician], CaseLine.objects.all(), former)
    # Three times 4.46, and 4.57 each when frozen; 99214 is not in the frozen release and keeps 1.92.
    assert (found.effect.lines, found.effect.now, found.effect.then) == (4, Decimal("15.3000"), Decimal("15.6300"))
    assert [(one.line, one.times, one.change) for one in found.effect.largest] == [("45385", 3, Decimal("0.3300"))]
    assert (found.absent, found.effect.is_cut) == (1, False)


def test_each_clinician_is_counted_by_the_own_policy(cast: Cast, former: Release) -> None:
    clinician = cast.clinician.clinician
    assert clinician
    log(cast.clinician, "45385-52")
    agree_contract(
        clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=cast.administrator.user
    )
    found = compare([clinician], CaseLine.objects.all(), former)
    # As entered, 52 takes nothing away.
    assert (found.effect.now, found.effect.then) == (Decimal("4.4600"), Decimal("4.5700"))


def test_a_preview_of_the_own_policy_changes_nothing_under_a_frozen_release(cast: Cast, release: Release, former: Release) -> None:
    """The order of two surgeries is that of the fees of the day: 27447 comes first in 2026, second by the frozen values (made up)."""
    surgery = {"multiple_procedure": "2", "global_days": "090"}
    store_rows(release, fee_row("27447", "", "A", "20.00", "0", **surgery), fee_row("63030", "", "A", "10.00", "0", **surgery))
    store_rows(former, fee_row("27447", "", "A", "10.00", "0", **surgery), fee_row("63030", "", "A", "12.00", "0", **surgery))
    clinician = cast.clinician.clinician
    assert clinician
    agree_contract(
        clinician=clinician,
        effective_from=date(2026, 1, 1),
        policy="cms_parallel",
        frozen_release=former,
        places=[],
        by=cast.administrator.user,
    )
    log(cast.clinician, "27447 63030")
    # 10.00 in full, and half of 12.00.
    assert sum(line.credit for line in CaseLine.objects.all()) == Decimal("16.0000")
    found = policy_preview.preview_of(CMS_PARALLEL, CaseLine.objects.all())
    assert (found.now, found.then) == (Decimal("16.0000"), Decimal("16.0000"))


def test_stops_at_the_most_lines_and_says_so(cast: Cast, former: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cast.clinician.clinician and cast.surgeon.clinician
    monkeypatch.setattr(frozen_comparison, "MOST_LINES", 2)
    for member in (cast.clinician, cast.clinician, cast.surgeon):
        log(member, "45385")
    found = compare([cast.clinician.clinician, cast.surgeon.clinician], CaseLine.objects.all(), former)
    assert (found.effect.lines, found.effect.is_cut) == (2, True)


def test_shows_twenty_lines_at_most(cast: Cast, release: Release) -> None:
    assert cast.clinician.clinician
    codes = [f"1{number:04d}" for number in range(1, 26)]
    store_rows(release, *(fee_row(code, "", "A", "1.00", "0") for code in codes))
    other = ReleaseFactory.create(name="RVU25D", year=2025, letter="D", effective_from=date(2025, 10, 1))
    store_rows(other, *(fee_row(code, "", "A", f"2.{number:02d}", "0") for number, code in enumerate(codes)))
    for code in codes:
        log(cast.clinician, code)
    found = compare([cast.clinician.clinician], CaseLine.objects.all(), other)
    assert len(found.effect.largest) == policy_preview.MOST_SHOWN == 20
    assert found.effect.largest[0].line == codes[-1]


def test_the_page_compares_one_log_or_everybodys(cast: Cast, former: Release, client: Client) -> None:
    assert cast.clinician.clinician
    client.force_login(cast.administrator.user)
    assert "Choose a release to compare with." in client.get(FROZEN).content.decode()
    assert "No line was logged" in client.get(FROZEN, {"release": former.pk}).content.decode()
    log(cast.clinician, "45385")
    log(cast.surgeon, "45385")
    log(cast.stranger, "45385")
    log(cast.clinician, "45385", date(2025, 9, 14))
    everybody = client.get(FROZEN, {"release": former.pk})
    assert everybody.context["effect"].lines == 2
    one = client.get(FROZEN, {"release": former.pk, "clinician": cast.clinician.clinician.pk})
    page = " ".join(one.content.decode().split())
    for shown in ("Frozen on RVU25D", "4.46", "4.57", "+0.11", "+2.47%", "Lines that change most"):
        assert shown in page
    assert CaseLine.objects.filter(release=former).count() == 0


def test_refuses_other_organisations_and_unknown_releases(cast: Cast, former: Release, client: Client) -> None:
    assert cast.stranger.clinician
    client.force_login(cast.administrator.user)
    answer = client.get(FROZEN, {"release": former.pk, "clinician": cast.stranger.clinician.pk})
    assert answer.status_code == 400 and b"Choose somebody of your organisation." in answer.content
    assert b"Choose one of the loaded releases." in client.get(FROZEN, {"release": "x"}).content
    assert b"Choose a release." in client.get(FROZEN, {"release": ""}).content


def test_a_contract_leads_to_its_comparison(cast: Cast, former: Release, client: Client) -> None:
    clinician = cast.clinician.clinician
    assert clinician
    agree_contract(
        clinician=clinician, effective_from=date(2026, 1, 1), policy="", frozen_release=former, places=[], by=cast.administrator.user
    )
    client.force_login(cast.administrator.user)
    page = client.get(reverse("policies")).content.decode()
    assert f"{FROZEN}?release={former.pk}&amp;clinician={clinician.pk}" in page


def test_costs_the_same_queries_for_many_lines(cast: Cast, former: Release, client: Client, django_assert_max_num_queries) -> None:
    for _time in range(5):
        log(cast.clinician, "45385 99214")
    client.force_login(cast.administrator.user)
    with django_assert_max_num_queries(25):
        client.get(FROZEN, {"release": former.pk})
