"""RVU Edge reads texts in its own words and names what is wrong with one."""

import re
from pathlib import Path

import pytest

from codes.sample_sources import ASP_FILE, CLFS_FILE, OPPS_FILE, PPRRVU_FILES, read_cells
from codes.texts import CodeText, check_catalogue, check_unique, load_specialties, load_texts, read_specialties, read_texts

SLUGS = frozenset({"gastroenterology"})
ENTRY = """
[[code]]
code = "45378"
name = "Colonoscopy, look only"
category = "Digestive endoscopy"
also_known_as = ["normal colonoscopy"]
description = "A look at the whole colon."
plain = "A camera looks at the large bowel."
context = "For bleeding."
billing = ["Write how far.", "Modifier 53 when stopped."]
specialties = ["gastroenterology"]
questions = [{ q = "Poor preparation?", a = "The full code." }]
related = ["45380"]
"""


def test_reads_a_complete_text() -> None:
    texts, issues = read_texts(ENTRY, "p.toml", SLUGS)
    assert issues == ()
    assert texts == (
        CodeText(
            code="45378",
            name="Colonoscopy, look only",
            category="Digestive endoscopy",
            also_known_as=("normal colonoscopy",),
            description="A look at the whole colon.",
            plain="A camera looks at the large bowel.",
            context="For bleeding.",
            billing=("Write how far.", "Modifier 53 when stopped."),
            specialties=("gastroenterology",),
            questions=(("Poor preparation?", "The full code."),),
            related=("45380",),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"45378"', '"4537"', "code"),
        ('"45378"', '"45378T"', "code"),
        ('"Colonoscopy, look only"', f'"{"x" * 61}"', "name"),
        ('"Colonoscopy, look only"', '" "', "name"),
        ('context = "For bleeding."', "", "context"),
        ('["normal colonoscopy"]', "[]", "also_known_as"),
        ('["gastroenterology"]', '["cardiology"]', "specialties"),
        ('["45380"]', '["45378"]', "related"),
        ('["45380"]', '["colonoscopy"]', "related"),
        (', "Modifier 53 when stopped."', "", "billing"),
        ('[{ q = "Poor preparation?", a = "The full code." }]', "[]", "questions"),
        ('a = "The full code."', 'a = ""', "questions"),
        ("plain =", "plane =", "plane"),
    ],
)
def test_names_file_code_and_field_of_a_fault(old: str, new: str, field: str) -> None:
    texts, issues = read_texts(ENTRY.replace(old, new), "p.toml", SLUGS)
    assert texts == ()
    assert field in {issue.field for issue in issues}
    assert all(issue.message.startswith("p.toml, ") for issue in issues)


def test_refuses_a_code_that_stands_twice() -> None:
    texts, issues = read_texts(ENTRY + ENTRY, "p.toml", SLUGS)
    assert [text.code for text in texts] == ["45378"]
    assert [issue.field for issue in issues] == ["code"]
    assert [issue.value for issue in check_unique((("a.toml", texts[0]), ("b.toml", texts[0])))] == ["45378"]


def test_says_that_a_file_is_not_toml() -> None:
    assert read_texts("[[code", "p.toml", SLUGS)[1][0].field == "file"
    assert read_specialties("[[specialty", "s.toml")[1][0].field == "file"


def test_reads_specialties_and_refuses_an_unknown_parent() -> None:
    names, issues = read_specialties(
        '[[specialty]]\ncode = "a"\nname = "A"\n[[specialty]]\ncode = "b"\nname = "B"\nparent = "a"\n'
        '[[specialty]]\ncode = "c"\nname = "C"\nparent = "z"\n[[specialty]]\ncode = "a"\nname = "A"\n',
        "s.toml",
    )
    assert [(name.code, name.parent) for name in names] == [("a", ""), ("b", "a")]
    assert [issue.field for issue in issues] == ["parent", "code"]


def test_ships_texts_without_an_issue() -> None:
    assert [issue.message for issue in check_catalogue()] == []


def test_names_only_specialties_of_the_list() -> None:
    used = {slug for text in load_texts().values() for slug in text.specialties}
    assert used <= set(load_specialties())


def test_repeats_no_sentence_from_code_to_code() -> None:
    seen: dict[str, str] = {}
    repeated = []
    for text in load_texts().values():
        for sentence in (text.name, text.description, text.plain, text.context, *text.billing):
            if sentence in seen:
                repeated.append((seen[sentence], text.code, sentence))
            seen[sentence] = text.code
    assert repeated == []


def test_spells_as_americans_do() -> None:
    british = re.compile(r"\w*(?:counsell|eighbour|defence|isation|aesar|adrenalin|colour|tumour|haem|centre\b|litre|aviour)\w*", re.I)
    found = [
        (text.code, word)
        for text in load_texts().values()
        for words in (text.name, *text.also_known_as, text.description, text.plain, text.context, *text.billing, *sum(text.questions, ()))
        for word in british.findall(words)
    ]
    assert found == []


def test_uses_no_official_descriptor(official_files: Path) -> None:
    official = _descriptors(official_files)
    copied = [
        (text.code, words)
        for text in load_texts().values()
        for words in (text.name, *text.also_known_as, text.category, text.description, text.plain, text.context, *text.billing)
        if _plain(words) in official.get(text.code, ())
    ]
    assert copied == []


def _descriptors(folder: Path) -> dict[str, set[str]]:
    """Every descriptor of a code in the files that the catalogue is built from (column 3, in CLFS columns 7 to 9)."""
    found: dict[str, set[str]] = {}
    for name in PPRRVU_FILES.values():
        for row in read_cells(folder / name):
            found.setdefault(row[0], set()).add(_plain(row[2]))
    for row in read_cells(folder / CLFS_FILE):
        found.setdefault(row[1], set()).update(_plain(cell) for cell in row[6:9])
    for name in (ASP_FILE, OPPS_FILE):
        for row in read_cells(folder / name):
            found.setdefault(row[0], set()).add(_plain("".join(row[1:2])))
    return found


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
