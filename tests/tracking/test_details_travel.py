"""What is known of a line beside its code goes through the API, leaves with an export and comes back with an import."""

import csv
import io
import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from codes.models import Release
from tests.cast import Cast
from tests.tracking.extracts import read
from tracking.exports import COLUMNS, about, csv_pieces, export_lines, json_pieces
from tracking.extracts.charges import Charge
from tracking.importers import entry_lines
from tracking.models import CaseLine
from tracking.wrvu.details import stored_facts

DETAILS = {"billed_by": "nurse_practitioner", "visit": "2"}
TEXT = "billed_by=nurse_practitioner;visit=2"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(datetime(2026, 11, 23, 17, tzinfo=UTC), tick=False):
        yield


def send(client: Client, details: object):
    line = {"code": "45385", "details": details}
    body = {"date_of_service": "2026-11-23", "lines": [line, {"code": "00142", "modifiers": ["AA"], "details": {"minutes": "60"}}]}
    return client.post("/api/v1/cases/", body, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def test_the_api_takes_and_gives_details(ada: Client) -> None:
    answer = send(ada, DETAILS)
    assert answer.status_code == 201
    first, second = answer.json()["lines"]
    assert (first["details"], first["asa_units"]) == (DETAILS, None)
    assert (second["details"], second["credit"]) == ({"minutes": "60"}, "0.0000")
    again = ada.put(
        f"/api/v1/cases/{answer.json()['id']}/",
        {"date_of_service": "2026-11-23", "lines": [{"code": "00142", "details": {"minutes": "60", "base_units": "5"}}]},
        content_type="application/json",
    )
    # 5 base units and 60 minutes are 9 units, and no wRVU.
    (line,) = again.json()["lines"]
    assert (line["asa_units"], line["credit"]) == ("9.0000", "0.0000")
    assert [step["after"] for step in line["steps"] if step.get("unit") == "asa"] == ["5", "9.0"]


@pytest.mark.parametrize("details", [{"minutes": "0"}, {"patient": "Jane Doe"}, {"visit": "two"}, "minutes=5", {"minutes": [5]}])
def test_the_api_refuses_what_cannot_stand(ada: Client, details: object) -> None:
    answer = send(ada, details)
    assert answer.status_code == 400
    assert not CaseLine.objects.exists()


def test_csv_and_json_carry_details_there_and_back(ada: Client, cast: Cast) -> None:
    send(ada, DETAILS)
    assert cast.clinician.clinician
    lines = list(export_lines(CaseLine.objects.all()))
    text = "".join(csv_pieces(lines, with_mark=False))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["details"] for row in rows] == [TEXT, "minutes=60"]
    assert {"details", "asa_units"} <= set(COLUMNS)
    told = "".join(json_pieces(lines, about(cast.clinician.clinician)))
    assert json.loads(told)["cases"][0]["lines"][0]["details"] == DETAILS
    for back in (read(text), read(told)):
        assert not back.told
        (case,) = back.cases
        assert [charge.details for charge in case.charges] == [TEXT, "minutes=60"]
        assert entry_lines(case.charges)[0].facts == stored_facts(TEXT)


def test_an_import_refuses_details_that_are_none() -> None:
    head = "case,date_of_service,place_of_service,code,modifiers,units,details\n"
    found = read(f"{head}1,2026-07-01,11,45385,,1,Jane Doe came late\n")
    assert found.told == [(2, "details", "error")]
    assert "JANE" not in found.text.upper()
    (case,) = read(f"{head}1,2026-07-01,11,45385,,1,-\n").cases
    assert case.charges == (Charge("45385"),)


def test_lines_to_value_may_have_details(release: Release, tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "lines.csv"
    head = "case,date_of_service,place_of_service,code,modifiers,units,details\n"
    file.write_text(f"{head}a,2026-11-23,22,00142,AA,1,minutes=60;base_units=5\n")
    call_command("value", str(file), "--json")
    (line,) = json.loads(capsys.readouterr().out)["lines"]
    assert (line["asa_units"], line["credit"]) == ("9.0", "0.0000")
    file.write_text(f"{head}a,2026-11-23,22,00142,AA,1,minutes=many\n")
    with pytest.raises(CommandError, match="whole number from 1 to 2,880") as refused:
        call_command("value", str(file))
    assert refused.value.returncode == 2
