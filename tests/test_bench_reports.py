"""bench reports measures reports of clinicians that it made itself, and leaves no trace."""

import pytest
from django.core.management import call_command
from django.db import connection

from rvuedge.accounts.models import User
from rvuedge.benchmarking import dashboard, reports
from rvuedge.benchmarking.measuring import timed_in_turn
from tracking.models import CaseLine


@pytest.mark.django_db
def test_compares_all_clinicians_with_half_of_them_and_two_pdfs_at_once_with_one(official_files, monkeypatch):
    assert (official_files / reports.OFFICIAL).is_file()
    monkeypatch.setattr(dashboard, "LINES_A_YEAR", 40)
    monkeypatch.setattr(reports, "CLINICIANS", 2)
    monkeypatch.setattr(reports, "PDFS", 2)
    outcome = reports.ReportsBenchmark().run(1)
    assert outcome.data == f"2 clinicians with a year of lines each, 2 PDFs, {connection.vendor}"
    assert [(one.baseline, one.goal) for one in outcome.comparisons] == [("among half of them", 1.1), ("one after the other", 0.625)]
    assert all(one.ratio > 0 for one in outcome.comparisons)
    assert not CaseLine.objects.exists() and not User.objects.exists()


@pytest.mark.django_db
def test_measures_as_many_clinicians_as_are_named(official_files, monkeypatch):
    monkeypatch.setattr(reports, "CLINICIANS", 1)
    monkeypatch.setattr(reports, "MOST_LINES", 60)
    monkeypatch.setattr(reports, "LEAST_A_YEAR", 20)
    monkeypatch.setattr(reports, "PDFS", 1)
    counted = []
    monkeypatch.setattr(
        reports, "timed_in_turn", lambda calls, rounds: counted.append(CaseLine.objects.count()) or timed_in_turn(calls, rounds)
    )
    assert reports.ReportsBenchmark(clinicians=3).run(1).data.startswith("3 clinicians with a year of lines each")
    # 60 lines for three clinicians, at an even pace over the year.
    assert counted == [60]


def test_refuses_a_number_of_clinicians_for_another_benchmark(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("bench", "engine", "--clinicians", "1000")
    assert ended.value.code == 2 and "goes with `bench reports` alone" in capsys.readouterr().err


def test_says_what_is_missing(settings, tmp_path, db):
    settings.OFFICIAL_FILES = tmp_path
    outcome = reports.ReportsBenchmark().run(1)
    assert outcome.comparisons == () and "RVUEDGE_OFFICIAL_FILES" in outcome.data
