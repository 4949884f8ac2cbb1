"""The sheet for typing cases into the official system: which cases stand on it, and as csv in the order of typing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from rvuedge.accounts.models import User
from rvuedge.lib.csv_cells import csv_text
from tracking.models import Clinician, TrainedCase, Training
from tracking.models.training import TrainedCaseQuerySet
from tracking.training.typing_sheet import Group, TypedCase, grouped
from tracking.training_cases import case_set_of, told_cases, typed_cases

MOST_CASES = 1_000
COLUMNS = (
    "training_year",
    "attending",
    "place_of_service",
    "setting",
    "role",
    "date",
    "code",
    "name",
    "other_codes",
    "level_of_responsibility",
    "simulated",
    "categories",
    "signed",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cases of some days in the order of typing; `more` are those beyond the most that one sheet holds."""

    groups: tuple[Group, ...]
    cases: int
    more: int
    last_typed: datetime | None
    last_count: int


def sheet_of(user: User, clinician: Clinician, *, first: date | None, last: date | None, with_typed: bool) -> Sheet:
    """Return the sheet of some days; a case that was typed and then corrected stands on it again."""
    own = TrainedCase.objects.visible_to(user).kept().filter(case__clinician=clinician)
    chosen = chosen_cases(own, first=first, last=last, with_typed=with_typed)
    training = Training.objects.visible_to(user).filter(clinician=clinician).select_related("programme").first()
    case_set = case_set_of(training) if training else None
    told = told_cases(chosen.select_related("case__attending").order_by("case__date_of_service", "case_id")[:MOST_CASES])
    typed = own.filter(typed_at__isnull=False).order_by("-typed_at").values_list("typed_at", flat=True).first()
    return Sheet(
        groups=grouped(typed_cases(told, training, case_set, clinician.started_on)),
        cases=len(told),
        more=chosen.count() - len(told),
        last_typed=typed,
        last_count=own.filter(typed_at=typed).count() if typed else 0,
    )


def chosen_cases(own: TrainedCaseQuerySet, *, first: date | None, last: date | None, with_typed: bool) -> TrainedCaseQuerySet:
    """Return the cases of some days that are to be typed."""
    if first:
        own = own.filter(case__date_of_service__gte=first)
    if last:
        own = own.filter(case__date_of_service__lte=last)
    return own if with_typed else own.filter(Q(typed_at=None) | Q(typed_at__lt=F("case__updated_at")))


def sheet_csv(groups: Iterable[Group]) -> str:
    """Return the sheet as csv: one case a line, what the form keeps in front."""
    return csv_text((COLUMNS, *(_row(case) for group in groups for case in group.cases)))


def _row(case: TypedCase) -> tuple[str, ...]:
    return (
        str(case.year),
        case.attending,
        case.place,
        case.setting,
        case.role,
        case.day.isoformat(),
        case.code,
        case.name,
        " ".join(case.others),
        case.level,
        "yes" if case.is_simulated else "no",
        "; ".join(case.categories),
        "yes" if case.is_signed else "no",
    )
