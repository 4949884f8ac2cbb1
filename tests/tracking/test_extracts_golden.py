"""RVU Edge reads charge extracts of every usual shape as they were meant, and nothing of a patient goes with them.

Each file of tests/golden/extracts has its expected reading beside it, written by hand from the file; the people in them are made up.
"""

import json

import pytest

from tests.tracking.extracts import GOLDEN, read, shown

FILES = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".expected.json"))
OF_PATIENTS = ("DOE", "ROE", "POE", "JANE", "RICHARD", "PAT,", "0012345", "12345", "1956", "1961", "6789", "3344", "1EG4", "HILL", "JD")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_reads_each_file_as_it_was_meant(path):
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    found = read(path.read_bytes())
    kept = found.kept
    assert (kept.layout, kept.header_line) == (expected["layout"], expected["header_line"])
    counts = {name: getattr(kept, name) for name in ("patient_columns", "other_columns", "patient_segments")}
    assert counts == {name: expected[name] for name in counts}
    assert sorted(shown(case) for case in found.cases) == sorted((day, place, codes) for day, place, codes in expected["cases"])
    assert [list(told) for told in found.told] == expected["issues"]
    if found.reader and found.matcher:
        assert sorted(name for name in found.reader.people if name) == expected["people"]
        assert found.matcher.reversed == expected.get("reversed", 0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_reads_the_same_however_small_the_pieces_are(path):
    whole, in_pieces = read(path.read_bytes()), read(path.read_bytes(), piece=7)
    assert in_pieces.kept == whole.kept
    assert (in_pieces.text, in_pieces.told) == (whole.text, whole.told)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_keeps_no_word_of_a_patient(path):
    found = read(path.read_bytes())
    told = found.text.upper() + json.dumps(found.kept.stored()).upper() + str(found.issues).upper()
    assert not [word for word in OF_PATIENTS if word in told]


def test_reads_mended_codes_where_the_mends_are_accepted():
    path = GOLDEN / "lost_zeros.csv"
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))["mended"]
    found = read(path.read_bytes(), repairs=True)
    assert [list(shown(case)) for case in found.cases] == expected
    assert not found.told
