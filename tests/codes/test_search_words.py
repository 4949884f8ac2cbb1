"""RVU Edge takes words for what people mean: stems, abbreviations, ways of saying, sizes, codes with modifiers."""

from decimal import Decimal

import pytest

from codes.lanes import Lane
from codes.modifiers import load_modifiers
from codes.search_index import Entry, SearchIndex
from codes.search_lexicon import lexicon_of, load_lexicon, split, stem_of
from codes.search_query import codes_in, is_of_modifiers, modifiers_in, terms_of
from codes.search_sizes import Amount, Span, amount_of, spans_of
from codes.search_vocabulary import Vocabulary
from rvuedge.site.library import GUIDES, texts

LEXICON = lexicon_of(
    {
        "alike": ["repair repaired rpr", "kidney renal rnl", "laparoscopic laparoscopy lap"],
        "written": {"rt8tr": "rotator", "comp": "complete complicated"},
        "pieces": {"w/o dye": " nocontrast ", "f/e/e/n/l/m": " face ear eyelid nose lip "},
        "typed": {"gallbladder": "gallbladder | cholecystectomy", "c section": "cesarean"},
        "brands": {"rocephin": "ceftriaxone"},
    },
    {},
)


def entry(code, name="", *also, official=""):
    return Entry(code, name, Decimal("1.00"), Lane.WRVU, also, official)


def codes_for(query, *entries):
    return [hit.code for hit in SearchIndex(entries, LEXICON).search(query, 10)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("biopsy", "biopsies"), ("injection", "injected"), ("excision", "excise"), ("removal", "removed"), ("vagina", "vaginal"),
        ("retina", "retinal"), ("laparoscopic", "laparoscopy"), ("dilation", "dilate"), ("vaccine", "vaccination"), ("hernia", "hernias"),
    ],
)  # fmt: skip
def test_knows_inflected_forms_for_one_word(one, other):
    assert stem_of(one) == stem_of(other)


@pytest.mark.parametrize(("one", "other"), [("radial", "radiation"), ("anus", "anal"), ("test", "testis"), ("45385", "45380")])
def test_keeps_different_words_apart(one, other):
    assert stem_of(one) != stem_of(other)


def test_parts_numbers_from_their_units_and_keeps_short_names_whole():
    assert split("3cm 2.5 cm x-ray I&D b12 PHQ-9 1st") == ["3", "cm", "2.5", "cm", "xray", "i&d", "b12", "phq", "9", "1st"]


def test_takes_words_of_one_group_for_each_other():
    assert codes_for("renal repair", entry("50500", official="Rpr of kidney wound")) == ["50500"]


def test_writes_out_what_descriptors_abbreviate():
    meant = ("rotator", "complete", "complicated", "nocontrast", "face", "eyelid")
    assert LEXICON.words_of_descriptor("Sho rt8tr comp w/o dye f/e/e/n/l/m") >= {LEXICON.canonical(word) for word in meant}


def test_tries_every_way_of_saying_a_word():
    assert codes_for("gallbladder", entry("47562", "Cholecystectomy"), entry("76705", "Scan of the gallbladder")) == ["47562", "76705"]
    assert codes_for("c-section", entry("59510", "Cesarean birth")) == ["59510"]
    assert codes_for("rocephin", entry("J0696", official="Ceftriaxone sodium")) == ["J0696"]


def test_goes_on_with_what_is_being_typed():
    assert codes_for("roceph", entry("J0696", official="Ceftriaxone sodium")) == ["J0696"]


def test_takes_a_word_that_a_descriptor_cuts_off():
    assert codes_for("onabotulinumtoxinatypea", entry("J0585", official="Injection,onabotulinumtoxina")) == ["J0585"]


def test_forgives_slips_of_one_letter_in_short_words_and_two_in_long_ones():
    words = Vocabulary({"hernia": "hernia", "hemorrhoidectomy": "hemorrhoid", "knee": "knee", "a1c": "a1c"})
    assert words.near("herina") == [("hernia", 1)]
    assert words.near("hemoroidectomy") == [("hemorrhoidectomy", 2)]
    assert words.near("kneee") == [("knee", 1)]
    assert words.near("a1d") == words.near("xyzzyx") == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("45380-59", ["45380"]), ("71046 26", ["71046"]), ("20610,50", ["20610"]), ("99213x2", ["99213"]), ("cpt 29881", ["29881"]),
        ("d1553", ["D1553"]), ("45385 45380-59", ["45385", "45380"]), ("27447.RT", ["27447"]), ("45385 colonoscopy", ["45385"]),
        ("4538", []), ("knee scope", []), ("", []), ("99214-25-59", ["99214"]),
        # As far as it is typed.
        ("99214-", ["99214"]), ("99214-2", ["99214"]), ("99213x", ["99213"]), ("992145", []),
    ],
)  # fmt: skip
def test_reads_codes_with_modifiers_units_and_words(query, codes):
    assert list(codes_in(query)) == codes


@pytest.mark.parametrize(
    ("query", "modifiers", "words"),
    [
        ("modifier 25", "25", ""), ("25 modifier", "25", ""), ("mod 25 office visit", "25", "office visit"), ("-25", "25", "25"),
        ("modifiers 80, 81 and AS", "80 81 AS", ""), ("99214-25-59", "25 59", "99214 25 59"), ("20610 rt", "RT", "20610 rt"),
        ("modifier 00", "", ""), ("modifier", "", "modifier"), ("mod sedation", "", "mod sedation"),
        ("tc 99 of the thyroid", "", "tc 99 of the thyroid"),
    ],
)  # fmt: skip
def test_knows_a_modifier_from_what_is_asked_beside_it(query, modifiers, words):
    assert " ".join(one.modifier for one in modifiers_in(query)) == modifiers
    assert " ".join(" ".join(term.words) for term in terms_of(query, LEXICON)) == words


def test_tells_that_modifiers_are_asked_for():
    assert is_of_modifiers("What is modifier 47?")
    assert not is_of_modifiers("moderate sedation")


def test_leads_from_each_modifier_to_a_guide_that_is_there():
    assert {one.guide for one in load_modifiers().values()} - {""} <= texts(GUIDES).keys()
    assert all(one.name and one.effect.endswith(".") for one in load_modifiers().values())


def test_reads_a_number_with_its_unit_as_an_amount():
    terms = terms_of("lac repair 2 y/o 3cm", load_lexicon())
    assert [term.amount for term in terms if term.amount] == [Amount("yr", Decimal(2), "2"), Amount("cm", Decimal(3), "3")]
    assert amount_of("5", "mm") == Amount("cm", Decimal("0.5"), "5")
    assert amount_of("6", "mo") == Amount("yr", Decimal("0.5"), "6")
    assert amount_of("50", "mg") is None


# The descriptors' own ways of writing sizes, ages and minutes, with the words around them left out.
@pytest.mark.parametrize(
    ("code", "text", "span"),
    [
        ("12013", "2.6-5.0 cm", Span("cm", Decimal("2.6"), Decimal("5.0"))),
        ("11402", "marg 1.1-2", Span("cm", Decimal("1.1"), Decimal(2))),
        ("99392", "est age 1-4", Span("yr", Decimal(1), Decimal(4))),
        ("90834", "38 to 52 minutes", Span("min", Decimal(38), Decimal(52))),
        ("12001", "2.5 cm or less", Span("cm", Decimal(0), Decimal("2.5"))),
        ("21931", "3 cm/>", Span("cm", Decimal(3), Decimal(10_000))),
        ("76801", "< 14 wks", Span("wk", Decimal(0), Decimal(14))),
    ],
)
def test_reads_the_span_of_a_name(code, text, span):
    assert span in spans_of(code, text)


def test_takes_no_number_without_a_unit_for_a_size():
    assert spans_of("99213", "level 3-4") == ()


def test_puts_the_code_first_whose_size_holds_what_is_asked():
    small = entry("12011", "Face wound closed, 2.5 cm or less")
    large = entry("12013", "Face wound closed, 2.6-5.0 cm")
    assert codes_for("face wound 3 cm", small, large)[0] == "12013"
    assert codes_for("face wound 20 mm", small, large)[0] == "12011"


def test_takes_an_operation_for_itself_before_its_anesthesia():
    operation, anesthesia = entry("47562", "", "lap chole", "keyhole gallbladder"), entry("00790", "Anesthesia of the belly", "lap chole")
    assert codes_for("lap chole", operation, anesthesia) == ["47562", "00790"]
    assert codes_for("anesthesia lap chole", operation, anesthesia)[0] == "00790"


def test_among_near_spellings_an_own_code_is_rather_meant():
    index = SearchIndex([entry("45378", "Colonoscopy, look only"), entry("45385", "Colonoscopy, polyp removed by snare")], LEXICON)
    assert [hit.code for hit in index.search("colonscopy", 10)] == ["45378", "45385"]
    assert [(hit.code, hit.why, hit.is_own) for hit in index.search("colonscopy", 1, own=["45385"])] == [("45385", "spelling", True)]
