"""RVU Edge reads the DMEPOS and the PEN fee schedule with the amounts of each state.

The excerpts have the header of January 2026. The amounts of Pennsylvania for A7032 NU and E0601 RR are those of CMS, as a public
importer quotes them; all other amounts are invented.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from codes.cms import dmepen, dmepos
from codes.cms.reading import About
from tests.codes.fee_files import ALL, DMEPOS, OTHERS, PEN, changed, errors, excerpt, expected, listed, of_bytes, of_text, told, workbook

HEAD = "HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor"
LINE = "L5000,,,J,PO,612.34,459.26,459.26,,612.34,,insole"
TEXT_RECORD = "2026~L0457~  ~  ~J~OS~A~00~NJ     ~000412.50~000500.00~000350.00~000412.50~0~1~ ~our words"


def test_reads_the_excerpt_as_listed_beside_it():
    reading = dmepos.read(excerpt(DMEPOS))
    assert listed(reading.rows) == expected("dmepos/expected.csv")
    assert (reading.kind, reading.is_refused, reading.layout) == ("dmepos", False, "csv")


def test_takes_the_day_from_the_titles_else_from_the_name():
    dated = About("Durable medical equipment fees (DMEPOS), January 2026", date(2026, 1, 1))
    assert dmepos.read(excerpt(DMEPOS)).about == dated
    assert dmepos.read(changed(DMEPOS, "January 2026 Fee Schedule", "Fee Schedule")).about == dated


def test_tells_no_day_where_neither_titles_nor_name_tell_one():
    reading = dmepos.read(of_text(f"{HEAD},AL (NR)\nE0601,RR,,D,CR,0,0,45.00\n", "DMEPOS_JAN.csv"))
    assert reading.about == About("Durable medical equipment fees (DMEPOS)", None)


def test_gives_an_amount_of_its_own_only_where_every_state_pays_the_same():
    def amount(cells: str) -> Decimal | None:
        reading = dmepos.read(of_text(f"{HEAD},AL (NR),AL (R),PA (NR),PA (R)\nE0601,RR,,D,CR,9.00,8.00,{cells}\n"))
        assert not reading.is_refused
        return reading.rows[0].amount

    assert amount("8.50,8.50,8.50,8.50") == Decimal("8.50")
    assert amount("8.50,0.00,8.50,0.00") == Decimal("8.50")
    assert amount("8.50,9.00,8.50,9.00") is None
    # Pennsylvania has no amount, so Alabama's is not that of every state; the ceiling is no fee either.
    assert amount("8.50,0.00,0.00,0.00") is None
    assert amount("0.00,0.00,0.00,0.00") is None


def test_reads_one_column_for_each_state_as_before_2016():
    reading = dmepos.read(of_text("HCPCS,Mod,Mod2,Juris,Catg,Ceiling,Floor,AL,AR,Description\nA4216,,,D,OS,0.47,0.40,0.45,0.47,water\n"))
    assert reading.rows[0].regions == (("AL", Decimal("0.45")), ("AR", Decimal("0.47")))
    assert reading.rows[0].note == "OS ostomy, tracheostomy or urological; jurisdiction D; ceiling 0.47; floor 0.40"


def test_reads_the_same_from_a_workbook():
    assert dmepos.read(workbook(DMEPOS)).rows == dmepos.read(excerpt(DMEPOS)).rows
    assert dmepen.read(workbook(PEN)).rows == dmepen.read(excerpt(PEN)).rows


def test_says_to_bring_the_columns_where_the_text_layout_is_brought():
    opened = of_text(f"{TEXT_RECORD}\n", "DMEPOS26_JAN.txt")
    assert dmepos.recognises(opened)
    assert told(dmepos.read(opened)).startswith("This is the text layout with ~ between its fields. Bring the csv or xlsx")


@pytest.mark.parametrize(
    ("line", "field", "value", "sentence"),
    [
        ("L500,,,J,PO,0,0,459.26,,612.34,,insole", "code", "L500", "has not the shape of a code"),
        ("L5000,N,,J,PO,0,0,459.26,,612.34,,insole", "modifier", "N", "is no modifier of two characters"),
        ("L5000,NU,KF KX RT,J,PO,0,0,459.26,,612.34,,insole", "modifier", "NU KF KX RT", "4 modifiers stand in one line"),
        ("L5000,,,J,PO,0,0,459.26,,six,,insole", "amount", "six", "PA: 'six' is no amount in dollars"),
        ("L5000,,,J,PO,0,0,459.26,-1,612.34,,insole", "amount", "-1", "AL rural: '-1' is negative"),
        ("L5000,,,J,PO,x,0,459.26,,612.34,,insole", "amount", "x", "Ceiling: 'x' is no amount in dollars"),
        ("L5000,,,J,PO,0,0,459.26,,612.34", "", "", "Line 11 has 10 cells, the table from line 7 on has 12."),
    ],
)
def test_names_line_field_and_value_of_a_fault(line: str, field: str, value: str, sentence: str):
    reading = dmepos.read(changed(DMEPOS, LINE, line))
    assert errors(reading) == [(11, field, value)]
    assert sentence in told(reading)


def test_refuses_a_state_that_is_named_twice():
    reading = dmepos.read(changed(DMEPOS, "PA (NR),PA (R)", "AL (NR),PA (R)"))
    assert errors(reading)[0] == (7, "regions", "AL")


def test_says_that_no_state_has_a_column():
    reading = dmepos.read(of_text(f"{HEAD},Description\nE0601,RR,,D,CR,0,0,device\n"))
    assert errors(reading) == [(1, "regions", "")]
    assert "No column of a state, such as 'AL (NR)'" in told(reading)


def test_says_which_columns_it_looked_for():
    assert "names the columns HCPCS, MOD, JURIS, CATG" in told(dmepos.read(of_text("a,b\n1,2\n")))


def test_reads_the_nutrition_schedule_as_listed_beside_it():
    reading = dmepen.read(excerpt(PEN))
    assert listed(reading.rows) == expected("dmepen/expected.csv")
    assert (reading.kind, reading.is_refused) == ("dmepen", False)
    assert reading.about == About("Parenteral and enteral nutrition fees (PEN), January 2026", date(2026, 1, 1))


def test_recognises_its_own_files_only():
    assert [name for name in ALL if dmepos.recognises(excerpt(name))] == [DMEPOS]
    assert [name for name in ALL if dmepen.recognises(excerpt(name))] == [PEN]


def test_leaves_the_fees_of_former_bidding_areas_alone():
    opened = of_text("HCPCS,Mod,Mod2,Mod3,CATG,Akron OH,Albany NY,Description\nE0601,RR,,,CR,45.00,46.00,device\n")
    assert not dmepos.recognises(opened)
    assert not dmepen.recognises(opened)


def test_recognises_no_official_file_of_another_kind(official_files: Path):
    for name in OTHERS:
        opened = of_bytes((official_files / "cms" / name).read_bytes())
        assert not dmepos.recognises(opened), name
        assert not dmepen.recognises(opened), name
