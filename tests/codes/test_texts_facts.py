"""RVU Edge's texts agree with the facts of the official file wherever a statement can be held against them."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from codes.fees import FeeRow
from codes.sample_files import read_facts
from codes.sample_sources import ASP_FILE, CLFS_FILE, OPPS_FILE, PPRRVU_FILES, fee_rows, read_cells
from codes.texts import CATALOGUE, CodeText, load_texts

CODE = re.compile(r"(?<![\w.])(?:\d{4}[0-9FTUM]|[A-Z]\d{4})(?!\w)")
# Sentences that name no code and yet speak of a service other than their own, by a few of their words.
OF_ANOTHER_SERVICE = (
    "After a septoplasty with 90 days",
    "surgeon's 10- or 90-day global period",
    "Within 90 days of surgery by the surgeon",
    "Within the 90 days of the implant",
    "Once in ninety days",
    "Professional part of that imaging",
)
Check = Callable[[FeeRow, list[FeeRow], str], bool]


@cache
def _rows() -> dict[str, list[FeeRow]]:
    """The rows of 2026 by code, the whole service first."""
    rows: dict[str, list[FeeRow]] = {}
    for row in read_facts((CATALOGUE / "facts_2026.csv").read_text(encoding="ascii")):
        rows.setdefault(row.code, []).append(row)
    return rows


def _sentences(text: CodeText) -> Iterator[str]:
    yield from (text.description, text.context, *text.billing)
    for question, answer in text.questions:
        yield from (question, answer)


@cache
def _own_statements() -> tuple[tuple[CodeText, str], ...]:
    """Every single statement (no question) that speaks of its own code and its endoscopic base alone."""
    found = []
    for text in load_texts().values():
        own = {text.code, *(row.endoscopic_base for row in _rows().get(text.code, []))}
        for written in (text.description, *text.billing, *(answer for _, answer in text.questions)):
            for sentence in re.split(r"(?<=[.;]) ", written):
                others = set(CODE.findall(sentence)) - own
                if not others and not any(words in written for words in OF_ANOTHER_SERVICE):
                    found.append((text, sentence))
    return tuple(found)


def _is(field: str, *values: str) -> Check:
    return lambda row, rows, said: getattr(row, field) in values


def _says(field: str) -> Check:
    return lambda row, rows, said: said in {getattr(each, field) for each in rows}


def _has_26(row: FeeRow, rows: list[FeeRow], said: str) -> bool:
    return any(each.modifier == "26" for each in rows)


def _has_no_26(row: FeeRow, rows: list[FeeRow], said: str) -> bool:
    return not _has_26(row, rows, said)


def _is_for_facilities(row: FeeRow, rows: list[FeeRow], said: str) -> bool:
    return row.non_facility_na


FIFTY = r"(?<![\d.,])50(?![\d.,%]| (?:percent|g|mm|pieces|minutes|and over|to ))"
NO_FIFTY = rf"{FIFTY} (?:adds? nothing|does not apply|is not used|has no meaning|and a second unit add)|no {FIFTY}|not use modifier 50"
NO_26 = r"\bNo 26 or TC|so no 26|26 and TC (?:do not apply|are not used)|26 is not put"
RULES: dict[str, tuple[str, Check]] = {
    "add-on": (r"[Aa]n? add-on\b|\bAdd-on (?:for|to|of)\b|\bZZZ\b", _is("global_days", "ZZZ")),
    "90 days": (r"(?<!up to )\b(?:90|[Nn]inety)[- ](?:global )?days?\b", _is("global_days", "090")),
    "10 days": (r"\b(?:10|[Tt]en)[- ](?:global )?days\b|\b10-day global|ten days in", _is("global_days", "010")),
    "no days": (r"[Nn]o global days|[Ww]ithout global days|[Gg]lobal (?:period |type )?\(?000", _is("global_days", "000", "XXX")),
    "assistant": (r"[Aa]ssistants? (?:is |are )?payable|allows an assistant|an assistant too", _is("assistant", "2")),
    "assistant documented": (r"assistant must be justified|assistant is paid (?:on|when the)", _is("assistant", "0")),
    "no assistant": (
        r"\bno (?:paid )?assistant|[Aa]ssistant (?:is )?not pa|not pay an assistant|No payment for an assistant|payment of an assistant",
        _is("assistant", "1"),
    ),
    "two surgeons": (
        r"[Cc]o-surgeons of two specialties are permitted|[Tt]wo surgeons (?:are permitted|of different)|permits two co-s",
        _is("co_surgeon", "2"),
    ),
    "two surgeons documented": (r"co-surgeons (?:need doc|with doc|on doc|when )", _is("co_surgeon", "1")),
    "one surgeon": (r"co-surgeons are not", _is("co_surgeon", "0")),
    "both sides": (FIFTY, _is("bilateral", "1", "3")),
    "both sides contained": (NO_FIFTY, _is("bilateral", "0", "2", "9")),
    "26": (r"(?<!no )\b26\b (?:and TC|for|in (?:a )?hospital|where|on|row)|modifier 26|takes? 26|reports? 26|use 26|-26\b", _has_26),
    "no 26": (NO_26, _has_no_26),
    "bilateral indicator": (r"[Bb]ilateral indicator (\d)", _says("bilateral")),
    "co-surgeon indicator": (r"co-surgeon indicator (\d)", _says("co_surgeon")),
    "PC/TC": (r"PC/TC (\d)", _says("pctc_indicator")),
    "MULT": (r"MULT (?:is )?(\d)", _says("multiple_procedure")),
    "multiple procedures": (r"[Mm]ultiple[- ]procedure indicator (?:is )?(\d)", _says("multiple_procedure")),
    "status": (r"\b[Ss]tatus ([A-Z])\b", _says("status")),
    "supervision": (r"supervision (?:in [^()]*)?\((\d\d)\)", _says("supervision")),
    "endoscopic base": (r"[Ee]ndoscopic base (\d{5})", _says("endoscopic_base")),
    "facility": (r"office (?:column )?(?:is marked|as) NA|office column is marked|No office value", _is_for_facilities),
}
CONTRARY = {"both sides": NO_FIFTY, "26": NO_26}


@pytest.mark.parametrize("rule", RULES)
def test_states_no_indicator_against_the_file(rule: str) -> None:
    pattern, is_true = RULES[rule]
    statements, false = 0, []
    for text, sentence in _own_statements():
        rows = _rows().get(text.code, [])
        for found in re.finditer(pattern, sentence) if rows else ():
            if rule in CONTRARY and re.search(CONTRARY[rule], sentence):
                continue
            statements += 1
            said = found.group(1) if found.groups() else found.group(0)
            if not is_true(rows[0], rows, said):
                false.append(f"{text.code}: {sentence}")
    assert false == []
    assert statements > 0


def test_calls_every_add_on_of_the_file_an_add_on() -> None:
    add_ons = [code for code, rows in _rows().items() if rows[0].global_days == "ZZZ"]
    unsaid = [code for code in add_ons if not re.search(r"add-on|ZZZ|[Aa]dded to", " ".join(_sentences(load_texts()[code])), re.I)]
    assert len(add_ons) > 20
    assert unsaid == []


def test_excepts_no_sentence_that_is_gone() -> None:
    written = "\n".join(sentence for text in load_texts().values() for sentence in _sentences(text))
    assert [words for words in OF_ANOTHER_SERVICE if words not in written] == []


def _printed(folder: Path) -> dict[str, set[Decimal]]:
    """Work and totals of each code in each year of the sample, and what its work adds over that of its endoscopic base."""
    values: dict[str, set[Decimal]] = {}
    for name in PPRRVU_FILES.values():
        rows = fee_rows(read_cells(folder / name))
        work = {row.code: row.work_rvu for row in rows if not row.modifier}
        for row in rows:
            added = {row.work_rvu - work[row.endoscopic_base]} if row.endoscopic_base else set()
            values.setdefault(row.code, set()).update(added, (row.work_rvu, row.non_facility_total, row.facility_total))
    return values


EQUATION = re.compile(r"([0-9(][0-9. x+()/-]*) = ([0-9]+(?:\.[0-9]+)?)")
FIGURE = re.compile(r"(?<![\d.])\d+\.\d\d(?!\d)")


def _value(terms: str) -> Decimal:
    """The value of a sum as the texts write it: products and quotients first, then from left to right; brackets group."""
    while bracket := re.search(r"\(([^()]*)\)", terms):
        terms = terms.replace(bracket.group(0), str(_value(bracket.group(1))))
    total, sign = Decimal(0), 1
    for part in re.split(r" ([+-]) ", terms.strip()):
        if part in "+-":
            sign = 1 if part == "+" else -1
            continue
        factors = re.split(r" ([x/]) ", part)
        product = Decimal(factors[0])
        for sort, factor in zip(factors[1::2], factors[2::2], strict=True):
            product = product * Decimal(factor) if sort == "x" else product / Decimal(factor)
        total += sign * product
    return total


def test_adds_up() -> None:
    equations, wrong = 0, []
    for text in load_texts().values():
        for found in (found for sentence in _sentences(text) for found in EQUATION.finditer(sentence)):
            stated = Decimal(found.group(2))
            equations += 1
            if abs(_value(found.group(1)) - stated) > Decimal("0.05"):
                wrong.append(f"{text.code}: {found.group(0)}")
    assert equations > 20
    assert wrong == []


def test_quotes_the_values_of_the_file(official_files: Path) -> None:
    printed, quoted, wrong = _printed(official_files), 0, []
    for text in load_texts().values():
        named = {text.code, *text.related, *(code for sentence in _sentences(text) for code in CODE.findall(sentence))}
        values = {value for code in named for value in printed.get(code, ())}
        for sentence in (sentence for sentence in _sentences(text) if re.search(r"20\d\d file|in 2026", sentence)):
            results = {Decimal(found.group(2)) for found in EQUATION.finditer(sentence)}
            figures = {Decimal(figure) for figure in FIGURE.findall(sentence)}
            quoted += len(figures)
            wrong += [f"{text.code}: {figure} in {sentence}" for figure in figures - results - values]
    assert quoted > 100
    assert wrong == []


def test_names_codes_that_exist(official_files: Path) -> None:
    known = {cells[0] for name in PPRRVU_FILES.values() for cells in read_cells(official_files / name) if cells}
    for name in (CLFS_FILE, ASP_FILE, OPPS_FILE):
        known |= {cell for cells in read_cells(official_files / name) for cell in cells[:2]}
    known.add("99201")  # Said to be deleted, beside 99202.
    unknown = [
        (text.code, code)
        for text in load_texts().values()
        for code in (*text.related, *(code for sentence in _sentences(text) for code in CODE.findall(sentence)))
        if code not in known
    ]
    assert unknown == []
