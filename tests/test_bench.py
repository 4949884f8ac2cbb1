"""The benchmarks print ratios against baselines of the same run; their figures are not asserted, as machines differ."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from codes.models import Release
from codes.releases import move_catalogue_version
from rvuedge.benchmarking import imports
from rvuedge.benchmarking import search as measured
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.measuring import LEAST_ROUNDS, Timed, timed_in_turn
from rvuedge.benchmarking.registry import BENCHMARKS, benchmark_named
from rvuedge.imports.models import ImportRun
from tests.cast import make_cast
from tests.factories import ReleaseFactory, store_rows
from tests.shape import ROOT
from tests.tracking.rows import fee_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_the_sample(monkeypatch, settings, tmp_path):
    """A short run on the catalogue of the installation, within the transaction of the test."""
    settings.OFFICIAL_FILES = tmp_path
    monkeypatch.setattr(measured, "typed_queries", lambda: ("knee scope", "appy", "4537"))
    monkeypatch.setattr(measured, "_MOST_TO_PAGES", 2)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def printed(*arguments):
    out = StringIO()
    call_command("bench", *arguments, stdout=out)
    return out.getvalue()


def test_the_search_is_measured_on_what_is_loaded(of_the_sample):
    make_cast()
    store_rows(ReleaseFactory.create(), fee_row("99213", "", "A", "1.30", "0"))
    move_catalogue_version()
    (found,) = json.loads(printed("search", "--rounds", "3", "--json"))["benchmarks"]
    assert set(found) == {"name", "about", "data", "comparisons", "figures", "peak_memory_mib"}
    assert found["name"] == "search"
    assert found["data"].startswith("the catalogue of this installation")
    goals = {one["name"]: one["goal"] for one in found["comparisons"]}
    assert goals == {
        "list while typing, asked for of late, p50": "1.600",
        "list while typing, for the first time, p50": None,
        "codes found alone, p50": None,
        "search alone, p99": "5.000",
    }
    for compared in found["comparisons"]:
        assert set(compared) == {"name", "baseline", "ratio", "goal", "holds"}
        assert float(compared["ratio"]) > 0
        assert compared["holds"] is (None if compared["goal"] is None else float(compared["ratio"]) <= float(compared["goal"]))
    units = {one["name"]: one["unit"] for one in found["figures"]}
    assert {"search p50", "search p95", "search p99", "page of a code p95", "index built", "index in memory"} <= set(units)
    assert all(set(one) == {"name", "value", "unit", "goal", "holds"} and isinstance(one["value"], str) for one in found["figures"])
    assert float(found["peak_memory_mib"]) >= 0


def test_people_read_the_same_as_lines(of_the_sample):
    lines = printed("search", "--rounds", "3").splitlines()
    assert lines[0] == "search: Search over the codes in force, in this process"
    assert any("x empty page, p50, goal 5 x at most:" in line for line in lines)
    assert lines[-1].endswith(" MiB")


def test_the_official_file_is_measured_where_it_lies(official_files):
    assert (official_files / measured.OFFICIAL).is_file()
    data, entries = measured._entries()
    assert "July 2026" in data
    assert len(entries) > 15_000
    assert any(entry.official for entry in entries)


def test_an_unknown_name_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("bench", "sarch")
    assert ended.value.code == 2
    assert "Name one of: import, search" in capsys.readouterr().err


def test_each_benchmark_goes_by_its_own_name():
    assert [benchmark_named(benchmark.name) for benchmark in BENCHMARKS] == list(BENCHMARKS)
    assert benchmark_named("nothing") is None


def test_queries_are_typed_as_people_type():
    queries = measured.typed_queries()
    assert len(queries) > 300
    assert len(set(queries)) == len(queries)
    assert any(query.isdigit() for query in queries)


def test_rounds_take_turns_and_are_never_fewer_than_three():
    done = []
    subjects = {"a": [lambda: done.append("a")], "b": [lambda: done.append("b")]}
    timed = timed_in_turn(subjects, 1)
    assert done == ["a", "b", "a", "b", "b", "a", "a", "b"]
    assert len(timed["a"].clock) == LEAST_ROUNDS


def test_a_call_counts_with_the_median_of_its_rounds():
    timed = Timed(clock=[[1.0, 10.0], [2.0, 99.0], [90.0, 11.0]])
    assert timed.at(0) == 2.0
    assert timed.at(0.99) == 11.0


def test_a_goal_is_held_or_not_or_not_set():
    assert Comparison("a", "b", ratio=1.5, goal=1.6).holds is True
    assert Comparison("a", "b", ratio=1.7, goal=1.6).holds is False
    assert Figure("a", 1.0, "ms").holds is None
    assert Outcome("data", (), (), 0.0).comparisons == ()


def test_the_page_on_benchmarks_names_each_of_them():
    text = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for benchmark in BENCHMARKS:
        assert f"bench {benchmark.name}" in text


def test_an_import_without_official_files_says_what_is_missing(of_the_sample):
    (found,) = json.loads(printed("import", "--json"))["benchmarks"]
    assert "RVUEDGE_OFFICIAL_FILES" in found["data"]
    assert (found["comparisons"], found["figures"]) == ([], [])


def test_an_import_is_measured_whole_and_leaves_nothing(official_files, monkeypatch):
    monkeypatch.setattr(imports, "timed_in_turn", lambda subjects, rounds: {name: _once(calls) for name, calls in subjects.items()})
    (found,) = json.loads(printed("import", "--rounds", "3", "--json"))["benchmarks"]
    assert "19,356 rows" in found["data"]
    assert {one["name"] for one in found["comparisons"]} == {"release from csv, whole", "workbook read and checked"}
    assert not Release.objects.filter(family="PPRRVU").exists()
    assert not ImportRun.objects.exists()


def _once(calls):
    calls[0]()
    return Timed(clock=[[1.0]], processor=[[1.0]])
