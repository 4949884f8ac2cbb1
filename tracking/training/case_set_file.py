"""Reads the categories of a case set from csv, with every fault at once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rvuedge.lib.issues import Issue, Severity
from rvuedge.lib.phi import refusal, rule_met
from tracking.training.case_set import EVERY_CODE, Cap, Category, shape_of
from tracking.training.terms import CAPPABLE, RESPONSIBILITIES, ROLES

COLUMNS = ("key", "name", "minimum", "parent", "roles", "levels", "caps", "codes")
NEEDED = ("key", "name", "minimum")
MOST_BYTES = 1_000_000
MOST_CATEGORIES = 300
MOST_MINIMUM = 100_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")
_WHOLE = re.compile(r"[0-9]{1,6}")
_SHARE = re.compile(r"([0-9]{1,3})%")


@dataclass(frozen=True, slots=True)
class CaseSetFile:
    """The categories of a file, and its issues; nothing is kept of a file with an error."""

    categories: tuple[Category, ...]
    issues: tuple[Issue, ...]

    @property
    def is_refused(self) -> bool:
        return any(issue.severity is Severity.ERROR for issue in self.issues)


@dataclass(slots=True)
class _Reading:
    found: list[tuple[int, Category]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def fault(self, line: int | None, name: str, value: str, message: str) -> None:
        self.issues.append(Issue(line, name, value[:80], Severity.ERROR, message))


def read_case_set(content: bytes) -> CaseSetFile:
    """Return the categories of a csv file with the columns key, name, minimum, parent, roles, levels, caps and codes."""
    reading = _Reading()
    text = _text_of(content, reading)
    if text is not None:
        _read_rows(text, reading)
    _check_tree(reading)
    if not reading.found and not reading.issues:
        reading.fault(None, "file", "", "Below the header stands nothing. Write one category a line.")
    if any(issue.severity is Severity.ERROR for issue in reading.issues):
        return CaseSetFile((), tuple(sorted(reading.issues, key=lambda issue: issue.line or 0)))
    return CaseSetFile(tuple(category for _, category in reading.found), tuple(reading.issues))


def _text_of(content: bytes, reading: _Reading) -> str | None:
    if len(content) > MOST_BYTES:
        reading.fault(None, "file", "", "The file is larger than 1 MB. A case set has at most 300 lines; save only those.")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        reading.fault(None, "file", "", "The file is no text in UTF-8. Save it as csv (UTF-8) and upload it again.")
        return None
    if "\0" in text:
        reading.fault(None, "file", "", "The file holds NUL bytes, so it is no csv. Save it as csv (UTF-8) and upload it again.")
        return None
    return text


def _read_rows(text: str, reading: _Reading) -> None:
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        missing = [name for name in NEEDED if name not in header]
        unknown = [name for name in header if name and name not in COLUMNS]
        if missing or unknown or len(set(header)) < len(header):
            told = f"The first line names the columns {', '.join(COLUMNS)}; the first three are needed, each stands once."
            reading.fault(1, "header", ", ".join(header), told)
            return
        for cells in rows:
            if any(cell.strip() for cell in cells):
                _read_row(rows.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False)), reading)
    except csv.Error as error:
        reading.fault(rows.line_num, "file", "", f"This line cannot be read as csv ({error}). Check its quotation marks.")


def _read_row(line: int, cells: Mapping[str, str], reading: _Reading) -> None:
    if len(reading.found) == MOST_CATEGORIES:
        reading.fault(line, "file", "", f"A case set has at most {MOST_CATEGORIES} categories. Split the programme, or leave some out.")
    if len(reading.found) >= MOST_CATEGORIES:
        return
    minimum = _minimum(line, cells.get("minimum", ""), reading)
    category = Category(
        key=_key(line, cells.get("key", ""), reading),
        name=_name(line, cells.get("name", ""), reading),
        minimum=minimum,
        parent=cells.get("parent", ""),
        roles=_words(line, "roles", cells.get("roles", ""), ROLES, reading),
        levels=_words(line, "levels", cells.get("levels", ""), RESPONSIBILITIES, reading),
        caps=tuple(_caps(line, cells.get("caps", ""), minimum, reading)),
        codes=tuple(_codes(line, cells.get("codes", ""), reading)),
    )
    reading.found.append((line, category))


def _key(line: int, text: str, reading: _Reading) -> str:
    if not _KEY.fullmatch(text):
        reading.fault(line, "key", text, "A key has small letters, digits and underscores, and begins with a letter: upper_endoscopy.")
    return text


def _name(line: int, text: str, reading: _Reading) -> str:
    if not 1 <= len(text) <= 80:
        reading.fault(line, "name", text, "A category has a name of at most 80 characters.")
    elif rule := rule_met(text):
        reading.fault(line, "name", "", refusal(rule))
    return text


def _minimum(line: int, text: str, reading: _Reading) -> int:
    if not _WHOLE.fullmatch(text) or int(text) > MOST_MINIMUM:
        reading.fault(line, "minimum", text, f"A minimum is a whole number from 0 to {MOST_MINIMUM:,}, written in digits alone.")
        return 0
    return int(text)


def _words(line: int, name: str, text: str, known: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(text.lower().split()))
    wrong = [word for word in words if word not in known]
    if wrong:
        reading.fault(line, name, " ".join(wrong), f"Use these words, with blanks between: {', '.join(known)}. Empty is all of them.")
    return words


def _caps(line: int, text: str, minimum: int, reading: _Reading) -> Iterator[Cap]:
    seen: set[str] = set()
    for word in text.lower().split():
        kind, _, number = word.partition(":")
        share = _SHARE.fullmatch(number)
        if kind not in CAPPABLE or kind in seen or not (_WHOLE.fullmatch(number) or (share and int(share[1]) <= 100)):
            told = "A cap is written simulated:10 or observed:50% (of the minimum, rounded down), each once. It may name"
            reading.fault(line, "caps", word, f"{told} {', '.join(CAPPABLE)}.")
            continue
        seen.add(kind)
        yield Cap(kind, minimum * int(share[1]) // 100 if share else int(number))


def _codes(line: int, text: str, reading: _Reading) -> Iterator[str]:
    for word in dict.fromkeys(text.upper().split()):
        low, _, high = word.partition("-")
        is_code = bool(_CODE.fullmatch(low)) and (not high or bool(_CODE.fullmatch(high)))
        if word == EVERY_CODE or (is_code and not word.endswith("-") and (not high or (shape_of(low) == shape_of(high) and low < high))):
            yield word
        else:
            told = "Write codes of five characters and spans such as 47562-47564, with blanks between; * is every code."
            reading.fault(line, "codes", word, f"{told} A lost leading zero is written again: 0446T, 00840.")


def _check_tree(reading: _Reading) -> None:
    """Every key once, every parent there, and no circle above a category."""
    parents: dict[str, str] = {}
    for line, category in reading.found:
        if category.key in parents:
            reading.fault(line, "key", category.key, "This key stands twice. Give each category its own.")
        parents.setdefault(category.key, category.parent)
    for line, category in reading.found:
        if category.parent and category.parent not in parents:
            reading.fault(line, "parent", category.parent, "No category has this key. Write the key of another line, or leave it empty.")
        elif _is_circle(category.key, parents):
            reading.fault(line, "parent", category.parent, "This category stands above itself. Leave a parent out.")


def _is_circle(key: str, parents: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    while key:
        if key in seen:
            return True
        seen.add(key)
        key = parents.get(key, "")
    return False
