"""RVU Edge says what is wrong with a typed tooth, units or minutes and how to write them, and what looks like a slip."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests.tracking.posting import posted, text_of
from tracking.models import Case
from tracking.unread import Meant, meant_by

TOOTH = "no tooth that can be read. Behind its code write # and 1 to 32, 51 to 82 or A to T"
UNITS = "no number of units that can be read. Write x and a whole number from 1 to 9,999 behind the code"
TIME = "no time that can be read here. Behind a code of anesthesia (00100 to 01999) write minutes"
TOOTH_SLIP, UNITS_SLIP = "a tooth belongs to a dental code (D)", "unusually many units"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel("2026-11-23T17:00:00Z", tick=False):
        yield


@pytest.mark.parametrize(
    ("word", "codes", "meant"),
    [
        ("#99", ["D2391"], Meant.TOOTH),
        ("#14-MX", ["D2391"], Meant.TOOTH),
        ("x2.5", ["99213"], Meant.UNITS),
        ("45385x2.5", [], Meant.UNITS),
        ("45385-59x", [], Meant.UNITS),
        ("0:75", ["00812"], Meant.MINUTES),
        ("45min", ["45385"], Meant.MINUTES),
        ("1440", ["00812"], Meant.MINUTES),
        ("4538", ["45385"], None),
        ("xray", ["99213"], None),
        ("polyp", [], None),
        ("min", ["00812"], None),
    ],
)
def test_knows_what_a_word_was_meant_as(word: str, codes: list[str], meant: Meant | None) -> None:
    assert meant_by(word, codes) is meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("D1553 #99", f"'#99' is {TOOTH}"),
        ("99214 x2.5", f"'X2.5' is {UNITS}"),
        ("00142-QZ 1440", f"'1440' is {TIME}"),
        ("45385 30min polyp", f"'30MIN' is {TIME}"),
        ("45385 30min polyp", "'POLYP' is no code that can be read"),
        ("D1553 #3 #4", "'#4' is a second one behind its code"),
        ("D1553 #3 #99", f"'#99' is {TOOTH}"),
        ("99214 x2 x3", "'X3' is a second one behind its code"),
        ("00142-QZ 45min 50min", "'50MIN' is a second one behind its code"),
    ],
)
def test_says_how_to_write_what_it_cannot_read(ada: Client, typed: str, told: str) -> None:
    answer = ada.post("/log/save/", posted(typed))
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    assert told in text_of(answer)


@pytest.mark.parametrize(
    ("field", "told", "sentence"),
    [
        ("units", "1.5", f"'X1.5' is {UNITS}"),
        ("modifiers", "ZZZ", "'ZZZ' is no modifier that can be read. Write two letters or digits."),
        ("tooth", "99", f"'#99' is {TOOTH}"),
    ],
)
def test_says_of_a_field_of_a_line_at_once_that_it_cannot_be_read(ada: Client, field: str, told: str, sentence: str) -> None:
    row = {"code": "99214", "modifiers": "", "units": "1", "tooth": "", "minutes": ""} | {field: told}
    draft = text_of(ada.post("/log/preview/", posted(**row), headers={"HX-Request": "true"}))
    assert sentence in draft and "data-fault" in draft
    # What is being typed is not told while it is typed.
    assert "data-fault" not in text_of(ada.post("/log/preview/", posted("99214 ZZZ"), headers={"HX-Request": "true"}))


def test_says_it_of_a_set_too(ada: Client) -> None:
    assert f"'#99' is {TOOTH}" in text_of(ada.post("/log/sets/keep/", {"name": "fillings", "codes": "D1553 #99"}, follow=True))


def test_tells_the_list_under_the_field_what_is_wrong_with_a_word(ada: Client) -> None:
    def found(text: str) -> str:
        return text_of(ada.get("/log/find/", {"q": "1", "text": text}, headers={"HX-Request": "true"}))

    assert f"<li hidden data-unread>'#99' is {TOOTH}" in found("D1553 #99")
    assert "data-unread" not in found("D1553 #3") + found("45385 polyp") + found("45385 4538")


@pytest.mark.parametrize(
    ("typed", "slip"), [("45385 #3", TOOTH_SLIP), ("99214x100", UNITS_SLIP), ("99214x9999", UNITS_SLIP), ("D1553 #3", ""), ("99214x99", "")]
)
def test_flags_what_looks_like_a_slip_and_counts_it_all_the_same(ada: Client, typed: str, slip: str) -> None:
    told = text_of(ada.post("/log/preview/", posted(typed), headers={"HX-Request": "true"}))
    ada.post("/log/save/", posted(typed))
    case = Case.objects.get()
    told_after = [text_of(ada.get(address)) for address in ("/log/", f"/cases/{case.pk}/", "/log/list/")]
    for page in (told, *told_after):
        assert [one for one in (TOOTH_SLIP, UNITS_SLIP) if one in page] == ([slip] if slip else [])
    assert case.lines.get().outcome == ("not_credited" if typed.startswith("D") else "credited")


def test_flags_no_count_of_a_drug(ada: Client) -> None:
    assert UNITS_SLIP not in text_of(ada.post("/log/preview/", posted("J0585x200"), headers={"HX-Request": "true"}))
