"""RVU Edge says how each code is paid or counted."""

from decimal import Decimal

import pytest

from codes.fees import FeeRow
from codes.lanes import FeeKind, Lane, is_fee_schedule_reimbursed, lane_of
from codes.sample_files import read_facts, write_facts

# Code, modifier, status, work, PC/TC as in PPRRVU2026_Jul_nonQPP.csv.
FILE = """
99214 - A 1.92 0
45378 - A 3.18 0
45378 53 A 1.59 0
71046 - A 0.21 1
71046 26 A 0.21 1
71046 TC A 0.00 1
90846 - R 2.74 0
99417 - I 0.61 9
90480 - X 0.24 9
74328 - C 0.00 1
74328 26 A 0.46 1
74328 TC C 0.00 1
93005 - A 0.00 3
95115 - A 0.00 5
36591 - T 0.00 3
00100 - J 0.00 9
0001F - I 0.00 9
0500F - M 0.00 9
G0029 - M 0.00 9
D1553 - R 0.00 5
D9986 - I 0.00 9
D9947 - N 0.00 0
81050 - X 0.00 9
0001U - X 0.00 9
J0120 - E 0.00 9
P9010 - E 0.00 9
R0070 - C 0.00 3
99199 - C 0.00 0
G2000 - R 0.00 0
36416 - B 0.00 9
A4253 - P 0.00 9
A9270 - N 0.00 9
G0008 - X 0.00 9
"""


def _row(line: str) -> FeeRow:
    code, modifier, status, work, pctc = line.split()
    amounts = {name: "0.00" for name in FeeRow.__annotations__ if FeeRow.__annotations__[name] is Decimal}
    cells = dict.fromkeys(FeeRow.__annotations__, "") | amounts
    cells |= {"code": code, "modifier": modifier.strip("-"), "status": status, "work_rvu": work, "pctc_indicator": pctc}
    header = write_facts(()).strip()
    (row,) = read_facts(header + "\n" + ",".join(cells[name] for name in header.split(",")))
    return row


ROWS = tuple(_row(line) for line in FILE.strip().splitlines())


def _lane(code: str, modifier: str = "", *priced_by: FeeKind) -> Lane:
    return lane_of(code, [row for row in ROWS if row.code == code], modifier, frozenset(priced_by))


@pytest.mark.parametrize(
    ("code", "modifier", "lane"),
    [
        ("99214", "", Lane.WRVU),
        ("90846", "", Lane.WRVU),
        ("45378", "53", Lane.WRVU),
        ("71046", "26", Lane.WRVU),
        ("71046", "TC", Lane.TECHNICAL),
        ("99417", "", Lane.WRVU_NOT_MEDICARE),
        ("90480", "", Lane.WRVU_NOT_MEDICARE),
        ("74328", "", Lane.NEEDS_26),
        ("74328", "26", Lane.WRVU),
        ("74328", "TC", Lane.CONTRACTOR_PRICED),
        ("93005", "", Lane.TECHNICAL),
        ("95115", "", Lane.TECHNICAL),
        ("36591", "", Lane.TECHNICAL),
        ("00100", "", Lane.ANESTHESIA),
        ("0001F", "", Lane.REPORTING_ONLY),
        ("0500F", "", Lane.REPORTING_ONLY),
        ("G0029", "", Lane.REPORTING_ONLY),
        ("D1553", "", Lane.DENTAL),
        ("D9986", "", Lane.DENTAL),
        ("D9947", "", Lane.DENTAL),
        ("81050", "", Lane.LABORATORY),
        ("0001U", "", Lane.LABORATORY),
        ("J0120", "", Lane.DRUG),
        ("P9010", "", Lane.EXCLUDED),
        ("R0070", "", Lane.CONTRACTOR_PRICED),
        ("99199", "", Lane.CONTRACTOR_PRICED),
        ("G2000", "", Lane.CONTRACTOR_PRICED),
        ("36416", "", Lane.BUNDLED),
        ("A4253", "", Lane.BUNDLED),
        ("A9270", "", Lane.EXCLUDED),
        ("G0008", "", Lane.EXCLUDED),
        ("99999", "", Lane.UNKNOWN),
        ("D9999", "", Lane.UNKNOWN),
        ("E0601", "", Lane.UNKNOWN),
    ],
)
def test_finds_the_lane_in_the_physician_schedule(code: str, modifier: str, lane: Lane) -> None:
    assert _lane(code, modifier) == lane


@pytest.mark.parametrize(
    ("code", "kind", "lane"),
    [
        ("E0601", FeeKind.DMEPOS, Lane.DMEPOS),
        ("A4253", FeeKind.DMEPOS, Lane.DMEPOS),
        ("P9010", FeeKind.DRUG, Lane.DRUG),
        ("36416", FeeKind.LABORATORY, Lane.LABORATORY),
        ("K0001", FeeKind.PAYER, Lane.DMEPOS),
        ("D9999", FeeKind.DENTAL, Lane.DENTAL),
        ("D1553", FeeKind.HOSPITAL, Lane.DENTAL),
        ("99214", FeeKind.PAYER, Lane.WRVU),
    ],
)
def test_finds_the_lane_of_a_code_that_another_schedule_prices(code: str, kind: FeeKind, lane: Lane) -> None:
    assert _lane(code, "", kind) == lane


def test_takes_a_code_that_has_a_26_row_alone_as_needing_26() -> None:
    rows = [row for row in ROWS if row.key == ("71046", "26")]
    assert lane_of("71046", rows) == Lane.NEEDS_26
    assert lane_of("71046", [row for row in ROWS if row.key == ("71046", "TC")]) == Lane.TECHNICAL


def test_says_which_lanes_a_fee_schedule_reimburses() -> None:
    reimbursed = {lane for lane in Lane if is_fee_schedule_reimbursed(lane)}
    assert reimbursed == {Lane.DENTAL, Lane.LABORATORY, Lane.DRUG, Lane.DMEPOS, Lane.CONTRACTOR_PRICED}
