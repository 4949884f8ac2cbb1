"""RVU Edge shows the own work among that of five colleagues or more of the specialty, none of whom anybody can tell."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from benchmarks.models import ReportSnapshot
from benchmarks.report.among_peers import Peers, among, peer_strip
from codes.models import Specialty
from tests.benchmarks.work import NOON, OCTOBER, clinician_of, close, did, employ, publish
from tests.cast import Cast
from tests.factories import ClinicianFactory, UserFactory
from tracking.models import Clinician, Effort

PAGE = "/reports/2026-10/"
NAMES = ("Ben", "Cleo", "Dora", "Egon", "Zoe")


def rates(*values: int) -> list[Decimal | None]:
    return [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("own", "others", "middle"),
    [
        (5000, (1000, 5000, 3000, 2000, 4000), 3000),
        # (3,000 + 4,000) / 2
        (5000, (1000, 2000, 3000, 4000, 5000, 6000), 3500),
        (5000, (1000, 2000, 3000, 4000), None),
        (None, (1000, 2000, 3000, 4000, 5000), None),
    ],
)
def test_compares_with_five_colleagues_or_more(own: int | None, others: tuple[int, ...], middle: int | None) -> None:
    peers = among(None if own is None else Decimal(own), rates(*others))
    assert (peers.middle if peers else None) == middle
    assert peers is None or list(peers.others) == sorted(peers.others)


def test_counts_no_colleague_without_a_rate() -> None:
    assert among(Decimal(1), [*rates(1, 2, 3, 4), None]) is None


def test_stacks_dots_that_would_cover_each_other() -> None:
    drawn = peer_strip(Peers(Decimal(1000), tuple(map(Decimal, (0, 10, 20, 500, 1000)))), 358)
    # 0 to 1,000 on 12 to 346: 10 lies at 15.3 and 20 at 18.7, each less than a dot from the one before.
    assert [(str(dot.x), dot.y) for dot in drawn.dots] == [("12.0", 62), ("15.3", 49), ("18.7", 36), ("179.0", 62), ("346.0", 62)]
    assert (drawn.own, drawn.anchor) == (Decimal("346.0"), "end")


def zoe(cast: Cast) -> Clinician:
    user = UserFactory.create(name="Zoe Sixth", email="zoe@clinic.example")
    made: Clinician = ClinicianFactory.create(
        user=user, organisation=cast.organisation, department=cast.medicine, started_on=date(2024, 1, 1)
    )
    Effort.objects.create(clinician=made, effective_from=date(2024, 1, 1), total_fte=1, clinical_fte=1)
    return made


@pytest.fixture
def october(cast: Cast, specialties: dict[str, Specialty]) -> Iterator[Cast]:
    """October of Ada with 500 and of five colleagues with 100 to 500 of gastroenterology, all at 1.0; the stranger has 9,000 elsewhere."""
    with time_machine.travel(NOON, tick=False):
        sixth, gastro = zoe(cast), specialties["gastroenterology"]
        Clinician.objects.filter(pk=sixth.pk).update(specialty=gastro)
        for member in (cast.clinician, cast.colleague, cast.surgeon, cast.lead, cast.lead_elsewhere, cast.stranger):
            employ(member, specialty=gastro)
        members = (cast.clinician, cast.colleague, cast.surgeon, cast.lead, cast.lead_elsewhere)
        for member, credit in zip(members, ("450", "100", "200", "300", "400"), strict=True):
            did(member, date(2026, 10, 5), "45385", credit)
        did(cast.stranger, date(2026, 10, 5), "45385", "9000")
        close(cast, OCTOBER)
        publish(cast, OCTOBER)
        yield cast


def test_shows_the_own_work_among_colleagues_without_a_name(october: Cast, client: Client) -> None:
    client.force_login(october.clinician.user)
    page = client.get(PAGE)
    # Twelve months at 1.0 are one clinical year: what October says is the rate.
    assert page.context["peers"] == Peers(Decimal("450.00"), tuple(map(Decimal, ("0", "100", "200", "300", "400"))))
    assert "beside 5 colleagues in Gastroenterology: from 0 to 400, 200 in the middle" in page.text
    assert not [name for name in NAMES if name in page.text]


def test_takes_the_newest_version_of_each_report(october: Cast, client: Client) -> None:
    first = ReportSnapshot.objects.get(clinician=clinician_of(october.colleague))
    periods = [*first.payload["periods"][:4], {**first.payload["periods"][4], "per_cfte": "150"}]
    ReportSnapshot.objects.create(
        clinician=first.clinician,
        month_index=first.month_index,
        version=2,
        state=first.state,
        published_at=first.published_at,
        payload={**first.payload, "periods": periods},
    )
    client.force_login(october.clinician.user)
    assert client.get(PAGE).context["peers"].others[1] == Decimal(150)


def test_shows_nothing_with_fewer_than_five(october: Cast, client: Client) -> None:
    ReportSnapshot.objects.get(clinician=clinician_of(october.surgeon)).delete()
    client.force_login(october.clinician.user)
    assert "Among colleagues" not in client.get(PAGE).text


@pytest.mark.parametrize("part", ["lead", "administrator"])
def test_shows_it_to_nobody_but_the_clinician(october: Cast, client: Client, part: str) -> None:
    client.force_login(october.members[part])
    page = client.get(f"{PAGE}?clinician={clinician_of(october.clinician).pk}")
    assert page.status_code == 200 and "Among colleagues" not in page.text
