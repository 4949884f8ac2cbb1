"""bench reports measures reports of clinicians that it made itself, and leaves no trace."""

import pytest
from django.db import connection

from rvuedge.accounts.models import User
from rvuedge.benchmarking import dashboard, reports
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


def test_says_what_is_missing(settings, tmp_path, db):
    settings.OFFICIAL_FILES = tmp_path
    outcome = reports.ReportsBenchmark().run(1)
    assert outcome.comparisons == () and "RVUEDGE_OFFICIAL_FILES" in outcome.data
