"""bench totals compares what it filled itself, refuses what it lacks, and leaves no trace."""

import csv
import json
import re
import sys
from collections import defaultdict
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count

from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.benchmarking import columns
from rvuedge.benchmarking import totals as measured
from tests.shape import ROOT
from tracking.models import Case, CaseLine, MonthTotal
from tracking.verification_totals import differing_totals


class StandIn(ModuleType):
    """As much of duckdb as is asked for: it takes a csv file in and adds it up, with an error where a test wants one."""

    __version__ = "0.0"

    def __init__(self, error=0):
        super().__init__("duckdb")
        self.error, self.asked = Decimal(error), []

    def connect(self, path):
        assert not Path(path).exists()
        return self

    def execute(self, statement):
        self.asked.append(statement)
        if found := re.search("COPY lines FROM '(.+)' ", statement):
            with Path(found[1]).open(newline="", encoding="ascii") as opened:
                self.rows = [(int(clinician), int(month), Decimal(credit)) for clinician, month, credit in csv.reader(opened)]
        return self

    def fetchall(self):
        sums = defaultdict(Decimal)
        for clinician, month, credit in self.rows:
            sums[clinician, month] += credit
        return [(*key, credit + self.error) for key, credit in sums.items()]

    def close(self):
        self.asked.append("close")


@pytest.fixture
def few(official_files, monkeypatch):
    assert (official_files / measured.OFFICIAL).is_file()
    monkeypatch.setattr(measured, "CLINICIANS", 3)


@pytest.fixture
def stand_in(monkeypatch):
    duckdb = StandIn()
    monkeypatch.setitem(sys.modules, "duckdb", duckdb)
    return duckdb


@pytest.mark.django_db
def test_compares_the_rollup_with_duckdb_and_leaves_nothing(few, stand_in):
    before = list(Release.objects.values_list("pk", "state"))
    out = StringIO()
    call_command("bench", "totals", "--lines", "400", "--rounds", "3", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["benchmarks"]
    assert found["data"] == f"400 lines, 36 totals of 3 clinicians, the same from both, {connection.vendor}"
    assert [(one["baseline"], one["goal"]) for one in found["comparisons"]] == [("duckdb over the lines", goal) for goal in ("0.250", None)]
    assert all(float(one["ratio"]) > 0 for one in found["comparisons"])
    assert stand_in.asked[0].startswith("CREATE TABLE") and stand_in.asked[-1] == "close"
    assert not CaseLine.objects.exists() and not MonthTotal.objects.exists() and not Organisation.objects.exists()
    assert list(Release.objects.values_list("pk", "state")) == before


@pytest.mark.django_db
def test_fills_every_month_of_everybody_evenly_with_lines_that_count(few, official_files, tmp_path):
    path = official_files / measured.OFFICIAL
    measured.store_releases(path.read_bytes(), path.name)
    organisation = measured.filled(1_000)
    parts = CaseLine.objects.order_by().values("clinician_id", "month_index").annotate(lines=Count("pk"))
    assert {one["lines"] for one in parts} == {27, 28} and len(parts) == 36
    assert not list(differing_totals())
    assert measured.rolled_up(organisation).filter(credit__gt=0).count() == MonthTotal.objects.count() == 36
    assert len({total.credit for total in measured.rolled_up(organisation)}) > 20
    assert sum(total.lines for total in measured.rolled_up(organisation)) == 1_000
    assert measured.export(organisation, tmp_path / "lines.csv") == 1_000
    assert Case.objects.filter(source="bench").count() > 250


@pytest.mark.django_db
def test_measures_nothing_where_both_differ(few, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", StandIn(error="0.0001"))
    with pytest.raises(measured.TotalsDiffer):
        measured.TotalsBenchmark(100).run(3)
    assert not CaseLine.objects.exists()


def test_says_how_to_install_duckdb(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    outcome = measured.TotalsBenchmark().run(3)
    assert (outcome.data, outcome.comparisons) == (columns.MISSING, ())
    (named,) = re.findall(r"-r (\S+\.txt)", outcome.data)
    assert (ROOT / named).read_text(encoding="ascii").startswith("duckdb==")


def test_says_what_is_missing(settings, tmp_path, stand_in):
    settings.OFFICIAL_FILES = tmp_path
    outcome = measured.TotalsBenchmark().run(3)
    assert outcome.comparisons == () and "RVUEDGE_OFFICIAL_FILES" in outcome.data


@pytest.mark.parametrize("arguments", [("totals", "--lines", "0"), ("log", "--lines", "5"), ("--lines", "5")])
def test_refuses_a_number_of_lines_that_it_has_no_use_for(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("bench", *arguments)
    assert ended.value.code == 2
    assert "goes with `bench totals` and `bench dashboard`: no other" in capsys.readouterr().err
