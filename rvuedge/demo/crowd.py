"""Made-up clinicians with millions of lines, for the benchmarks: valued and stored as an import does."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from codes.models import Specialty
from rvuedge.accounts.models import Membership, Organisation, Role, User
from rvuedge.demo.patterns import WEEKS, Kind
from tracking.bulk import NewCase, ready_cases
from tracking.entry import CaseContent, EntryLine
from tracking.line_store import Storing
from tracking.models import Clinician, Effort

SLUG = "benchmark-crowd"
SPREAD_OVER = 365
TELL_EACH = 50
# Of the 128 bits of an id: 24 for the clinician and 24 for the case, before the ones that name the version.
SERIAL_BITS, RANDOM_BITS = 24, 80
Tell = Callable[[str], object]


def seed_crowd(*, clinicians: int, lines: int, today: date, tell: Tell | None = None) -> int:
    """Bring so many clinicians to so many lines over the last year, an equal share each; return how many lines were new."""
    organisation, _ = Organisation.objects.get_or_create(slug=SLUG, defaults={"name": "Benchmark crowd (fictional)", "is_demo": True})
    stored = 0
    for number in range(clinicians):
        share = lines // clinicians + (1 if number < lines % clinicians else 0)
        stored += _seed_one(organisation, number, share, today)
        if tell and (number + 1) % TELL_EACH == 0:
            tell(f"{number + 1:,} of {clinicians:,} clinicians, {stored:,} new lines")
    return stored


@transaction.atomic
def _seed_one(organisation: Organisation, number: int, share: int, today: date) -> int:
    clinician, pattern = _clinician(organisation, number, today)
    known = clinician.lines.count()
    if known >= share:
        return 0
    kinds = [kind for day in WEEKS[pattern] if day is not None for kind in day.kinds]
    storing = Storing(clinician, source="crowd", at=timezone.now())
    cases = _cases(clinician, kinds, Random(f"{number} {known}"), today, share - known)
    for batch in storing.batches(ready_cases(clinician, cases, {code for kind in kinds for code, _ in kind.lines})):
        batch.write()
    storing.move_months()
    return storing.stored.lines


def _clinician(organisation: Organisation, number: int, today: date) -> tuple[Clinician, str]:
    """The clinician of a number and the pattern of the week, made where it is not there yet."""
    pattern = list(WEEKS)[number % len(WEEKS)]
    email = f"crowd.{number}@lakeside.example"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, None, name=f"Crowd {number}")
    Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": Role.CLINICIAN})
    started = today - timedelta(days=SPREAD_OVER)
    facts = {"name": user.name, "started_on": started, "specialty": Specialty.objects.filter(code=pattern).first()}
    clinician, made = Clinician.objects.get_or_create(user=user, organisation=organisation, defaults=facts)
    if made:
        Effort.objects.create(clinician=clinician, effective_from=started, total_fte=Decimal(1), clinical_fte=Decimal(1))
    return clinician, pattern


def _cases(clinician: Clinician, kinds: Sequence[Kind], chance: Random, today: date, wanted: int) -> Iterator[NewCase]:
    """Yield cases until so many lines are there; the last case is cut to fit.

    The ids ascend, by clinician and case: random ones would touch a page of the index for each row of a large table.
    """
    serial = (clinician.pk << SERIAL_BITS) + clinician.cases.count()
    bounds = list(accumulate(kind.weight for kind in kinds))
    days = [today - timedelta(days=back) for back in range(1, SPREAD_OVER)]
    entered = [tuple(EntryLine(code, (modifier,) if modifier else (), 1) for code, modifier in kind.lines) for kind in kinds]
    while wanted > 0:
        (place,) = chance.choices(range(len(bounds)), cum_weights=bounds)
        day = chance.choice(days)
        serial += 1
        number = UUID(int=(serial << RANDOM_BITS) + chance.getrandbits(RANDOM_BITS), version=4)
        lines = entered[place][:wanted]
        wanted -= len(lines)
        yield NewCase(number, CaseContent(day, kinds[place].place, lines))
