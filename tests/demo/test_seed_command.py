"""`seed_demo` tells what it did, refuses half a crowd, and fills a database with a crowd for the benchmarks."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import Count, Max, Min, Sum

from rvuedge.accounts.models import Organisation, User
from rvuedge.demo.crowd import SLUG, seed_crowd
from rvuedge.demo.leave import leave_demo
from tests.demo.seeded import TODAY
from tracking.models import Case, CaseLine, Clinician, MonthTotal

PEOPLE = 8


def crowd() -> list[tuple[str, ...]]:
    facts = (
        "clinician__name",
        "date_of_service",
        "code",
        "modifiers",
        "outcome",
        "lane",
        "credit",
        "fee_amount",
        "steps",
        "flags",
        "position",
    )
    lines = CaseLine.objects.filter(clinician__organisation__slug=SLUG)
    return sorted(tuple(map(str, line)) for line in lines.values_list(*facts))


def test_tells_what_it_added(demo: Organisation) -> None:
    out = StringIO()
    before = Case.objects.count()
    with time_machine.travel("2026-11-25T03:00:00Z", tick=False):  # the evening of the 24th in Chicago
        call_command("seed_demo", stdout=out)
    new = Case.objects.count() - before
    assert new > 0
    assert out.getvalue() == f"9 fictional people, {new:,} new cases, 13 months closed.\n"
    assert CaseLine.objects.aggregate(last=Max("date_of_service"))["last"] == date(2026, 11, 23)


@pytest.mark.parametrize("words", [("--clinicians", "5"), ("--lines", "5"), ("--clinicians", "5", "--lines", "4"), ("--clinicians", "-1")])
def test_refuses_half_a_crowd(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Give both") as refusal:
        call_command("seed_demo", *words)
    assert refusal.value.returncode == 2
    assert not Organisation.objects.filter(slug=SLUG).exists()


def test_fills_a_database_to_the_line() -> None:
    out = StringIO()
    with time_machine.travel("2026-11-23T18:00:00Z", tick=False):
        call_command("seed_demo", "--clinicians", "8", "--lines", "1003", stdout=out, stderr=StringIO())
    assert out.getvalue() == "8 made-up clinicians have 1,003 lines, 1,003 of them new.\n"
    shares = Clinician.objects.filter(organisation__slug=SLUG).annotate(n=Count("lines")).values_list("n", flat=True)
    assert sorted(shares) == [125] * 5 + [126] * 3  # 1,003 = 8 x 125 + 3
    days = CaseLine.objects.filter(clinician__organisation__slug=SLUG).aggregate(first=Min("date_of_service"), last=Max("date_of_service"))
    assert TODAY - timedelta(days=365) < days["first"] and days["last"] < TODAY


def test_values_the_crowd_as_the_engine_does(demo: Organisation) -> None:
    seed_crowd(clinicians=PEOPLE, lines=4000, today=TODAY)
    facts = (
        "code",
        "modifiers",
        "case__place_of_service",
        "release",
        "lane",
        "outcome",
        "credit",
        "work_rvu",
        "fee_schedule",
        "flags",
        "steps",
    )
    # The dental fees are the demo organisation's own, and so are the minutes of its anesthetics.
    lines = CaseLine.objects.exclude(lane__in=("dental", "anesthesia"))
    by_hand = {tuple(map(str, line)) for line in lines.exclude(clinician__organisation__slug=SLUG).values_list(*facts)}
    in_bulk = {tuple(map(str, line)) for line in lines.filter(clinician__organisation__slug=SLUG).values_list(*facts)}
    assert len(in_bulk) > 50
    assert in_bulk - by_hand == set()


def test_keeps_the_totals_of_the_crowd() -> None:
    seed_crowd(clinicians=PEOPLE, lines=2000, today=TODAY)
    seed_crowd(clinicians=PEOPLE, lines=2500, today=TODAY)
    lines = CaseLine.objects.filter(clinician__organisation__slug=SLUG)
    assert lines.count() == 2500
    totals = {(one.clinician_id, one.month_index): one for one in MonthTotal.objects.filter(clinician__organisation__slug=SLUG)}
    sums = lines.values("clinician", "month_index").annotate(credit=Sum("credit"), lines=Count("pk"))
    assert len(sums) == len(totals)
    for row in sums:
        total = totals[row["clinician"], row["month_index"]]
        assert (total.lines, total.credit) == (row["lines"], Decimal(row["credit"]).quantize(Decimal("0.0001")))


def test_makes_the_same_crowd_again() -> None:
    seed_crowd(clinicians=3, lines=300, today=TODAY)
    first = crowd()
    assert seed_crowd(clinicians=3, lines=300, today=TODAY) == 0
    assert crowd() == first
    Organisation.objects.filter(slug=SLUG).delete()
    seed_crowd(clinicians=3, lines=300, today=TODAY)
    assert crowd() == first


def test_tells_how_far_it_is() -> None:
    told: list[str] = []
    seed_crowd(clinicians=51, lines=51, today=TODAY, tell=told.append)
    assert told == ["50 of 51 clinicians, 50 new lines"]


def test_goes_with_the_demo() -> None:
    seed_crowd(clinicians=3, lines=30, today=TODAY)
    assert leave_demo()["organisations"] == 2
    assert not CaseLine.objects.exists() and not User.objects.filter(email__startswith="crowd").exists()
