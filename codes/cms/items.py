"""Turns the records of a fee table into fee items: width, notes, codes, modifiers, doubles and lost zeros, alike for every kind."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from codes.cms.cells import CODE, PLACEHOLDER, SHORT_CODE, tidy
from codes.cms.findings import Findings
from codes.cms.mends import Mends
from codes.cms.reading import About, FeeItem, Reading, concluded
from codes.cms.tables import Table, money

MOST_NAME, MOST_UNIT, MOST_NOTE = 255, 120, 160
MOST_MODIFIERS = 3
TO_DO = "Download the file again, or correct the line."
_END_OF_FILE = ("\x1a", "_X001A_")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_BETWEEN_MODIFIERS = re.compile(r"[\s,;/|+-]+")
# A dental code without its letter (1553, or 120 for D0120), or without the zero behind it (D120).
_DENTAL = re.compile(r"D?([0-9]{3})|([0-9]{4})")
_DATE = re.compile(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}( .*)?|[0-9]{1,2}-[A-Z]{3}(-[0-9]{2,4})?|[A-Z]{3}-[0-9]{2,4}")
_NEGATIVE = re.compile(r"\$? ?-.*|\$? ?\(.*\)|.*-")
_SCIENTIFIC = re.compile(r"[0-9.]+E[+-]?[0-9]+")
_LEFT_OUT = "…"


class Items:
    """The fee items of one file; faults go to its findings, a line with a fault gives no item."""

    def __init__(self, table: Table, code: int, findings: Findings, *, is_dental: bool = False) -> None:
        self._table, self._code, self._findings, self._is_dental = table, code, findings, is_dental
        self._letters: list[tuple[int, str, str]] = []
        self._width = len(table.header)
        self._seen: dict[tuple[str, str], tuple[int, FeeItem]] = {}
        self._faulty = 0
        self._cut = 0
        self.mends = Mends()
        self.skipped = 0

    def records(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Yield number and cells of the records that hold a fee: as wide as the header, no notes, no blank lines."""
        for line, cells in self._table.rows:
            if self._is_note(cells):
                continue
            if len(cells) > self._width and not any(cell.strip() for cell in cells[self._width :]):
                cells = cells[: self._width]
            if len(cells) == self._width:
                yield line, cells
            else:
                told = f"Line {line} has {len(cells)} cells, the table from line {self._table.line} on has {self._width}. {TO_DO}"
                self.fault(line, "", "", told)

    def code(self, line: int, text: str) -> str:
        """Return the code of a line; a lost zero or letter D is a mend, and what is no code a fault."""
        code = tidy(text)
        if self._is_dental and (lost := _DENTAL.fullmatch(code)):
            return self._with_letter(line, code, f"D{(lost[1] or lost[2]).zfill(4)}")
        if CODE.fullmatch(code):
            self.mends.tidied += code != text
        elif SHORT_CODE.fullmatch(code):
            return self.mends.take("code", line, code, code.zfill(5))
        elif PLACEHOLDER.fullmatch(code):
            self._findings.warning(line, "code", code, "A placeholder that CMS has not numbered yet; the row is kept.")
        else:
            told = f"'{text.strip()[:20]}' {code_told(code)}" if code else f"the code is missing. {TO_DO}"
            self.fault(line, "code", text, f"{self._table.header[self._code].strip() or 'Code'}: {told}")
        return code

    def modifiers(self, line: int, *texts: str) -> str:
        """Return the modifiers of all cells with one space between, "NU KF"; at most three of two characters each."""
        found = [one for text in texts for one in _BETWEEN_MODIFIERS.split(tidy(text)) if one]
        wrong = next((one for one in found if not _MODIFIER.fullmatch(one)), None)
        if wrong is not None:
            self.fault(line, "modifier", " ".join(texts).strip(), f"Modifier: '{wrong[:20]}' is no modifier of two characters. {TO_DO}")
        elif len(found) > MOST_MODIFIERS:
            told = f"{len(found)} modifiers stand in one line; at most {MOST_MODIFIERS} are read. Give each fee its own line."
            self.fault(line, "modifier", " ".join(texts).strip(), told)
        return " ".join(found)

    def dollars(self, line: int, text: str, *, column: str, places: int, absent: frozenset[str]) -> Decimal | None:
        """Return an amount; None for the texts that stand for no amount, and for what is none, which is a fault."""
        tidied = tidy(text)
        if tidied in absent:
            return None
        amount = money(text, places)
        if amount is None:
            self.fault(line, "amount", text, f"{column}: '{text.strip()[:40]}' {money_told(tidied, places)}")
        return amount

    def words(self, text: str, most: int) -> str:
        """Return a text on one line, its control and direction marks visible, and cut where it is longer than can be kept."""
        plain = " ".join(text.split())
        if not plain.isprintable():
            plain = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in plain)
        if len(plain) > most:
            self._cut += 1
            return plain[: most - 1].rstrip() + _LEFT_OUT
        return plain

    def fault(self, line: int, field: str, value: str, message: str) -> None:
        """Note a fault that refuses the file; the line gives no item."""
        self._faulty = line
        self._findings.error(line, field, value[:40], message)

    def keep(self, line: int, item: FeeItem) -> None:
        """Keep the item of a line without a fault; the same code and modifier with other values is a fault."""
        if line == self._faulty:
            return
        before, kept = self._seen.setdefault(item.key, (line, item))
        if before == line:
            return
        if kept == item and not {before, line} & self.mends.code_lines:
            self._findings.warning(line, "code", item.code, f"The same row stands in line {before} already; it is counted once.")
            return
        told = f"Lines {before} and {line} hold the same code and modifier ({' '.join(item.key).strip()}): {_difference(kept, item)}."
        self._findings.error(line, "code", item.code, f"{told} Keep one of them.")

    def concluded(self, kind: str, about: About, *, layout: str, accepts_repairs: bool) -> Reading[FeeItem]:
        """Return the reading of the whole file with all its issues."""
        rows = tuple(item for _line, item in self._seen.values())
        self.mends.tell(self._findings)
        self._tell_letters()
        if self._cut:
            self._findings.warning(None, "", "", f"{self._cut:,} texts are longer than can be kept; their ends were left out.")
        if not rows and not self._findings.has_errors:
            line = self._table.line
            self._findings.error(line, "", "", f"No rows stand below the header in line {line}. Download the file again.")
        return concluded(
            kind,
            about,
            rows,
            self._findings,
            layout=layout,
            skipped=self.skipped,
            mends=(*self.mends.counts(), *([("code_letter", len(self._letters))] if self._letters else [])),
            accepts_repairs=accepts_repairs,
        )

    def _with_letter(self, line: int, before: str, after: str) -> str:
        self._letters.append((line, before, after))
        self.mends.code_lines.add(line)
        return after

    def _tell_letters(self) -> None:
        if not self._letters:
            return
        line, before, after = self._letters[0]
        count = f"{len(self._letters):,} dental codes are not the letter D and four digits"
        told = f"{count}; '{before}' in line {line} will be read as '{after}'."
        self._findings.repair(line, "code", before, f"{told} Accept the mend, or bring the table with whole codes.")

    def _is_note(self, cells: Sequence[str]) -> bool:
        """Whether a line is blank, the end-of-file mark, the header once more, or a remark: one text that is no code."""
        filled = [tidy(cell) for cell in cells if cell.strip()]
        if not filled:
            return True
        is_remark = len(filled) == 1 and not CODE.fullmatch(filled[0]) and money(filled[0]) is None
        is_note = filled[0] in _END_OF_FILE or is_remark or tuple(cells) == self._table.header
        self.skipped += is_note
        return is_note


def code_told(code: str) -> str:
    """Return why a text is no code, and what to do."""
    if code.startswith(("=", "@", "+")):
        return "is a formula instead of a code. Save the file with its values."
    if _SCIENTIFIC.fullmatch(code) or "." in code:
        return "is a number instead of a code: a spreadsheet changed it. Download the file again."
    if _DATE.fullmatch(code):
        return "is a date instead of a code: a spreadsheet changed it. Download the file again."
    return f"has not the shape of a code: five characters, such as 99213, 0042T or G0105. Is a letter O a zero? {TO_DO}"


def money_told(text: str, places: int) -> str:
    """Return why a tidied text is no amount in dollars, and what to do."""
    if text.startswith(("=", "@", "+")):
        return "is a formula instead of an amount. Save the file with its values."
    if "%" in text:
        return "is a percentage, not an amount. Bring the table with fees in dollars."
    if _NEGATIVE.fullmatch(text):
        return "is negative; a fee is not. Correct the line."
    if _DATE.fullmatch(text):
        return "is a date instead of an amount: a spreadsheet changed it. Download the file again."
    if money(text, 12) is not None:
        return f"has more than {places} decimals; nothing is rounded here. Round it and save the file again."
    return f"is no amount in dollars such as 1,234.50. {TO_DO}"


def _difference(one: FeeItem, other: FeeItem) -> str:
    if one.amount != other.amount:
        return f"{_shown(one.amount)} and {_shown(other.amount)}"
    if one.effective_from != other.effective_from:
        return f"from {one.effective_from or 'no day'} and from {other.effective_from or 'no day'}"
    return "their units, names or places differ" if one != other else "the zeros in front are lost in one of them"


def _shown(amount: Decimal | None) -> str:
    return "no amount" if amount is None else f"${amount:,}"
