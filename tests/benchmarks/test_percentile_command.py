"""The command `percentile`: where a value stands, and what it refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks.editions import stage_edition
from benchmarks.models import Edition
from tests.benchmarks.tables import GASTRO, TERMS, table
from tests.factories import OrganisationFactory


@pytest.fixture
def edition(specialties) -> Edition:
    body = GASTRO + "Gastroenterology,cf,50,*,9\nFlat land,wrvu,25,4000,\nFlat land,wrvu,50,5000,\nFlat land,wrvu,75,5000,\n"
    home = OrganisationFactory.create(slug="riverside")
    return stage_edition(organisation=home, terms=TERMS, file=table(body), source_name="willow.csv", actor=None)[0]


def ask(value: str, *options: str, specialty: str = "gastroenterology", edition: str = "willow/2026") -> dict[str, object]:
    out = StringIO()
    call_command("percentile", "--edition", edition, "--specialty", specialty, "--value", value, *options, "--json", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("5000", {"kind": "exact", "percentile": "50", "text": "50th"}),
        ("$5,320.00", {"kind": "between", "percentile": "58", "text": "58th"}),  # 50 + 25 * 320/1000
        ("5250.5", {"kind": "between", "percentile": "56.2625", "text": "56th"}),  # 50 + 25 * 250.5/1000
        ("3999.99", {"kind": "below", "percentile": None, "text": "below the 25th"}),
        ("7501", {"kind": "above", "percentile": None, "text": "above the 90th"}),
    ],
)
def test_places_a_value(edition: Edition, value: str, told: dict[str, object]) -> None:
    assert ask(value) == told


def test_gives_a_flat_run_as_a_range(edition: Edition) -> None:
    assert ask("5000", specialty="Flat land") == {"kind": "between", "percentile": None, "text": "50th-75th"}


@pytest.mark.parametrize("specialty", ["gastroenterology", "Gastroenterology", "GASTROENTEROLOGY"])
def test_knows_a_specialty_by_code_or_name(edition: Edition, specialty: str) -> None:
    assert ask("5000", "--metric", "Work RVUs", specialty=specialty, edition=str(edition.pk))["kind"] == "exact"


@pytest.mark.parametrize(
    ("value", "options", "words", "status"),
    [
        ("many", {}, "--value", 2),
        ("NaN", {}, "--value", 2),
        ("-1", {}, "--value", 2),
        ("5000", {"edition": "oak/2026"}, "no edition oak/2026", 2),
        ("5000", {"specialty": "Zoology"}, "no wrvu of 'Zoology'", 2),
        ("5000", {"metric": "rvu"}, "not known", 2),
        ("5000", {"metric": "encounters"}, "no encounters", 2),
        ("50", {"metric": "cf"}, "too few answered", 1),
    ],
)
def test_says_why_there_is_no_answer(edition: Edition, value: str, options: dict[str, str], words: str, status: int) -> None:
    asked = {"edition": "willow/2026", "specialty": "gastroenterology", "metric": "wrvu"} | options
    with pytest.raises(CommandError, match=words) as refusal:
        call_command("percentile", **asked, value=value)
    assert refusal.value.returncode == status


def test_tells_people_in_words(edition: Edition) -> None:
    out = StringIO()
    call_command("percentile", edition="willow/2026", specialty="gastroenterology", value="5320", stdout=out)
    assert out.getvalue() == "5320 wrvu is 58th (between) of Gastroenterology in Willow Survey 2026, n = 90.\n"
