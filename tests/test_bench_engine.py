"""RVU Edge's engine and a plain script of the rules come to the same on every measured case."""

from codes.models import Release
from rvuedge.benchmarking import engine as measured
from rvuedge.benchmarking.engine import EngineBenchmark, made_cases
from rvuedge.benchmarking.plain_rules import plain_values
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.claims import ROWS
from tracking.wrvu.credit import value_claim
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms


def test_comes_to_what_a_plain_script_says_on_every_measured_case(official_files):
    assert (official_files / measured.OFFICIAL).is_file()
    data, schedule = measured._schedule([])
    assert "July 2026" in data
    rows, terms = {row.key: row for row in schedule.rows}, Terms(schedule, CMS_PARALLEL)
    for case in made_cases():
        engine = [(item.credit, item.payment or 0) for item in value_claim(case, terms)]
        assert engine == plain_values(case, rows), case


def test_measures_cases_of_one_to_six_lines_the_same_every_time():
    cases = made_cases(2_000)
    assert cases == made_cases(2_000)
    assert {len(case) for case in cases} == set(range(1, 7))
    assert len({line.code for case in cases for line in case}) > 50


def test_measures_on_the_latest_release_where_no_official_file_lies(db, monkeypatch, settings, tmp_path):
    settings.OFFICIAL_FILES = tmp_path
    monkeypatch.setattr(measured, "made_cases", lambda: made_cases(200))
    release: Release = ReleaseFactory.create()
    store_rows(release, *ROWS.values())
    outcome = EngineBenchmark().run(1)
    assert outcome.data.startswith(f"{release.name}: ")
    assert [compared.baseline for compared in outcome.comparisons] == ["plain script of the rules"]
    assert all(figure.value > 0 for figure in outcome.figures)


def test_says_that_nothing_is_there_to_measure_on(db, settings, tmp_path):
    settings.OFFICIAL_FILES = tmp_path
    outcome = EngineBenchmark().run(1)
    assert outcome.data == "no release: none of the codes is in force, nothing was measured"
    assert (outcome.comparisons, outcome.figures) == ((), ())
