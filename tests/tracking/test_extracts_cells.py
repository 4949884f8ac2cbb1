"""RVU Edge reads the cells of a charge extract strictly, and repeats none that may be a person's."""

import pytest

from tracking.extracts import cells
from tracking.extracts.people import whose


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-07-31", "2026-07-31"),
        ("20260731", "2026-07-31"),
        ("7/31/2026", "2026-07-31"),
        ("07/31/26 08:30", "2026-07-31"),
        ("7-31-2026", "2026-07-31"),
        ("31-JUL-2026", "2026-07-31"),
        ("Jul 31, 2026", "2026-07-31"),
        ("2026-07-31 00:00:00", "2026-07-31"),
        ("2026-07-31T08:00:00Z", "2026-07-31"),
        ("7/31/2026 4:05 PM", "2026-07-31"),
        ("", ""),
        ("n/a", ""),
        ("31/7/2026", cells.ORDER),
        ("46204", cells.SERIAL),
        ("2026-02-30", "!"),
        ("29 Feb 2025", "!"),
        ("1.7.2026", "!"),
        ("Smith", "!"),
        ("٢٠٢٦-٠٧-٣١", "!"),
    ],
)
def test_reads_days(text, read):
    assert cells.day(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("45385", "45385"),
        (" d1553 ", "D1553"),
        ("45385, 45380-59", "45385 45380-59"),
        ("45385; 45380-59-LT", "45385 45380-59-LT"),
        ("45385/45380", "45385 45380"),
        ("45380 59", "45380-59"),
        ("45380 - 59", "45380-59"),
        ("99213x2", "99213x2"),
        ("99213 x 3", "99213x3"),
        ("D1553 #3", "D1553#3"),
        ("D2391 #14-MO", "D2391#14-MO"),
        ("CPT 45385", "45385"),
        ("HCPCS:J0585*100", "J0585x100"),
        ("0446T", "0446T"),
        ("00812-QZ 45min", "00812-QZ@45"),
        ("00812 QZ 45 min", "00812-QZ@45"),
        ("00812 117, 45385", "00812@117 45385"),
        ("00812 1:30 QZ", "00812-QZ@90"),
        # 23 and 50 are modifiers too, so that a bare number of them stays one.
        ("00812 23", "00812-23"),
        ("00812 0min", "!"),
        ("00812 2881min", "!"),
        ("00812 45min 50min", "!"),
        ("45385 45min", "!"),
        ("100", "00100~"),
        ("450", "00450~"),
        ("99213.0", "99213~"),
        ("", ""),
        ("4538O", "!4538O"),
        ("DOE, JANE", "!"),
        ("123456789", "!"),
        ("1.00E+02", "!"),
        ("45385 DOE", "!"),
    ],
)
def test_reads_codes_with_what_is_written_behind_them(text, read):
    assert cells.codes(text) == read


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (cells.modifiers, "59", "59"),
        (cells.modifiers, "lt,59", "LT 59"),
        (cells.modifiers, "25.0", "25"),
        (cells.modifiers, "none", ""),
        (cells.modifiers, "255", "!255"),
        (cells.modifiers, "Doe", "!"),
        (cells.units, "1.00", "1"),
        (cells.units, "-2", "-2"),
        (cells.units, "(2)", "-2"),
        (cells.units, "1.5", "!1.5"),
        (cells.units, "two", "!"),
        (cells.units, "1e2", "!"),
        (cells.units, "Infinity", "!"),
        (cells.place, "11", "11"),
        (cells.place, "11 - Office", "11"),
        (cells.place, "011", "11"),
        (cells.place, "3", "03~"),
        (cells.place, "Office", "!"),
        (cells.place, "88", "!88"),
        (cells.tooth, "#3", "3"),
        (cells.tooth, "a", "A"),
        (cells.tooth, "14-mo", "14-MO"),
        (cells.tooth, "Z", "!"),
    ],
)
def test_reads_modifiers_units_places_and_teeth(read, text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    ("names", "own"),
    [
        (["CLINICIAN, ADA B MD", "COLLEAGUE, BEN"], "CLINICIAN, ADA B MD"),
        (["Ada Clinician", "Ben Colleague"], "Ada Clinician"),
        (["A Clinician", "Ben Colleague"], ""),
        (["CLINICIAN, ADA", "Ada Clinician"], ""),
        (["1999999984"], ""),
    ],
)
def test_finds_the_clinician_among_the_names_of_an_extract(names, own):
    assert whose(names, "Ada Clinician") == own
