"""What the page of one code shows beyond its facts: the name it goes by, money in words, drawings, advice and neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from codes.billing import billing_of, limit_of
from codes.charts import PHONE_WIDTH, WIDE_WIDTH, Spark, Timeline, spark_of, timeline_of
from codes.edit_tables import pairs_where
from codes.edits import openers_of
from codes.grouped import explained
from codes.locality import Locality
from codes.page import CodePage
from codes.priced import PlacedSum, placed_sum
from codes.questions import Question, questions_of
from codes.reasons import reason_of
from codes.reference import Reference, Table
from codes.related import Related, related_to
from codes.texts import load_specialties, load_texts
from codes.words import not_applicable

MOST_PAIRS = 6
NO_PLACE, NO_ZIP, UNKNOWN_ZIP = "no_place", "no_zip", "unknown_zip"


@dataclass(frozen=True, slots=True)
class EditedPair:
    """A code that is not paid beside the code of the page, and the modifiers that may open the pair."""

    code: str
    name: str
    is_second: bool
    openers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The places that the reader may choose from, and the one chosen; `fault` names why what was asked for is not shown."""

    localities: tuple[Locality, ...]
    states: tuple[str, ...]
    chosen: str
    takes_zip: bool
    source: str
    asked: str = ""
    fault: str = ""

    def __bool__(self) -> bool:
        return bool(self.localities or self.states)


@dataclass(frozen=True, slots=True)
class ShownCode:
    """Everything that the template of a code needs."""

    page: CodePage
    official: str
    name: str
    reason: str
    is_of_a_past_quarter: bool
    choice: Choice
    billing: tuple[str, ...]
    limit: str
    questions: tuple[Question, ...]
    related: Related
    pairs: tuple[EditedPair, ...]
    pairs_source: str
    specialties: tuple[tuple[str, str], ...]
    spark: Spark | None
    timelines: tuple[Timeline, ...]
    placed: PlacedSum | None
    not_applicable: tuple[str, ...]

    @property
    def has_names(self) -> bool:
        """Whether there is something to stand under "Also known as"."""
        return bool(self.page.text or self.official or self.page.national)


def shown_code(page: CodePage, reference: Reference, *, shows_official: bool, asked: str, fault: str = "") -> ShownCode:
    """Return what is shown of a code; facts make billing and questions where we have no text of our own."""
    official = page.official if shows_official else ""
    row = page.main.row if page.main else None
    drawn = [timeline_of(row, width) for width in (PHONE_WIDTH, WIDE_WIDTH)] if row else []
    tables = reference.series("ncci_ptp", page.on)
    return ShownCode(
        page=page,
        official=official,
        name=name_of(page, official),
        reason=reason_of(page),
        is_of_a_past_quarter=any(fee.is_of_a_past_quarter(page.on) for fee in page.clinician_fees),
        choice=_choice(page, reference, asked, fault),
        billing=billing_of(page),
        limit=limit_of(page),
        questions=page.text.questions if page.text else questions_of(page),
        related=related_to(page, shows_official),
        pairs=_pairs(page, reference),
        pairs_source=tables[0].title if tables else "",
        specialties=specialties_of(page),
        spark=spark_of(page.history),
        timelines=tuple(one for one in drawn if one is not None),
        placed=placed_sum(row, page.place) if row and page.place and page.main and page.main.is_paid else None,
        not_applicable=not_applicable(row) if row else (),
    )


def name_of(page: CodePage, official: str) -> str:
    """Return what a code is called: in our words, in those of CMS, by the file's descriptor, else by its section."""
    if page.name:
        return page.name
    if page.national is not None:
        return page.national.name
    return official or (page.section.name if page.section else page.kind.name)


def specialties_of(page: CodePage) -> tuple[tuple[str, str], ...]:
    """Return the specialties that report a code, by slug and name, as far as our text names them."""
    names = load_specialties()
    return tuple((slug, names[slug].name) for slug in page.text.specialties if slug in names) if page.text else ()


def _choice(page: CodePage, reference: Reference, asked: str, fault: str) -> Choice:
    """Localities where the indices are loaded and the code is paid by them; states where its fee differs between them."""
    table = reference.table("gpci", page.on)
    is_placed = any(row.is_paid for row in page.rows) or page.units is not None
    localities = _localities(reference, table) if table and is_placed else ()
    states = tuple(sorted({state for fee in page.clinician_fees if fee.has_range for state in fee.states}))
    takes_zip = bool(localities) and reference.table("zip5", page.on) is not None
    chosen = page.place.locality.key if page.place else page.state if page.state in states else ""
    if asked and not chosen and not fault and (localities or states):
        fault = NO_PLACE
    return Choice(localities, states, chosen, takes_zip, table.title if table else "", asked, fault)


def _localities(reference: Reference, table: Table) -> tuple[Locality, ...]:
    return tuple(sorted(reference.localities(table).values(), key=lambda locality: locality.key))


def _pairs(page: CodePage, reference: Reference) -> tuple[EditedPair, ...]:
    """The edited pairs with the codes near, those that our text relates to the code first."""
    texts, tables = load_texts(), [table.id for table in reference.series("ncci_ptp", page.on)]
    others = _near(page)
    if not tables or not others:
        return ()
    # Both columns named beside the table: the index over millions of pairs is asked for each, an OR alone reads a whole table.
    among = Q(schedule__in=tables, column_1__in=(page.code, *others), column_2__in=(page.code, *others))
    with_others = among & (Q(column_1=page.code) | Q(column_2=page.code))
    pairs: dict[str, EditedPair] = {}
    for pair in pairs_where(with_others, page.on):
        other = pair.column_2 if pair.column_1 == page.code else pair.column_1
        pairs[other] = EditedPair(other, texts[other].name if other in texts else "", pair.column_2 == other, openers_of(pair))
    near: Sequence[str] = page.text.related if page.text else ()
    return tuple(sorted(pairs.values(), key=lambda pair: (pair.code not in near, not pair.name, pair.code))[:MOST_PAIRS])


def _near(page: CodePage) -> list[str]:
    """The codes that are done beside a code: its family, those our text names, and those explained of the same section."""
    related = page.text.related if page.text else ()
    neighbours = explained().get(page.section, ()) if page.section else ()
    return sorted({*related, *neighbours, *(member.code for member in page.family)} - {page.code})
