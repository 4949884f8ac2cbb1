"""RVU Edge writes csv that no spreadsheet runs, and whose numbers stay numbers."""

from decimal import Decimal

import pytest

from rvuedge.lib.csv_cells import csv_text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "-", "1.5.=2", "--5"])
def test_runs_no_text_as_a_formula(text: str) -> None:
    cell = csv_text([[text]]).removesuffix("\r\n").strip('"')
    assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_leaves_numbers_as_they_are() -> None:
    assert csv_text([["-5.22", "1.50", "0", Decimal("-0.57"), 3, "45385"]]) == "-5.22,1.50,0,-0.57,3,45385\r\n"


def test_keeps_commas_quotes_and_lines_within_a_cell() -> None:
    assert csv_text([['a "b", c', "d\ne"]]) == '"a ""b"", c","d\ne"\r\n'
