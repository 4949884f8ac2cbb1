"""RVU Edge remarks on what is odd about a relative value file as a whole: its day, its posting, its variant, a column too many.

What is expected is worked out by hand from the excerpt of July 2026: RELEASED 06/30/2026, PRIC IND 9 and factor 33.4009 in every row
(nonQPP; the factor of QPP, whose PRIC IND is 1, is 33.5675), 32 columns.
"""

from datetime import date
from typing import Any

import pytest

from codes.cms.pprrvu import read_pprrvu
from rvuedge.lib.issues import Severity
from tests.codes.pprrvu_files import OCTOBER_2025, changed, excerpt

_TOO_SHORT = "a whole release has more than 17,000"


def remarks(content: bytes, **asked: Any) -> list[tuple[str, str]]:
    """The field and the words of every remark but that an excerpt is short; none of them refuses the file."""
    file = read_pprrvu(content, **asked)
    assert not file.is_refused
    return [(issue.field, issue.message) for issue in file.issues if issue.severity == Severity.WARNING and _TOO_SHORT not in issue.message]


def as_qpp(content: bytes) -> bytes:
    """The excerpt as the other variant: PRIC IND 1 and its factor in every row."""
    return content.replace(b",9,,33.4009,", b",1,,33.5675,").replace(b",9,45378,33.4009,", b",1,45378,33.5675,")


def test_remarks_on_nothing_in_an_excerpt_of_either_variant() -> None:
    assert remarks(excerpt()) == []
    assert read_pprrvu(excerpt()).variant == "nonQPP"
    assert remarks(as_qpp(excerpt())) == []
    assert read_pprrvu(as_qpp(excerpt())).variant == "QPP"
    assert read_pprrvu(excerpt(OCTOBER_2025)).variant == ""


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 7, 6), date(2026, 9, 30)])
def test_a_day_of_the_quarter_in_the_title_is_as_it_should_be(day: date) -> None:
    assert remarks(excerpt(), holds_from=day) == []


@pytest.mark.parametrize(
    ("day", "when"), [(date(2026, 6, 30), "before that quarter begins"), (date(2026, 10, 1), "after that quarter is over")]
)
def test_remarks_on_a_day_of_another_quarter_than_the_title(day: date, when: str) -> None:
    told = f"The release of July 2026 holds from 2026-07-01; the day given, {day.isoformat()}, is {when}. Is it this file?"
    assert remarks(excerpt(), holds_from=day) == [("effective_from", told)]


def test_remarks_on_one_code_that_every_release_has() -> None:
    told = "99213 stands in every official release, not in this file. Is it cut off?"
    assert remarks(changed("99213,,,A,", "99214,,,A,")) == [("code", told)]


def test_remarks_on_a_file_that_does_not_say_when_it_was_released() -> None:
    for cut in (changed("RELEASED 06/30/2026", ""), changed("RELEASED 06/30/2026", "RELEASED 13/40/2026")):
        assert read_pprrvu(cut).title.released_on is None
        assert [field for field, _told in remarks(cut)] == ["released_on"]


def test_remarks_on_an_indicator_of_one_variant_beside_the_factor_of_the_other() -> None:
    mixed = excerpt().replace(b"33.4009", b"33.5675")
    told = "PRIC IND says nonQPP, the conversion factor 33.5675 is that of QPP: two variants are mixed. Download it again."
    assert remarks(mixed) == [("conversion_factor", told)]
    assert read_pprrvu(mixed).variant == "nonQPP"


def test_remarks_on_the_indicators_of_both_variants_in_one_file() -> None:
    joint = "20610,,,A,,0.77,1.16,,0.29,,0.13,2.06,1.19,0,000,0.00,0.00,0.00,2,1,1,0,0,"
    assert [field for field, _told in remarks(changed(f"{joint}9", f"{joint}1"))] == ["pricing_indicator"]


def test_tells_the_variant_by_the_factor_where_no_row_has_an_indicator() -> None:
    without = excerpt().replace(b",9,,33.4009,", b",,,33.4009,").replace(b",9,45378,33.4009,", b",,45378,33.4009,")
    assert read_pprrvu(without).variant == "nonQPP"


def test_names_a_column_that_official_files_do_not_have_and_reads_the_others() -> None:
    lines = excerpt().decode("ascii").split("\r\n")
    more = [f"{line},{'HOUSE RATE' if line.startswith('HCPCS,') else ''}" if line else line for line in lines]
    wider = "\r\n".join(more).encode("ascii")
    told = "Column 33, 'HOUSE RATE', is not known: official files have 31 or 32 columns, without it. It is not read."
    assert remarks(wider) == [("", told)]
    assert read_pprrvu(wider).rows == read_pprrvu(excerpt()).rows


def test_takes_an_empty_column_at_the_end_for_none() -> None:
    wider = b"\r\n".join(line + b"," if line else line for line in excerpt().split(b"\r\n"))
    assert remarks(wider) == []
