"""RVU Edge finds codes by digits, words, lay words and near spellings, in every process and after every change."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from codes.kinds import DRUGS, IMAGING, LABORATORY, NEW, OTHER, SUPPLIES, SURGERY, TRACKING, VISITS, kind_of
from codes.lanes import Lane
from codes.models import Release, ReleaseState
from codes.releases import move_catalogue_version
from codes.search import current_index, search
from codes.search_index import Entry, SearchIndex
from tests.factories import ReleaseFactory, store_rows
from tests.snapshots import load_sample
from tests.tracking.rows import fee_row

NOVEMBER = date(2026, 11, 23)


def entry(code, name="", *also, work="1.00", official=""):
    return Entry(code, name, Decimal(work), Lane.WRVU, also, official)


COLONOSCOPY = entry("45378", "Colonoscopy, look only", "normal colonoscopy")
SNARE = entry("45385", "Colonoscopy, polyp removed by snare", "snare polypectomy", "cold snare")
BIOPSY = entry("45380", "Colonoscopy with tissue samples", "colonoscopy with biopsy")
KNEE = entry("29881", "Knee arthroscopy, one meniscus trimmed", "knee scope with meniscectomy")
NAMELESS = entry("45379", official="Colonoscopy w/fb removal")
INDEX = SearchIndex([SNARE, COLONOSCOPY, BIOPSY, KNEE, NAMELESS])


def codes_for(query, index=INDEX):
    return [hit.code for hit in index.search(query, 10)]


def test_finds_a_code_by_all_or_some_of_its_digits():
    assert codes_for("45385") == ["45385"]
    assert codes_for("4537") == ["45378", "45379"]


def test_puts_explained_codes_before_others_of_the_same_digits():
    assert codes_for("453") == ["45378", "45380", "45385", "45379"]


def test_finds_by_words_of_names_in_any_order():
    assert codes_for("snare colonoscopy") == ["45385"]


def test_finds_by_what_people_call_it():
    assert codes_for("knee scope") == ["29881"]
    assert INDEX.search("cold snare", 1)[0].why == "synonym"


def test_finds_by_beginnings_while_a_word_is_typed():
    assert codes_for("colonos sna") == ["45385"]


def test_finds_the_plural():
    assert codes_for("polyps") == ["45385"]
    assert codes_for("biopsies") == ["45380"]


def test_skips_small_words():
    assert codes_for("removal of the polyp by snare") == codes_for("removal polyp snare")


def test_finds_near_spellings_and_says_so():
    hits = INDEX.search("colonscopy", 10)
    assert {hit.code for hit in hits} >= {"45378", "45385", "45380"}
    assert {hit.why for hit in hits} == {"spelling"}


def test_forgives_one_word_too_many():
    assert codes_for("snare colonoscopy unicorns") == ["45385"]


def test_puts_names_before_synonyms_and_descriptors():
    assert codes_for("colonoscopy")[-1] == "45379"
    assert INDEX.search("fb", 1)[0].why == "descriptor"


def test_prefers_the_name_that_is_the_whole_query():
    assert codes_for("normal colonoscopy")[0] == "45378"


@pytest.mark.parametrize("query", ["", "   ", "!?", "unicorn", "%00", "'; drop table", "x" * 100])
def test_finds_nothing_for_nonsense(query):
    assert codes_for(query) == []


def test_gives_no_more_than_asked_for():
    assert len(INDEX.search("colonoscopy", 2)) == 2
    assert INDEX.search("colonoscopy", 0) == INDEX.search("colonoscopy", -1) == []


def test_names_the_codes_spelled_nearest():
    assert [found.code for found in INDEX.nearest("45387", 3)][0] in {"45378", "45380", "45385"}


@pytest.mark.parametrize(
    ("code", "lane", "kind"),
    [
        ("99213", Lane.WRVU, VISITS),
        ("45385", Lane.WRVU, SURGERY),
        ("71046", Lane.WRVU, IMAGING),
        ("80053", Lane.LABORATORY, LABORATORY),
        ("0001U", Lane.LABORATORY, LABORATORY),
        ("0446T", Lane.WRVU, NEW),
        ("3044F", Lane.REPORTING_ONLY, TRACKING),
        ("J0696", Lane.DRUG, DRUGS),
        ("Q5101", Lane.DRUG, DRUGS),
        ("E0601", Lane.DMEPOS, SUPPLIES),
        ("G0121", Lane.WRVU, OTHER),
    ],
)
def test_knows_the_kind_of_a_code(code, lane, kind):
    assert kind_of(code, lane) == kind


@pytest.fixture
def catalogue(db):
    load_sample()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("D1553", "D1553"),
        ("colonoscopy snare", "45385"),
        ("lap chole", "47562"),
        ("appy", "44950"),
        ("ekg", "93000"),
        ("tkr", "27447"),
        ("a1c", "83036"),
        ("gallbladder removal", "47562"),
        ("cpap", "E0601"),
    ],
)
def test_answers_what_clinicians_ask(catalogue, query, first):
    assert search(query, 3, NOVEMBER)[0].code == first


def test_tells_work_lane_and_the_fee_that_is_public(catalogue):
    by_code = {found.code: found for found in current_index(NOVEMBER).entries}
    # RVU26C and RVU25D: 45385 has work 4.46 and 4.57. CLFS 2025 Q2: 80053 is $10.56.
    # What a hospital is paid for D1553 is no fee of the dentist.
    snare, panel, spacer = by_code["45385"], by_code["80053"], by_code["D1553"]
    assert (snare.work_rvu, snare.work_before, snare.year_before) == (Decimal("4.46"), Decimal("4.57"), 2025)
    assert (panel.work_rvu, panel.lane, panel.fee) == (None, Lane.LABORATORY, Decimal("10.560"))
    assert (spacer.work_rvu, spacer.lane, spacer.fee) == (None, Lane.DENTAL, None)


def test_speaks_of_the_release_in_force_on_the_day(catalogue):
    assert search("45385", 1, date(2025, 6, 1))[0].work_rvu == Decimal("4.57")
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("4.46")


def test_asks_the_database_for_the_version_alone_once_it_is_built(catalogue, django_assert_num_queries):
    search("45385", 1, NOVEMBER)
    with django_assert_num_queries(1):
        search("colonoscopy snare", 10, date(2026, 2, 3))


def test_builds_anew_when_the_catalogue_moves(catalogue):
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("4.46")
    revised = ReleaseFactory.create(state=ReleaseState.DRAFT)
    store_rows(revised, fee_row("45385", "", "A", "5.00", "0"))
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("4.46")
    Release.objects.filter(pk=revised.pk).update(state=ReleaseState.ACTIVE)
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("4.46")
    move_catalogue_version()
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("5.00")
    Release.objects.filter(name="RVU26C").update(state=ReleaseState.RETIRED)
    move_catalogue_version()
    assert search("45385", 1, NOVEMBER)[0].work_rvu == Decimal("4.46")


def test_finds_nothing_in_an_empty_installation(db):
    move_catalogue_version()
    assert search("colonoscopy") == []


def test_prints_results_in_rank_order(catalogue):
    printed = StringIO()
    call_command("search", "colonoscopy", "snare", "--json", stdout=printed)
    results = json.loads(printed.getvalue())["results"]
    assert list(results[0]) == ["code", "name", "work_rvu", "lane", "why"]
    assert (results[0]["code"], results[0]["lane"], results[0]["why"]) == ("45385", "wrvu", "name")
    assert isinstance(results[0]["work_rvu"], str)


def test_refuses_no_hits_as_a_limit(catalogue):
    with pytest.raises(CommandError, match="--limit -1 is no number of hits"):
        call_command("search", "polyp", "--limit", "-1")


def test_prints_one_line_a_code_and_a_hint_for_none(catalogue):
    printed = StringIO()
    call_command("search", "D1553", stdout=printed)
    call_command("search", "unicorn", stdout=printed)
    found, hint = printed.getvalue().splitlines()
    assert found.startswith("D1553        -  Space maintainer glued back in, one side")
    assert hint.startswith("Nothing found.")
