"""RVU Edge makes billing advice, questions, drawings and neighbours of a code from its facts, each word true of it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from codes.charts import WIDE_WIDTH, spark_of, timeline_of
from codes.cms.ncci_ptp import PairEdit
from codes.models import FeeScheduleRow
from codes.page import code_page
from tests.cast import make_cast
from tests.codes.official_rows import official_rows, store_official
from tests.codes.test_code_page import NOVEMBER, page_of, told
from tests.codes.test_edits import store
from tests.factories import ReleaseFactory
from tests.snapshots import load_sample

Stored = Callable[..., None]


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-23T15:00:00Z", tick=False):
        yield


@pytest.fixture
def stored(db: None, official_files: Path) -> Stored:
    """Stores official rows of both releases; none of these codes has a text of ours."""
    make_cast()
    ReleaseFactory.reset_sequence()

    def store_codes(*codes: str) -> None:
        store_official(official_files, "RVU25D", codes)
        store_official(official_files, "RVU26C", codes)

    return store_codes


def section(page: str, name: str) -> str:
    return str(told(page.split(f'id="{name}"')[1].split("</section>")[0]))


def test_words_the_indicators_of_an_operation(stored: Stored, client: Client):
    # RVU26C, 33340: global 000, MULT 2, BILAT 0, ASST 0, CO-SURG 2, in the office NA.
    stored("33340")
    advice = section(page_of(client, "33340"), "billing")
    assert "25 on the visit" in advice
    assert "the first in full, each of the next four at 50%" in advice
    assert "is paid if the record shows the need" in advice
    assert "Two surgeons of different specialties are paid with 62 on both claims." in advice
    assert "Rarely or never done in an office" in advice
    assert "150%" not in advice


def test_asks_and_answers_from_the_facts(stored: Stored, client: Client):
    # RVU26C, 27466: work 22.08, was 17.28; 40.92 x 33.4009 is printed from the file's own total.
    stored("27466")
    page = page_of(client, "27466")
    row = next(priced.row for priced in code_page("27466", NOVEMBER, None).rows)
    payment = f"{(row.facility_total * Decimal('33.4009')).quantize(Decimal('0.01'), 'ROUND_HALF_UP'):,}"
    answers = section(page, "questions")
    assert "Is 22.08 what I am paid?" in answers
    assert f"What does Medicare pay for 27466 in 2026? ${payment} in a facility" in answers
    assert "Related visits of the 90 days after are in the price." in answers
    assert "efficiency adjustment" not in answers


def test_explains_a_lowered_value_with_its_arithmetic(stored: Stored, client: Client):
    # RVU25D 0.80, RVU26C 0.78: 0.80 x 0.975 = 0.78.
    stored("45300")
    assert "0.80 x 0.975 = 0.78000, rounded 0.78." in section(page_of(client, "45300"), "questions")


def test_lists_an_endoscopy_family_with_what_each_adds(stored: Stored, client: Client):
    # RVU26C: base 45378 3.18, 45380 3.47 (+0.29), 45385 4.46 (+1.28).
    stored("45378", "45379", "45380", "45385")
    load_sample()
    advice = section(page_of(client, "45379"), "billing")
    assert "Endoscopy family of 45378" in advice
    assert "45378 Colonoscopy, look only base of the family 3.18" in advice
    assert "45380 Colonoscopy with tissue samples 3.47 +0.29" in advice
    assert "45385 Colonoscopy, polyp removed by snare 4.46 +1.28" in advice
    assert "Also in the family: 45379 4.17" in section(page_of(client, "45385"), "billing")
    assert "45379" in section(page_of(client, "45378"), "billing")


def test_marks_the_add_ons_that_a_text_names(client: Client, db: None):
    load_sample()
    make_cast()
    near = {one["code"]: one["is_add_on"] for one in client.get("/api/v1/codes/99214/").json()["related"]}
    add_ons = set(FeeScheduleRow.objects.filter(release__name="SAMPLE26", global_days="ZZZ", code__in=near).values_list("code", flat=True))
    assert {code for code, is_add_on in near.items() if is_add_on} == add_ons


def test_tells_edited_pairs_with_codes_near(client: Client, db: None):
    load_sample()
    make_cast()
    edits = [
        PairEdit("45385", "45380", False, date(2018, 1, 1), None, "1", "Misuse"),
        PairEdit("45385", "45378", False, date(2018, 1, 1), None, "0", "Misuse"),
        PairEdit("45385", "45381", False, date(2018, 1, 1), date(2020, 1, 1), "1", "Misuse"),
    ]
    store("ncci_ptp", edits, date(2026, 7, 1), "Pair edits")
    advice = section(page_of(client, "45385"), "billing")
    assert "45380 Colonoscopy with tissue samples not paid beside 45385; may be opened by 59, XE, XS, XP, XU" in advice
    assert "45378 Colonoscopy, look only not paid beside 45385; no modifier opens it" in advice
    assert "45381 Colonoscopy, injection under the lining not paid" not in advice
    assert "45385 is not paid beside it" not in advice
    with CaptureQueriesContext(connection) as asked:
        assert "45380 is not paid beside it" in section(page_of(client, "45380"), "billing")
    # Within both columns of the index: a condition on either column alone goes through millions of pairs.
    (sql,) = [query["sql"] for query in asked.captured_queries if "pairedit" in query["sql"]]
    assert re.search(r'"column_1" IN \([^)]+\) AND "codes_pairedit"."column_2" IN \(', sql)


@pytest.mark.parametrize(
    ("code", "blocks"),
    [
        # RVU26C, 27447: 090 with 0.10, 0.69, 0.21; 10060: 010 with 0.10, 0.80, 0.10, the day holding what comes before.
        ("27447", [("before", "10"), ("day", "69"), ("after", "21")]),
        ("10060", [("day", "90"), ("after", "10")]),
    ],
)
def test_draws_a_global_period(official_files: Path, code: str, blocks: list[tuple[str, str]]):
    row = next(row for row in official_rows(official_files, "RVU26C") if row.key == (code, ""))
    line = timeline_of(row, WIDE_WIDTH)
    assert line is not None
    assert [(block.when, str(block.percent)) for block in line.blocks] == blocks
    assert line.end == WIDE_WIDTH
    assert all(after.x == before.x + before.width for before, after in zip(line.blocks, line.blocks[1:], strict=False))


def test_draws_no_period_where_there_is_none(official_files: Path):
    rows = {row.code: row for row in official_rows(official_files, "RVU26C")}
    assert [timeline_of(rows[code], WIDE_WIDTH) for code in ("99213", "45385", "59400")] == [None] * 3
    # 77750 is one of the 12 rows of 090 without shares: the blocks stand without percentages.
    line = timeline_of(rows["77750"], WIDE_WIDTH)
    assert line is not None
    assert [block.percent for block in line.blocks] == [None] * 3


def test_says_in_words_what_is_drawn(client: Client, db: None):
    load_sample()
    make_cast()
    page = page_of(client, "27447")
    assert len(re.findall(r"<svg[^>]*chart global", page)) == 2
    words = "10% stands for the time before the operation, 69% for the operation and 21% for the time after it."
    assert page.count(words) == 2
    assert "Work RVU through the releases" in page
    assert "19.60 from 1 January 2024, 19.11 from 1 January 2026." in page


def test_draws_the_work_through_the_releases_from_zero(stored: Stored):
    stored("45385")
    spark = spark_of(code_page("45385", NOVEMBER, None).history)
    assert spark is not None
    # From left to right (4 to 84), the highest value at 4, 0 at 20: 4.46 of 4.57 is 20 - 16 x 4.46 / 4.57 = 4.4.
    assert spark.line == "4,4.0 84.0,4.0 84.0,4.4" or spark.line == "4.0,4.0 84.0,4.0 84.0,4.4"
    assert spark_of(code_page("D1553", NOVEMBER, None).history) is None
