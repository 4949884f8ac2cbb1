"""bench case measures cases that it saved itself, and leaves no trace."""

import pytest
from django.db import connection

from codes.models import Release
from rvuedge.accounts.models import User
from rvuedge.benchmarking import case as measured
from tracking.models import Case


@pytest.mark.django_db
def test_compares_a_saved_case_with_an_empty_page_and_leaves_nothing(official_files, monkeypatch):
    assert (official_files / measured.OFFICIAL).is_file()
    monkeypatch.setattr(measured, "CASES", 2)
    before = list(Release.objects.values_list("pk", "state"))
    outcome = measured.CaseBenchmark().run(1)
    assert outcome.data == f"2 cases of 3 lines a round, {connection.vendor}"
    assert [one.goal for one in outcome.comparisons] == [{"postgresql": 20.0, "sqlite": 8.0}[connection.vendor], None]
    assert all(one.ratio > 1 for one in outcome.comparisons)
    assert not Case.objects.exists() and not User.objects.exists()
    assert list(Release.objects.values_list("pk", "state")) == before


def test_says_what_is_missing(settings, tmp_path, db):
    settings.OFFICIAL_FILES = tmp_path
    outcome = measured.CaseBenchmark().run(1)
    assert outcome.comparisons == () and "RVUEDGE_OFFICIAL_FILES" in outcome.data
