"""What the pages of a training show: how far each minimum is, the roles of the cases, and what still needs somebody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rvuedge.accounts.models import User
from tracking.models import Case, CaseSet, Clinician, Programme, TrainedCase, Training
from tracking.models.case import CaseQuerySet
from tracking.training.case_set import CaseSet as CaseSetValue
from tracking.training.pace import Pace, Span, pace_of, training_year
from tracking.training.progress import CategoryProgress, progress_in
from tracking.training.terms import SignState, TraineeRole
from tracking.training_cases import ToldCase, case_set_of, learned, set_in_force, short_name, told_cases, told_of
from tracking.training_words import ROLE_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

BAR = 720
DAYS_SHOWN = 7
CASES_SHOWN = 12
# As many as can be signed at once.
MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Minimum:
    """One category with its pace, and the lengths of its bar."""

    row: CategoryProgress
    pace: Pace

    @property
    def done(self) -> int:
        return min(BAR * self.row.counted // self.row.category.minimum, BAR) if self.row.category.minimum else BAR

    @property
    def tick(self) -> int | None:
        """Where a steady pace would be today."""
        return BAR * self.pace.due // self.row.category.minimum if self.row.category.minimum else None

    @property
    def distance(self) -> int:
        """How many more than a steady pace; below zero how many fewer."""
        return self.row.counted - self.pace.due

    @property
    def short(self) -> int:
        """How many fewer than a steady pace."""
        return max(-self.distance, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a trainee is: the first category of the set is the head, the others follow."""

    training: Training
    year: int
    case_set: CaseSetValue | None
    minimums: tuple[Minimum, ...]
    unmapped: tuple[tuple[str, str, int], ...]
    roles: tuple[tuple["StrOrPromise", int], ...]
    cases: int
    unsigned: int

    @property
    def head(self) -> Minimum | None:
        return self.minimums[0] if self.minimums else None

    @property
    def reached(self) -> int:
        return sum(one.row.is_reached for one in self.minimums)

    @property
    def below_pace(self) -> int:
        return sum(one.distance < 0 for one in self.minimums)


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """A trainee's own page."""

    clinician: Clinician
    standing: Standing | None
    latest: tuple[ToldCase, ...]
    states: tuple[tuple[SignState, "StrOrPromise", int], ...]
    untold: int
    roles: tuple[tuple["StrOrPromise", int], ...]

    @property
    def returned(self) -> int:
        return sum(number for state, _words, number in self.states if state is SignState.RETURNED)

    @property
    def cases(self) -> int:
        return sum(number for _state, _words, number in self.states)


def own_training(user: User, clinician: Clinician, today: date) -> OwnTraining:
    """Return a trainee's own page; a fixed number of queries."""
    told = told_of([clinician]).get(clinician.pk, ())
    training = Training.objects.visible_to(user).filter(clinician=clinician).select_related("programme").first()
    recent = [one for one in told if one.told.case.date_of_service > today - timedelta(days=DAYS_SHOWN)]
    states = Counter(one.told.state for one in told)
    return OwnTraining(
        clinician=clinician,
        standing=standing_of(training, case_set_of(training), told, today) if training else None,
        latest=tuple(reversed(recent[-CASES_SHOWN:])),
        states=tuple((state, STATE_WORDS[state], states[state]) for state in SignState if states[state]),
        untold=untold_cases(clinician).count(),
        roles=_roles(told),
    )


def untold_cases(clinician: Clinician) -> CaseQuerySet:
    """Return the kept cases of a trainee of which neither role nor level is said."""
    return Case.objects.kept().filter(clinician=clinician, trained__isnull=True)


def standings(programme: Programme, today: date) -> list[Standing]:
    """Return how far everybody of a programme is, by name; counts alone, no case. Five queries for any number of trainees."""
    trainings = list(programme.trainings.select_related("clinician", "programme").order_by("clinician__name"))
    sets = list(CaseSet.objects.active().filter(programme=programme).prefetch_related("categories"))
    told = told_of([training.clinician for training in trainings])
    return [standing_of(one, set_in_force(sets, one), told.get(one.clinician_id, ()), today) for one in trainings]


def standing_of(training: Training, case_set: CaseSetValue | None, told: Sequence[ToldCase], today: date) -> Standing:
    """Return how far a trainee is in the set that holds."""
    span = Span(training.started_on, training.graduates_on)
    progress = progress_in(case_set, learned(told)) if case_set else None
    rows = progress.rows if progress else ()
    unmapped = progress.unmapped if progress else ()
    return Standing(
        training=training,
        year=training_year(training.started_on, training.first_year, today),
        case_set=case_set,
        minimums=tuple(Minimum(row, pace_of(row.category.minimum, row.counted, span, today)) for row in rows),
        unmapped=tuple((code, short_name(code), number) for code, number in unmapped),
        roles=_roles(told),
        cases=len(told),
        unsigned=sum(one.told.state != SignState.SIGNED for one in told),
    )


def waiting_for(user: User) -> tuple[ToldCase, ...]:
    """Return what waits for the signature of an attending, the oldest first."""
    waiting = TrainedCase.objects.waiting().signed_by(user).select_related("case__clinician")
    return told_cases(waiting.order_by("case__date_of_service", "case__created_at")[:MOST_WAITING])


def _roles(told: Sequence[ToldCase]) -> tuple[tuple["StrOrPromise", int], ...]:
    counts = Counter(one.told.role for one in told)
    return tuple((ROLE_WORDS[role], counts[role]) for role in TraineeRole if counts[role])
