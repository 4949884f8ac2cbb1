"""What people type into "Add procedures", and how it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.entry import Entry, EntryLine, Fault, read_entry, read_rows, write_entry


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", ()),
        ("99214", (EntryLine("99214"),)),
        ("g0105", (EntryLine("G0105"),)),
        ("0446t", (EntryLine("0446T"),)),
        ("45385 45380-59 99213x2", (EntryLine("45385"), EntryLine("45380", ("59",)), EntryLine("99213", (), 2))),
        ("45385, 45380-59;\n99213 x2", (EntryLine("45385"), EntryLine("45380", ("59",)), EntryLine("99213", (), 2))),
        ("D1553 #3", (EntryLine("D1553", tooth="3"),)),
        ("d1553 #a", (EntryLine("D1553", tooth="A"),)),
        ("20610 50", (EntryLine("20610", ("50",)),)),
        ("20610 rt x3", (EntryLine("20610", ("RT",), 3),)),
        ("45380 - 59", (EntryLine("45380", ("59",)),)),
        ("99213 x 2", (EntryLine("99213", (), 2),)),
        ("45380-59-LT×2", (EntryLine("45380", ("59", "LT"), 2),)),
        ("45380–59", (EntryLine("45380", ("59",)),)),
        ("99213 x2 - 25", (EntryLine("99213", ("25",), 2),)),
        ("- 45385\n- 45380", (EntryLine("45385"), EntryLine("45380"))),
        ("00812-qz 45min", (EntryLine("00812", ("QZ",)).timed(45),)),
        ("00812 45m", (EntryLine("00812").timed(45),)),
        ("00812 45 min", (EntryLine("00812").timed(45),)),
        ("00812 qz 120 minutes 99214", (EntryLine("00812", ("QZ",)).timed(120), EntryLine("99214"))),
        ("00812 0:45", (EntryLine("00812").timed(45),)),
        ("01999 1h30", (EntryLine("01999").timed(90),)),
        ("00100 2h", (EntryLine("00100").timed(120),)),
        ("00812 1440min", (EntryLine("00812").timed(1440),)),
        # In a row of its own a bare number is a modifier, on anesthesia too.
        ("00812 23", (EntryLine("00812", ("23",)),)),
        ("45385+45380", (EntryLine("45385"), EntryLine("45380"))),
    ],
)
def test_reads_lines(typed: str, lines: tuple[EntryLine, ...]) -> None:
    assert read_entry(typed) == Entry(lines)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("polyp", ("POLYP",)),
        ("4538", ("4538",)),
        ("4538545380", ("4538545380",)),
        ("45385-5", ("45385-5",)),
        ("59", ("59",)),
        ("x2", ("X2",)),
        ("45m", ("45M",)),
        # A search for words is left as it is typed.
        ("visit 30 min", ("VISIT", "30", "MIN")),
    ],
)
def test_keeps_what_is_no_line_as_words(typed: str, words: tuple[str, ...]) -> None:
    assert read_entry(typed).words == words
    assert read_entry(typed).lines == ()


@pytest.mark.parametrize("tooth", ["1", "9", "10", "29", "32", "51", "82", "A", "T"])
def test_knows_the_teeth(tooth: str) -> None:
    assert read_entry(f"D2140 #{tooth}").lines == (EntryLine("D2140", tooth=tooth),)


@pytest.mark.parametrize("tooth", ["0", "33", "50", "83", "99", "U"])
def test_knows_no_other_tooth(tooth: str) -> None:
    assert read_entry(f"D2140 #{tooth}") == Entry((EntryLine("D2140"),), (f"#{tooth}",))


@pytest.mark.parametrize("typed", ["45385 45min", "02000 0:45", "00099 45min", "D1553 45min"])
def test_takes_minutes_on_anesthesia_alone(typed: str) -> None:
    entry = read_entry(typed)
    assert entry.words == (typed.upper().split()[1],)
    assert entry.lines[0].minutes is None


def test_tells_the_time_of_no_other_code() -> None:
    assert EntryLine("45385").timed(45).text == "45385"
    assert EntryLine("00812").timed(45).timed(None) == EntryLine("00812")


def test_takes_the_units_of_a_drug() -> None:
    assert read_entry("J9271 x200").lines == (EntryLine("J9271", (), 200),)


def test_does_not_hang_a_word_on_the_line_before() -> None:
    assert read_entry("45385 lap 50") == Entry((EntryLine("45385"),), ("LAP", "50"))


def test_reads_each_row_for_itself() -> None:
    assert read_rows(["45385 x", "59", "99214x2"]) == Entry((EntryLine("45385"), EntryLine("99214", (), 2)), ("X", "59"))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("99213x0", Fault("units", "99213", "0")),
        ("99213x-1", Fault("units", "99213", "-1")),
        ("99213x10000", Fault("units", "99213", "10000")),
        ("00812 0min", Fault("minutes", "00812", "0")),
        ("00812 2881min", Fault("minutes", "00812", "2881")),
        ("20610-50-LT", Fault("modifiers_exclude", "20610", "50 and LT")),
        ("71046-26-TC", Fault("modifiers_exclude", "71046", "26 and TC")),
        ("45380-59-59", Fault("modifier_twice", "45380", "59 59")),
        ("45380-59-LT-22-GC-KX", Fault("too_many_modifiers", "45380", "5")),
    ],
)
def test_names_each_fault(typed: str, fault: Fault) -> None:
    assert read_entry(typed).faults == (fault,)


def test_refuses_more_than_fifty_lines() -> None:
    assert read_entry("99214 " * 51).faults == (Fault("too_many_lines", "51", "50"),)


LINES = st.builds(
    EntryLine,
    st.from_regex(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[A-Z]", fullmatch=True).filter(str.isascii),
    st.lists(st.sampled_from(["26", "59", "LT", "F1"]), max_size=4, unique=True).map(tuple),
    st.integers(1, 99),
    st.sampled_from(["", "3", "A"]),
)


@given(st.lists(LINES, max_size=6))
def test_reads_back_what_it_writes(lines: list[EntryLine]) -> None:
    assert read_entry(write_entry(lines)).lines == tuple(lines)
