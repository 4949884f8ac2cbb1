"""bench dashboard measures lines that it made itself, and leaves no trace."""

import pytest
from django.db import connection

from codes.models import Release
from rvuedge.benchmarking import dashboard as measured
from tracking.models import CaseLine


@pytest.mark.django_db
def test_compares_ten_years_with_one_and_leaves_nothing(official_files, monkeypatch):
    assert (official_files / measured.OFFICIAL).is_file()
    monkeypatch.setattr(measured, "LINES_A_YEAR", 60)
    monkeypatch.setattr(measured, "YEARS", 2)
    monkeypatch.setattr(measured, "SMALL", 200)
    monkeypatch.setattr(measured, "GROWING", 300)
    before = list(Release.objects.values_list("pk", "state"))
    outcome = measured.DashboardBenchmark(500).run(1)
    assert outcome.data == f"120 lines of 2 years, 60 of one, {connection.vendor}"
    assert [(one.name, one.baseline, one.goal) for one in outcome.comparisons] == [
        ("dashboard of ten years", "of one year", 1.3),
        ("valued anew on other schedules", "what is kept, the log unchanged", None),
        *[(f"month totals among {size} lines", "select 1", 3) for size in (200, 300, 500)],
        *[(f"dashboard among {size} lines", "among 200, valued anew", 1.3) for size in (300, 500)],
    ]
    assert all(one.ratio > 0 for one in outcome.comparisons)
    assert outcome.figures[-1].holds
    assert not CaseLine.objects.exists()
    assert list(Release.objects.values_list("pk", "state")) == before


def test_says_what_is_missing(settings, tmp_path, db):
    settings.OFFICIAL_FILES = tmp_path
    outcome = measured.DashboardBenchmark().run(1)
    assert outcome.comparisons == () and "RVUEDGE_OFFICIAL_FILES" in outcome.data
