"""The command `import_benchmarks`: one JSON document, reasons on standard error, nothing stored of a refused file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from benchmarks.models import Edition
from rvuedge.accounts.models import Organisation
from tests.benchmarks.tables import FAMILY, GASTRO, HEAD
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.usefixtures("specialties")


@pytest.fixture
def home(db: None) -> Organisation:
    return OrganisationFactory.create(slug="riverside")


def run(path: Path, *options: str) -> tuple[dict[str, Any], str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("import_benchmarks", str(path), "--json", *options, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(str(end.code))
    return json.loads(out.getvalue()), err.getvalue(), status


@pytest.fixture
def willow(tmp_path: Path, home: Organisation) -> Path:
    path = tmp_path / "willow-2026.csv"
    path.write_text(HEAD + GASTRO + FAMILY + "Gastroenterology,cf,50,*,8\n", encoding="utf-8")
    return path


def test_stages_a_draft_and_tells_what_it_holds(willow: Path) -> None:
    told, _, status = run(willow)
    assert told == {
        "edition": "willow/2026",
        "layout": "D",
        "cells": 3,
        "points": 5,
        "suppressed": 1,
        "unmapped_specialties": ["Family practice: clinic"],
        "issues": [],
        "state": "draft",
    }
    edition = Edition.objects.get()
    assert (status, edition.data_year, edition.schedule_year, edition.survey.name) == (0, 2025, 2025, "Willow")


def test_activates_and_knows_the_same_bytes_again(willow: Path) -> None:
    assert run(willow)[0]["state"] == "draft"
    assert run(willow)[0]["state"] == "unchanged"
    assert run(willow, "--activate")[0]["state"] == "active"
    assert run(willow, "--activate")[0]["state"] == "unchanged"
    assert Edition.objects.get().state == "active"


def test_takes_survey_and_years_as_they_are_given(willow: Path) -> None:
    told, _, _ = run(
        willow,
        "--survey",
        "oak",
        "--survey-name",
        "Oak Survey",
        "--report-year",
        "2024",
        "--schedule-year",
        "2020",
        "--clinician-view",
        "around_own",
    )
    edition = Edition.objects.get()
    assert told["edition"] == "oak/2024"
    assert (str(edition), edition.data_year, edition.schedule_year, edition.clinician_view) == ("Oak Survey 2024", 2023, 2020, "around_own")


@time_machine.travel("2026-11-23", tick=False)
def test_warns_where_nothing_names_the_year(willow: Path) -> None:
    told, err, status = run(willow.rename(willow.with_name("oak.csv")))
    assert (told["edition"], status) == ("oak/2026", 0)
    assert "report_year" in err


def test_stores_nothing_in_a_dry_run(willow: Path) -> None:
    told, _, status = run(willow, "--dry-run", "--activate")
    assert (told["state"], told["points"], status) == ("checked", 5, 0)
    assert not Edition.objects.exists()


def test_refuses_a_faulty_file_with_every_reason(willow: Path) -> None:
    willow.write_text(HEAD + GASTRO + "Gastroenterology,wrvu,50,9,90\n,wrvu,50,4800,\n", encoding="utf-8")
    told, err, status = run(willow, "--activate")
    assert (told["state"], told["edition"], status) == ("refused", None, 2)
    assert [(issue["line"], issue["field"], issue["severity"]) for issue in told["issues"]] == [
        (6, "value", "error"),
        (7, "specialty", "error"),
    ]
    assert len(err.splitlines()) == 2
    assert "line 7, specialty:" in err
    assert not Edition.objects.exists()


def test_refuses_another_layout_naming_the_columns(willow: Path) -> None:
    willow.write_text("specialty,q1,q2\nGastroenterology,4000,5000\n", encoding="utf-8")
    told, err, status = run(willow)
    assert (told["layout"], told["state"], status) == (None, "refused", 2)
    assert "specialty, metric, percentile and value" in err


def test_refuses_a_real_survey_in_a_demo(willow: Path, home: Organisation) -> None:
    Organisation.objects.update(is_demo=True)
    told, err, status = run(willow, "--survey", "mgma")
    assert (told["state"], status) == ("refused", 2)
    assert "demo" in err


def test_refuses_a_file_that_is_not_there(home: Organisation, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refusal:
        call_command("import_benchmarks", str(tmp_path / "none.csv"))
    assert refusal.value.returncode == 2


def test_asks_which_organisation_where_there_are_two(willow: Path) -> None:
    OrganisationFactory.create(slug="far")
    with pytest.raises(CommandError, match="--organisation. There is: far, riverside"):
        call_command("import_benchmarks", str(willow))
    assert run(willow, "--organisation", "far")[2] == 0
    assert Edition.objects.get().survey.organisation.slug == "far"


def test_asks_for_a_set_up_where_there_is_no_organisation(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no organisation yet"):
        call_command("import_benchmarks", str(tmp_path))


def test_tells_people_in_words(willow: Path) -> None:
    out = StringIO()
    call_command("import_benchmarks", str(willow), stdout=out)
    assert out.getvalue().splitlines() == [
        "willow/2026: draft, cells: 3, points: 5, suppressed values: 1.",
        "  waits for a specialty: Family practice: clinic",
    ]
