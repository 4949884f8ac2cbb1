"""RVU Edge reads whole typed lines, and asks where they can be read in two ways."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.entry import EntryLine, read_entry, write_entry
from tracking.readings import MOST_READINGS, Reading, readings_of

MONDAY = date(2026, 11, 23)
KNOWN = frozenset({"45385", "45380", "45378", "99213", "99214", "51575", "57555", "20610", "D1553", "G0105", "0446T", "00812"})


def texts_of(typed: str) -> list[str]:
    return [reading.text for reading in readings_of(typed, MONDAY, KNOWN)]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("45385 45380-59", "45385 45380-59"),
        ("99213x8", "99213x8"),
        ("D1553 #3", "D1553 #3"),
        ("20610 50", "20610-50"),
        ("20610 rt 3", "20610-RTx3"),
        ("99213 8", "99213x8"),
        ("D2391 #14-MO", "D2391 #14-MO"),
        ("d2391 14mo", "D2391 #14-MO"),
        ("d2391 #14 mod", "D2391 #14-MOD"),
        ("d2391 b", "D2391 #B"),
        ("J0585 200", "J0585x200"),
        ("45385 200", "45385 200"),
        ("polyp", "POLYP"),
        ("45385 lap 50", "45385 LAP 50"),
        # The number behind an anesthetic is its time.
        ("00812 45", "00812 45min"),
        ("00812 117 qz", "00812-QZ 117min"),
        ("00812 45m", "00812 45min"),
        ("00812 50 min", "00812 50min"),
        ("00812 0:45 45385", "00812 45min 45385"),
        ("00812 1h30", "00812 90min"),
        ("00812 45min 59", "00812-59 45min"),
        ("00812 45min 46", "00812 45min 46"),
        ("00812 1440", "00812 1440"),
        ("45385 30 min", "45385x30 MIN"),
        # Without a blank: three codes and a modifier in 17 digits, and letters, counts and hyphens among them.
        ("4538545380", "45385 45380"),
        ("45385453805999214", "45385 45380-59 99214"),
        ("4538545380-59", "45385 45380-59"),
        ("45385x2d1553", "45385x2 D1553"),
        ("0446tg0105", "0446T G0105"),
        # A code that nobody loaded cuts nothing: the text is searched for.
        ("4538511111", "4538511111"),
    ],
)
def test_reads_what_has_one_meaning(typed: str, text: str) -> None:
    assert texts_of(typed) == [text]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("D1553 3", ["D1553 #3", "D1553x3"]),
        ("d1553 14", ["D1553 #14", "D1553x14"]),
        ("J0585 50", ["J0585-50", "J0585x50"]),
        ("J0585 99", ["J0585-99", "J0585x99"]),
        ("00812 23", ["00812-23", "00812 23min"]),
        ("D2391 af", ["D2391 #A-F", "D2391-AF"]),
        # 99213, then 51575 with 55; or 99213 with 51, then 57555.
        ("992135157555", ["99213 51575-55", "99213-51 57555"]),
        # Today is a Monday.
        ("monday 45385", ["2026-11-23 45385", "2026-11-16 45385"]),
    ],
)
def test_asks_where_two_readings_exist(typed: str, texts: list[str]) -> None:
    assert sorted(texts_of(typed)) == sorted(texts)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 22)),
        ("hoy", date(2026, 11, 23)),
        ("Ayer", date(2026, 11, 22)),
        ("miércoles", date(2026, 11, 18)),
        ("sabado", date(2026, 11, 21)),
        ("Friday", date(2026, 11, 20)),
        ("tue", date(2026, 11, 17)),
        ("11/20", date(2026, 11, 20)),
        ("12/1", date(2025, 12, 1)),
        ("2/29", date(2024, 2, 29)),
        ("7/31/26", date(2026, 7, 31)),
        ("2026-07-31", date(2026, 7, 31)),
        ("20260731", date(2026, 7, 31)),
    ],
)
def test_reads_the_day_that_is_named(typed: str, day: date) -> None:
    assert readings_of(f"45385 {typed} 99214", MONDAY, KNOWN) == (Reading((EntryLine("45385"), EntryLine("99214")), day),)


def test_leaves_a_second_day_as_a_word() -> None:
    assert texts_of("yesterday 45385 friday") == ["2026-11-22 45385 FRIDAY"]


@pytest.mark.parametrize(
    ("typed", "line", "word"),
    [
        ("D1553 #3 #4", EntryLine("D1553", tooth="3"), "#4"),
        ("D1553 #3 T", EntryLine("D1553", tooth="3"), "T"),
        ("D1553 #3 x2 x5", EntryLine("D1553", units=2, tooth="3"), "X5"),
        ("99214 x2 x3", EntryLine("99214", units=2), "X3"),
        ("99214x2 8", EntryLine("99214", units=2), "8"),
        ("J0585x200 100", EntryLine("J0585", units=200), "100"),
        ("00812 45min 50min", EntryLine("00812").timed(45), "50MIN"),
    ],
)
def test_leaves_a_second_tooth_count_or_time_as_a_word(typed: str, line: EntryLine, word: str) -> None:
    assert readings_of(typed, MONDAY, KNOWN) == (Reading((line,), words=(word,)),)


@pytest.mark.parametrize("typed", ["13/40", "2026-02-30", "31/7"])
def test_takes_no_day_that_is_not_in_the_calendar(typed: str) -> None:
    assert readings_of(typed, MONDAY, KNOWN)[0].day is None


def test_asks_about_a_handful_of_readings_at_most() -> None:
    readings = readings_of("D1553 1 D1553 2 D1553 3 D1553 4", MONDAY, KNOWN)
    assert len(readings) <= MOST_READINGS
    assert all(reading.words for reading in readings)


LINES = st.sampled_from(
    [
        EntryLine(code, modifiers, units, tooth).timed(minutes if code == "00812" else None)
        for minutes in (None, 5, 117)
        for code in sorted(KNOWN)
        for modifiers in ((), ("26",), ("59", "LT"), ("F1", "22", "RT"))
        for units in (1, 2, 50, 99)
        for tooth in ("", "3", "A", "14-MO", "B-MODBL")
    ]
)


@given(st.lists(LINES, min_size=1, max_size=6))
def test_reads_its_own_notation_in_one_way(lines: list[EntryLine]) -> None:
    written = write_entry(lines)
    assert readings_of(written, MONDAY, KNOWN) == (Reading(tuple(lines)),)
    assert read_entry(written).lines == tuple(lines)


# Without the digit 1: "99213 1" is one unit, which the notation does not write.
@given(st.text(alphabet="023456789DGT-# ", max_size=30))
def test_drops_no_digit_that_is_typed(typed: str) -> None:
    for reading in readings_of(typed, MONDAY, KNOWN):
        assert reading.day or digits_of(reading.text) == digits_of(typed)


def digits_of(text: str) -> list[str]:
    return sorted(sign for sign in text if sign.isdigit())
