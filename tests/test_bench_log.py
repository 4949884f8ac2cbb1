"""bench log stores what an import stores, in the same tables, and leaves no trace."""

import csv
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.benchmarking import log as measured
from tracking.models import Case, CaseLine


def test_measures_lines_that_are_gone_afterwards(official_files, audit_may_be_emptied, transactional_db, monkeypatch):
    assert (official_files / measured.OFFICIAL).is_file()
    monkeypatch.setattr(measured, "LINES", 300)
    before = list(Release.objects.values_list("pk", "state"))
    out = StringIO()
    call_command("bench", "log", "--rounds", "3", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["benchmarks"]
    assert found["data"].startswith("300 lines, ") and found["data"].endswith(connection.vendor)
    (compared,) = found["comparisons"]
    assert float(compared["ratio"]) > 0
    assert compared["goal"] == ("2.500" if connection.vendor == "postgresql" else "5.000")
    memory = next(one for one in found["figures"] if one["name"].startswith("memory"))
    assert memory["goal"] == "20.000"
    assert not Case.objects.exists() and not CaseLine.objects.exists() and not Organisation.objects.exists()
    assert list(Release.objects.values_list("pk", "state")) == before


def test_reads_the_lines_of_a_case_together(tmp_path, monkeypatch):
    monkeypatch.setattr(measured, "LINES", 500)
    file = tmp_path / "lines.csv"
    codes, different = measured._write_lines(file)
    rows = list(csv.reader(file.open(encoding="ascii")))
    assert len(rows) == 500 and 1 < different <= 500
    cases = list(measured.cases_of(file))
    assert sum(len(case.content.lines) for case in cases) == 500
    assert {line.code for case in cases for line in case.content.lines} <= set(codes)
    assert [case.content.date_of_service for case in cases] == sorted(case.content.date_of_service for case in cases)


def test_says_what_is_missing(settings, tmp_path, db):
    settings.OFFICIAL_FILES = tmp_path
    outcome = measured.LogBenchmark().run(3)
    assert (outcome.comparisons, outcome.figures) == ((), ())
    assert "RVUEDGE_OFFICIAL_FILES" in outcome.data


@pytest.mark.django_db
def test_the_baseline_without_copy_stores_the_raw_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(measured, "LINES", 50)
    file = tmp_path / "lines.csv"
    measured._write_lines(file)
    measured.Scratch((Case, CaseLine), tmp_path).store_ready(file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT code) FROM bench_raw")
        lines, codes = cursor.fetchone()
    assert lines == 50 and codes > 1
