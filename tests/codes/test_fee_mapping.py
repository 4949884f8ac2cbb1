"""RVU Edge proposes the columns of a fee table from its words and cells, and knows the table again by its header."""

import pytest

from codes.cms.fee_columns import Mapping, Pick, fingerprint, first_rows, mapping_of, separator_of, suggest
from tests.codes.fee_files import DENTAL, PAYER, excerpt, of_text

WHOLE = Mapping(
    header_line=4,
    code=Pick("Procedure Code", 0),
    amount=Pick("2026 Allowed Amount", 3),
    modifier=Pick("Mod", 1),
    effective=Pick("Eff Date", 6),
    unit=Pick("Unit", 5),
    name=Pick("Description", 2),
)


def proposed(*lines: str) -> Mapping | None:
    return suggest(first_rows(of_text("\n".join(lines))))


def test_proposes_every_column_of_a_payers_table():
    assert suggest(first_rows(excerpt(PAYER))) == WHOLE


def test_proposes_the_columns_of_a_dental_table():
    assert suggest(first_rows(excerpt(DENTAL))) == Mapping(1, Pick("CDT", 0), Pick("UCR", 2), name=Pick("Name", 1))


@pytest.mark.parametrize(
    ("lines", "code", "amount"),
    [
        # The header's words decide between two columns of dollars, and against a copay, a percentage and units.
        (("CPT,Copay,Allowed", "99213,20.00,45.10"), 0, 2),
        (("CPT,Max Units,Max Fee", "99213,4,45.10"), 0, 2),
        (("CPT,Pct of Medicare,Rate", "99213,110.00,45.10"), 0, 2),
        (("CPT,Work RVU,Payment", "99213,1.30,45.10"), 0, 2),
        # Of two fees the left one is proposed.
        (("HCPCS,Non-Facility Fee,Facility Fee", "99213,60.00,45.10"), 0, 1),
        # Amounts without cents are told by their header; codes that are numbers too.
        (("Fee,Procedure", "45,99213", "60,99214"), 1, 0),
        # A table of short numbers under a named column: the letter D or zeros are lost.
        (("ADA Code,Fee", "120,50.00", "1110,70.00"), 0, 1),
        # Without a header the cells alone decide.
        (("visit,99213,45.10", "visit,99214,60.00"), 1, 2),
        # Faulty codes do not hide a named column: reading names them one by one.
        (("CPT,Fee", "99213,45.10", "1E+05,60.00"), 0, 1),
        # A code with its modifier behind it.
        (("CPT/Mod,Fee", "71046-26,45.10", "71046-TC,60.00"), 0, 1),
    ],
)
def test_proposes_code_and_amount_from_words_and_cells(lines: tuple[str, ...], code: int, amount: int):
    mapping = proposed(*lines)
    assert mapping is not None
    assert (mapping.code.position, mapping.amount.position) == (code, amount)


@pytest.mark.parametrize(
    "lines",
    [
        ("a,b", "c,d"),
        ("Code,Name", "99213,visit"),
        ("Fee,Name", "45.10,visit"),
        ("CPT,Copay", "99213,20.00"),
        ("CPT,Fee",),
    ],
)
def test_proposes_nothing_where_codes_or_dollars_are_missing(lines: tuple[str, ...]):
    assert proposed(*lines) is None


def test_proposes_a_header_line_only_above_the_codes():
    mapping = proposed("Our plan,2026", "", "99213,45.10")
    assert mapping is not None
    assert (mapping.header_line, mapping.code) == (1, Pick("Our plan", 0))
    bare = proposed("Our plan", "99213,45.10")
    assert bare is not None
    assert (bare.header_line, bare.code) == (0, Pick("", 0))


def test_proposes_optional_columns_only_where_their_cells_agree():
    mapping = proposed("CPT,Modality,Start,Fee,Name", "99213,office visit,soon,45.10,1.00", "99214,office visit,later,60.00,2.00")
    assert mapping is not None
    assert (mapping.modifier, mapping.effective, mapping.name) == (None, None, None)
    empty = proposed("CPT,Mod,Fee", "99213,,45.10")
    assert empty is not None
    assert empty.modifier == Pick("Mod", 1)


@pytest.mark.parametrize(("separator", "sign"), [(",", ","), (";", ";"), ("\t", "\t"), ("|", "|")])
def test_finds_the_separator(separator: str, sign: str):
    lines = ["A plan, with a comma; in its title", *(separator.join(["99213", "visit", "45.10"]) for _ in range(4))]
    assert separator_of(of_text("\n".join(lines))) == sign


def test_knows_a_header_again_when_columns_move_and_the_year_changes():
    before = fingerprint(["Procedure Code", "Mod", "2026 Allowed Amount", "Eff 1/1/2026", ""])
    assert fingerprint(["2027 allowed amount", "Eff 1/1/2027", "procedure_code", "MOD"]) == before
    assert fingerprint(["FY27 Rate"]) == fingerprint(["FY26 Rate"])
    assert fingerprint(["Procedure Code", "Mod", "Copay", "Eff"]) != before
    # Mod 1 and Mod 2 are two columns, and one column twice is not one.
    assert fingerprint(["Mod 1"]) != fingerprint(["Mod 2"])
    assert fingerprint(["Fee", "Fee"]) != fingerprint(["Fee"])
    assert len(before) == 64


def test_keeps_a_mapping_as_plain_values():
    stored = WHOLE.stored()
    assert stored["amount"] == ["2026 Allowed Amount", 3]
    assert mapping_of(stored) == WHOLE
    assert mapping_of(Mapping(0, Pick("", 0), Pick("", 1)).stored()) == Mapping(0, Pick("", 0), Pick("", 1))


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"header_line": 1, "code": ["Code", 0]},
        {"header_line": -1, "code": ["Code", 0], "amount": ["Fee", 1]},
        {"header_line": "1", "code": ["Code", 0], "amount": ["Fee", 1]},
        {"header_line": 1, "code": ["Code", -1], "amount": ["Fee", 1]},
        {"header_line": 1, "code": ["Code", "0"], "amount": ["Fee", 1]},
        {"header_line": 1, "code": ["Code"], "amount": "Fee"},
    ],
)
def test_takes_no_mapping_that_is_not_whole(stored: dict[str, object]):
    assert mapping_of(stored) is None
