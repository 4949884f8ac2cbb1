"""Reads the cases of trainees as a case set counts them and as they are typed: a fixed number of queries for any number of cases."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from codes.texts import load_texts
from rvuedge.lib.in_force import in_force
from tracking.models import CaseLine, CaseSet, Clinician, TrainedCase, Training
from tracking.models.case import CaseLineQuerySet
from tracking.places import NAMES
from tracking.training.case_set import CaseSet as CaseSetValue
from tracking.training.pace import training_year
from tracking.training.progress import LearnedCase
from tracking.training.terms import SignState
from tracking.training.typing_sheet import TypedCase

# A code of a case with its printed work.
Worked = tuple[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class ToldCase:
    """A kept case with what was said of it and the codes that it has, in order."""

    told: TrainedCase
    codes: tuple[str, ...]
    claimed: str
    work: Decimal

    @property
    def name(self) -> str:
        """The short name of the claimed code, or the code itself."""
        return short_name(self.claimed)

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(code for code in self.codes if code != self.claimed)


def short_name(code: str) -> str:
    """Return our own short name of a code, or the code."""
    text = load_texts().get(code)
    return text.name if text else code


def claimed_of(lines: Sequence[Worked], wanted: str) -> str:
    """Return the one code that counts of a case: the wanted one, else that with the most work, the first of equal ones."""
    if any(code == wanted for code, _ in lines):
        return wanted
    return max(lines, key=lambda line: line[1] or Decimal(0))[0] if lines else ""


def told_cases(trained: Iterable[TrainedCase]) -> tuple[ToldCase, ...]:
    """Return these cases with their codes; one query beside that of the cases."""
    rows = list(trained)
    lines: dict[UUID, list[Worked]] = defaultdict(list)
    credits: dict[UUID, Decimal] = defaultdict(Decimal)
    of_cases = CaseLine.objects.filter(case__in=[one.case_id for one in rows]) if len(rows) <= 200 else _lines_of(rows)
    for number, code, work, credit in of_cases.order_by("case_id", "position").values_list("case_id", "code", "work_rvu", "credit"):
        lines[number].append((code, work))
        credits[number] += credit
    return tuple(
        ToldCase(one, tuple(code for code, _ in lines[one.case_id]), claimed_of(lines[one.case_id], one.claimed_code), credits[one.case_id])
        for one in rows
    )


def learned(told: Iterable[ToldCase]) -> tuple[LearnedCase, ...]:
    """Return cases as a case set sees them."""
    return tuple(
        LearnedCase(
            day=one.told.case.date_of_service,
            code=one.claimed,
            role=one.told.role,
            level=one.told.level,
            is_simulated=one.told.is_simulated,
            is_signed=one.told.state == SignState.SIGNED,
            chosen=tuple(one.told.categories),
        )
        for one in told
    )


def told_of(clinicians: Iterable[Clinician]) -> Mapping[int, tuple[ToldCase, ...]]:
    """Return the told cases of several trainees, by clinician. Two queries."""
    trained = TrainedCase.objects.kept().filter(case__clinician__in=clinicians).select_related("case").order_by("case__date_of_service")
    found: dict[int, list[ToldCase]] = defaultdict(list)
    for one in told_cases(trained):
        found[one.told.case.clinician_id].append(one)
    return {number: tuple(cases) for number, cases in found.items()}


def case_set_of(training: Training) -> CaseSetValue | None:
    """Return the set that holds for a trainee: the latest one that began by the day of graduation. Two queries."""
    return set_in_force(CaseSet.objects.active().filter(programme=training.programme_id).prefetch_related("categories"), training)


def set_in_force(sets: Iterable[CaseSet], training: Training) -> CaseSetValue | None:
    """Return which of a programme's active sets holds for a trainee."""
    found = in_force(sets, training.graduates_on)
    return found.as_value() if found else None


def typed_cases(told: Iterable[ToldCase], training: Training | None, case_set: CaseSetValue | None, started_on: date) -> list[TypedCase]:
    """Return cases as they are typed into the official system."""
    began, first_year = (training.started_on, training.first_year) if training else (started_on, 1)
    return [_typed(one, training_year(began, first_year, one.told.case.date_of_service), case_set) for one in told]


def _typed(one: ToldCase, year: int, case_set: CaseSetValue | None) -> TypedCase:
    case = one.told.case
    chosen = tuple(one.told.categories) or (case_set.proposed(one.claimed) if case_set else ())
    names = case_set.by_key if case_set else {}
    return TypedCase(
        case=str(case.pk),
        day=case.date_of_service,
        year=year,
        attending=case.attending.name if case.attending else "",
        place=f"{case.place_of_service} {NAMES.get(case.place_of_service, '')}".strip(),
        setting=str(one.told.get_setting_display()),
        role=str(one.told.get_role_display()),
        level=str(one.told.get_level_display()),
        is_simulated=one.told.is_simulated,
        code=one.claimed,
        name=one.name,
        others=one.others,
        categories=tuple(names[key].name for key in chosen if key in names and not names[key].takes_every_code),
        is_signed=one.told.state == SignState.SIGNED,
    )


def _lines_of(rows: Sequence[TrainedCase]) -> CaseLineQuerySet:
    """The lines of the people whose cases these are: a list of thousands of ids is no query."""
    clinicians = {one.case.clinician_id for one in rows}
    return CaseLine.objects.kept().filter(clinician__in=clinicians, case__trained__isnull=False)
