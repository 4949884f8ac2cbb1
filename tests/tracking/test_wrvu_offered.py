"""RVU Edge offers a line the modifiers that its row and its case allow, and asks for 26 where only the reading has work."""

from dataclasses import replace

import pytest

from codes.fees import FeeRow, schedule_of
from tests.tracking.rows import RVU26C, fee_row
from tracking.wrvu.modifiers import KNOWN
from tracking.wrvu.offered import Offer, asked_of, offers_for
from tracking.wrvu.types import Line


def operation(code: str, global_days: str, bilateral: str, assistant: str, co_surgeon: str, team_surgeon: str, work: str) -> FeeRow:
    row = fee_row(code, "", "A", work, "0", global_days=global_days, multiple_procedure="2")
    return replace(row, bilateral=bilateral, assistant=assistant, co_surgeon=co_surgeon, team_surgeon=team_surgeon)


# GLOB, BILAT, ASST, CO-SURG, TEAM and work of PPRRVU2026_Jul_nonQPP.csv.
SURGERY = (
    operation("20610", "000", "1", "1", "0", "0", "0.77"),
    operation("27447", "090", "1", "2", "1", "0", "19.11"),
    operation("31231", "000", "2", "1", "0", "0", "1.07"),
    operation("33533", "090", "0", "2", "1", "0", "32.91"),
    operation("32851", "090", "0", "2", "1", "2", "58.15"),
    # Line 14254 of the file: a dental code with a global period.
    operation("D2391", "YYY", "9", "9", "9", "9", "0.00"),
)
ROWS = schedule_of("RVU26C", RVU26C.effective_from, RVU26C.conversion_factor, (*RVU26C.rows, *SURGERY))


def offered(*codes: str, to: int = 0) -> dict[str, Offer]:
    return {offer.modifier: offer for offer in offers_for([Line(code) for code in codes], ROWS)[to]}


def test_offers_sides_where_the_row_counts_both() -> None:
    assert offered("20610")["50"] == Offer("50", "both_sides", "bilateral", "1")
    assert {"LT", "RT"} <= set(offered("20610"))


@pytest.mark.parametrize("code", ["31231", "33533"])
def test_offers_no_sides_where_the_row_has_none_to_count(code: str) -> None:
    assert not {"50", "LT", "RT"} & set(offered(code))


def test_offers_assistants_and_two_surgeons_where_the_row_allows_them() -> None:
    assert {"80", "82", "AS", "62"} <= set(offered("27447"))
    assert not {"80", "82", "AS", "62", "66"} & set(offered("20610"))


def test_offers_a_team_where_the_row_allows_one() -> None:
    assert offered("32851")["66"] == Offer("66", "team", "team_surgeon", "2")
    assert "66" not in offered("27447")


def test_offers_25_to_a_visit_beside_a_procedure_and_57_before_an_operation() -> None:
    assert next(iter(offered("99214", "45378"))) == "25"
    assert offered("99214", "45378")["25"].value == "000"
    assert next(iter(offered("99214", "27447"))) == "57"
    assert offered("99214", "99417")["25"].field == ""


def test_offers_59_from_the_second_procedure_on() -> None:
    assert "59" not in offered("45385", "45380")
    assert next(iter(offered("45385", "45380", to=1))) == "59"
    assert "59" not in offered("45385", "99214", to=1)


def test_offers_the_parts_of_a_test() -> None:
    assert list(offered("71046")) == ["26", "TC"]
    assert offered("71046")["26"] == Offer("26", "reading", "pctc_indicator", "1")


def test_offers_shares_of_a_global_package_only_where_there_is_one() -> None:
    assert {"54", "55"} <= set(offered("27447"))
    assert not {"54", "55"} & set(offered("45378"))


def test_tells_a_stopped_service_that_has_a_row_of_its_own() -> None:
    assert (offered("45378")["53"].why, offered("45385")["53"].why) == ("stopped_row", "stopped")


def test_offers_an_anesthetic_who_gave_it() -> None:
    assert list(offered("00142")) == ["AA", "QK", "QX", "QY", "QZ"]


@pytest.mark.parametrize("code", ["D1553", "D2391", "J0585", "00000"])
def test_offers_nothing_where_no_row_says_anything(code: str) -> None:
    assert offered(code) == {}


def test_offers_nothing_without_a_schedule() -> None:
    assert offers_for([Line("45378")], None) == ((),)


def test_never_offers_51_nor_what_does_not_exist() -> None:
    codes = sorted({row.code for row in ROWS.rows})
    told = {offer.modifier for offers in offers_for([Line(code) for code in codes], ROWS) for offer in offers}
    assert "51" not in told
    assert told <= KNOWN


@pytest.mark.parametrize(
    ("line", "others", "modifier"),
    [
        # Only the 26 rows of 78815 (2.38) and 83020 (0.36) have work; both parts of 71046 have a row and it has work itself.
        (Line("78815"), (), "26"),
        (Line("83020"), (), "26"),
        (Line("78815", ("26",)), (), ""),
        (Line("78815", ("TC",)), (), ""),
        (Line("71046"), (), ""),
        (Line("45378"), ("45385",), ""),
        (Line("99214"), (), ""),
        (Line("99214"), ("71046",), ""),
        (Line("99214"), ("45378",), "25"),
        (Line("99214"), ("45378", "27447"), "57"),
        (Line("99214", ("25",)), ("45378",), ""),
    ],
)
def test_asks_for_the_one_modifier_without_which_a_line_is_likely_wrong(line: Line, others: tuple[str, ...], modifier: str) -> None:
    offers = offers_for([line, *map(Line, others)], ROWS)[0]
    asked = asked_of(offers, ROWS.rows_of(line.code), line)
    assert (asked.modifier if asked else "") == modifier
