"""Proposes the columns of a fee table from the words of its header and from what its cells look like."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from codes.cms.cells import CODE, tidy
from codes.cms.fee_amounts import ABSENT, BY_REPORT
from codes.cms.fee_mapping import Mapping, Pick
from codes.cms.tables import day

Rows = Sequence[Sequence[str]]
MOST_ROWS = 200
_CODE_WORDS = re.compile(r"\b(HCPCS|CPT|CDT|ADA|PROC(EDURE)?|SERVICE|SVC|BILLING)\b|\bCODES?\b")
_NO_CODE_WORDS = re.compile(r"DESC|NAME|STATUS|REV|DIAG|ICD|PLACE|TYPE|TAX|FEE|AMOUNT|MOD|DATE|PAYER|PLAN|COUNTY|ZIP")
_AMOUNT_WORDS = re.compile(r"FEE|ALLOW|RATE|AMOUNT|AMT|PRICE|PAYMENT|REIMBURS|CHARGE|MAX|UCR|DOLLAR|\$")
_NO_AMOUNT_WORDS = re.compile(
    r"CO-?PAY|CO-?INS|PERCENT|PCT|%|RVU|\bUNITS\b|^UNIT$|WORK|GPCI|FACTOR|LIMITING|DEDUCT|\bAGE\b|QTY|QUANTITY|YEAR|\bDATE\b|CODE|\bIND\b"
)
_MODIFIER_WORDS = re.compile(r"^MOD(S|IFIERS?)?\b|\bMODIFIERS?$")
_DAY_WORDS = re.compile(r"EFF|START|BEGIN|FROM")
_UNIT_WORDS = re.compile(r"^(UNIT|UNIT OF MEASURE|UOM|DOSAGE|PER|BILLING UNIT|HCPCS CODE DOSAGE)$")
_NAME_WORDS = re.compile(r"DESC|NOMENCLATURE|NAME")
_LIKE_CODE = re.compile(rf"(?:{CODE.pattern})(?:[- ][0-9A-Z]{{2}})?")
_SHORT_CODE = re.compile(r"D?[0-9]{3}|[0-9]{4}")
_LIKE_MONEY = re.compile(r"\$? ?\(?[0-9][0-9.,]*\)?")
_SURELY_MONEY = re.compile(r"\$.*|.*[.,][0-9]{2,3}")
_MOSTLY = 80


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its header in capitals, and its filled cells below the header."""

    position: int
    header: str
    title: str
    cells: tuple[str, ...]

    def is_mostly(self, test: Callable[[str], object]) -> bool:
        return bool(self.cells) and 100 * sum(bool(test(cell)) for cell in self.cells) >= _MOSTLY * len(self.cells)

    @property
    def pick(self) -> Pick:
        return Pick(self.title, self.position)


def suggest(rows: Rows) -> Mapping | None:
    """Return a proposal for the first rows of a table; None where no column looks like codes, or none like dollars."""
    rows = rows[:MOST_ROWS]
    width = max((len(row) for row in rows), default=0)
    proposed = [found for position in range(width) if (found := _as_codes(rows, position)) is not None]
    if not proposed:
        return None
    _score, _left, first, code = max(proposed)
    header_line = _header_above(rows, first, code)
    header = rows[header_line - 1] if header_line else ()
    columns = [_column(rows[first:], header, position) for position in range(width) if position != code]
    amount = max(columns, key=_amount_score, default=None)
    if amount is None or _amount_score(amount) <= 0:
        return None
    rest = [column for column in columns if column is not amount]
    return Mapping(
        header_line=header_line,
        code=_column(rows[first:], header, code).pick,
        amount=amount.pick,
        modifier=_first(rest, lambda column: _MODIFIER_WORDS.search(column.header)),
        effective=_first(rest, _is_first_day),
        unit=_first(rest, lambda column: _UNIT_WORDS.search(column.header)),
        name=_first(rest, _is_name),
    )


def _as_codes(rows: Rows, position: int) -> tuple[int, int, int, int] | None:
    """How well a column holds codes: score, leftmost first, the row of its first code, the column; None where it does not."""
    cells = [tidy(row[position]) if position < len(row) else "" for row in rows]
    first = next((index for index, cell in enumerate(cells) if _LIKE_CODE.fullmatch(cell) or _SHORT_CODE.fullmatch(cell)), None)
    if first is None:
        return None
    header_line = _header_above(rows, first, position)
    above = _spaced(cells[header_line - 1]) if header_line else ""
    is_named = bool(_CODE_WORDS.search(above)) and not _NO_CODE_WORDS.search(above)
    filled = [cell for cell in cells[first:] if cell]
    likely = sum(bool(_LIKE_CODE.fullmatch(cell) or (is_named and _SHORT_CODE.fullmatch(cell))) for cell in filled)
    share = 100 * likely // len(filled)
    # A named column is taken with some faulty codes in it: reading it names them one by one.
    return (share + 100 * is_named, -position, first, position) if share >= (40 if is_named else _MOSTLY) else None


def _header_above(rows: Rows, first: int, code: int) -> int:
    """The line above the first code that has two texts or more, one of them over the codes; 0 where there is none."""
    for index in range(first - 1, -1, -1):
        row = rows[index]
        if sum(bool(cell.strip()) for cell in row) >= 2:
            return index + 1 if code < len(row) and row[code].strip() else 0
    return 0


def _column(body: Rows, header: Sequence[str], position: int) -> _Column:
    title = header[position].strip() if position < len(header) else ""
    cells = (tidy(row[position]) for row in body if position < len(row))
    return _Column(position, _spaced(title.upper()), title, tuple(cell for cell in cells if cell))


def _amount_score(column: _Column) -> int:
    """How well a column holds dollars; nothing where its cells or its header speak against it."""
    amounts = [cell for cell in column.cells if cell not in ABSENT and cell not in BY_REPORT]
    money = sum(bool(_LIKE_MONEY.fullmatch(cell)) for cell in amounts)
    if not amounts or 100 * money < 50 * len(amounts) or _NO_AMOUNT_WORDS.search(column.header):
        return 0
    words = len(set(_AMOUNT_WORDS.findall(column.header)))
    surely = 2 * sum(bool(_SURELY_MONEY.fullmatch(cell)) for cell in amounts) >= len(amounts)
    return 10 * words + 5 * surely


def _spaced(title: str) -> str:
    return " ".join(title.replace("_", " ").split())


def _is_first_day(column: _Column) -> bool:
    return bool(_DAY_WORDS.search(column.header)) and column.is_mostly(day)


def _is_name(column: _Column) -> bool:
    return bool(_NAME_WORDS.search(column.header)) and not column.is_mostly(_LIKE_MONEY.fullmatch)


def _first(columns: Sequence[_Column], test: Callable[[_Column], object]) -> Pick | None:
    return next((column.pick for column in columns if test(column)), None)
