"""RVU Edge gives a device an index of the codes in force: their printed work and our own names, small, and asked for once."""

import gzip
import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from codes.models import FeeScheduleRow
from codes.releases import move_catalogue_version
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import fee_row
from tracking.code_index import packed_index

ADDRESS = "/log/index.json"
LIMIT = 400_000
OFFICIAL = "cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv"


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T17:00:00Z", tick=False):
        yield


def index_of(client: Client) -> dict[str, Any]:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer["Content-Encoding"], answer["Content-Type"]) == (200, "gzip", "application/json")
    return dict(json.loads(gzip.decompress(answer.content)))


def work_of(index: dict[str, Any], code: str) -> int:
    return int(index["work"][index["codes"].split().index(code)])


def test_tells_the_printed_work_and_the_lane_of_each_code(ada: Client) -> None:
    index = index_of(ada)
    assert (index["release"], index["from"]) == ("RVU26C", "2026-07-01")
    assert len(index["codes"].split()) == len(index["work"]) == len(index["lane"])
    assert [work_of(index, code) for code in ("99214", "45385", "71046")] == [192, 446, 21]
    assert [work_of(index, code) for code in ("D1553", "78815", "80053")] == [-1, -1, -1]
    assert index["lanes"][index["lane"][index["codes"].split().index("D1553")]] == "dental"


def test_tells_work_that_stands_on_another_row_only(ada: Client) -> None:
    # PPRRVU2026_Jul_nonQPP.csv: 78815-26 2.38, 83020-26 0.36, 45378-53 1.59; 71046-26 has the work of its own row.
    assert index_of(ada)["rows"] == {"45378": {"53": 159}, "78815": {"26": 238}, "83020": {"26": 36}}


def test_names_codes_in_our_own_words_only(ada: Client) -> None:
    FeeScheduleRow.objects.update(descriptor="OFFICIAL WORDS")
    index = index_of(ada)
    assert index["names"]["45385"] == "Colonoscopy, polyp removed by snare"
    assert "OFFICIAL" not in json.dumps(index)


def test_sends_it_once_until_the_catalogue_moves(ada: Client) -> None:
    answer = ada.get(ADDRESS)
    assert "no-cache" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    asked = {"If-None-Match": answer["ETag"]}
    assert ada.get(ADDRESS, headers=asked).status_code == 304
    later = ReleaseFactory.create(letter="D", name="RVU26D", effective_from=date(2026, 10, 1))
    store_rows(later, fee_row("99214", "", "A", "2.00", "0"))
    move_catalogue_version()
    answer = ada.get(ADDRESS, headers=asked)
    assert answer.status_code == 200
    assert work_of(json.loads(answer.content), "99214") == 200


def test_is_for_signed_in_people(client: Client, cast: Cast) -> None:
    assert client.get(ADDRESS).status_code == 302


def test_is_small_with_every_code_of_a_release(official_files: Path, db: None) -> None:
    call_command("import_schedule", str(official_files / OFFICIAL), activate=True, stdout=StringIO())
    index = packed_index(date(2026, 11, 23))
    codes = len(json.loads(gzip.decompress(index.packed))["codes"].split())
    assert codes > 16_000
    # What 20,000 codes would take, at the same bytes for each.
    assert len(index.packed) * 20_000 / codes <= LIMIT
