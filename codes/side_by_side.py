"""Two to four codes beside each other: the same facts in the same rows, and which of them differ."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from codes.code_view import name_of
from codes.fees import FeeRow
from codes.page import CodePage
from codes.priced import PricedRow
from codes.words import ASSISTANT, BILATERAL, CO_SURGEON, GLOBAL_DAYS, MULTIPLE, PCTC, STATUS, SUPERVISION

MOST = 4
_NOT_APPLICABLE = frozenset({"9", "09"})
WRVU, MONEY, TEXT = "wrvu", "money", "text"
Cell = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of each code: its label, how it is written, the values and (for indicators) what each means."""

    label: str
    kind: str
    values: tuple[Cell, ...]
    meanings: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1

    @property
    def cells(self) -> tuple[tuple[Cell, str], ...]:
        """Each value with its meaning; the meaning is empty where the value says it all."""
        return tuple(zip(self.values, self.meanings or ("",) * len(self.values), strict=True))


@dataclass(frozen=True, slots=True)
class Column:
    """A code of the comparison, what it is called, and the other codes, which stay when it is taken away."""

    page: CodePage
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The codes that were found, their facts, and what was asked for and is not known."""

    columns: tuple[Column, ...]
    facts: tuple[Compared, ...]
    unknown: tuple[str, ...]

    @property
    def may_add(self) -> bool:
        return len(self.columns) < MOST


def side_by_side(pages: Sequence[CodePage], shows_official: bool) -> SideBySide:
    """Return the comparison of the pages; a fact that no code has is left out."""
    known = [page for page in pages if page.is_known]
    columns = tuple(
        Column(page, name_of(page, page.official if shows_official else ""), tuple(one.code for one in known if one is not page))
        for page in known
    )
    facts = tuple(fact for fact in _facts(known) if any(value not in (None, "") for value in fact.values))
    return SideBySide(columns, facts, tuple(page.code for page in pages if not page.is_known))


def _facts(pages: Sequence[CodePage]) -> Iterable[Compared]:
    yield Compared("How it is counted", TEXT, tuple(page.lane_name for page in pages))
    yield Compared("Work RVU", WRVU, _of_rows(pages, lambda row: row.work_rvu or None))
    yield Compared("Practice expense, facility", WRVU, _of_rows(pages, lambda row: row.facility_pe_rvu))
    yield Compared("Practice expense, office", WRVU, _of_rows(pages, lambda row: row.non_facility_pe_rvu))
    yield Compared("Malpractice", WRVU, _of_rows(pages, lambda row: row.mp_rvu))
    yield Compared("Total, facility", WRVU, _of_rows(pages, lambda row: None if row.facility_na else row.facility_total))
    yield Compared("Total, office", WRVU, _of_rows(pages, lambda row: None if row.non_facility_na else row.non_facility_total))
    yield Compared("Payment, facility", MONEY, _of_payments(pages, lambda priced: priced.national.facility_amount))
    yield Compared("Payment, office", MONEY, _of_payments(pages, lambda priced: priced.national.office_amount))
    yield Compared("Fee", MONEY, tuple(page.fee.amount if page.fee else None for page in pages))
    yield Compared("Unit of the fee", TEXT, tuple(page.fee.unit if page.fee else "" for page in pages))
    yield Compared("Work RVU, release before", WRVU, tuple(_before(page) for page in pages))
    for label, name, words in _INDICATORS:
        values = tuple(str(getattr(page.main.row, name)) if page.main else "" for page in pages)
        told = tuple("" if value in _NOT_APPLICABLE else value for value in values)
        yield Compared(label, TEXT, told, tuple(words.get(value, "") for value in told))
    yield Compared("Endoscopic base", TEXT, tuple(page.main.row.endoscopic_base if page.main else "" for page in pages))
    yield Compared("Units a day, at most", TEXT, tuple(str(page.limit.units) if page.limit else "" for page in pages))


_INDICATORS = (
    ("Status", "status", STATUS),
    ("Global period", "global_days", GLOBAL_DAYS),
    ("Several procedures", "multiple_procedure", MULTIPLE),
    ("Both sides", "bilateral", BILATERAL),
    ("Assistant", "assistant", ASSISTANT),
    ("Co-surgeons", "co_surgeon", CO_SURGEON),
    ("Technical split", "pctc_indicator", PCTC),
    ("Supervision", "supervision", SUPERVISION),
)


def _of_rows(pages: Sequence[CodePage], value: Callable[[FeeRow], Decimal | None]) -> tuple[Cell, ...]:
    """A value of the row that speaks for each code; none where the schedule prints no RVUs for it."""
    return tuple(value(page.main.row) if page.main and page.has_values else None for page in pages)


def _of_payments(pages: Sequence[CodePage], value: Callable[[PricedRow], Decimal | None]) -> tuple[Cell, ...]:
    return tuple(value(page.main) if page.main else None for page in pages)


def _before(page: CodePage) -> Decimal | None:
    current = next((point for point in page.history if point.is_current), None)
    return current.before.work_rvu if current and current.before else None
