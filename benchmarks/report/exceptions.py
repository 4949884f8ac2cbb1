"""What stands out in a month and is read before its reports are published: a prompt to look, never a judgement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from benchmarks.stats.effective_cfte import REFUSE_BELOW
from rvuedge.lib.decimals import round_half_up

MONTHS_OF_THE_MEAN = 6
# More than three times, or less than a third of, the own mean.
TIMES = 3
# Work of twice or half the clinical time that is entered, against the mean or the median of the survey.
IMPUTED_TIMES = 2


class Kind(StrEnum):
    """Why somebody is listed."""

    NO_DATA = "no_data"
    HIGH = "high"
    LOW = "low"
    SMALL_CFTE = "small_cfte"
    IMPUTED = "imputed"


@dataclass(frozen=True, slots=True)
class Exceptional:
    """One thing that stands out: what was found, and what it was held against."""

    kind: Kind
    found: Decimal
    against: Decimal | None = None


def exceptions_of(
    credit: Decimal, lines: int, before: Sequence[Decimal], cfte: Decimal | None, imputed: tuple[Decimal, Decimal] | None = None
) -> tuple[Exceptional, ...]:
    """Return what stands out in somebody's month.

    `before` are the months of the mean that lie after the start; `imputed` is the clinical FTE that the work
    stands for at the mean or the median of the survey, and the mean that is entered.
    """
    return tuple(_found(credit, lines, before, cfte, imputed))


def _found(
    credit: Decimal, lines: int, before: Sequence[Decimal], cfte: Decimal | None, imputed: tuple[Decimal, Decimal] | None
) -> Iterator[Exceptional]:
    mean = round_half_up(sum(before, Decimal(0)) / len(before), 4) if before else None
    if not lines:
        yield Exceptional(Kind.NO_DATA, credit, mean)
    elif mean and credit > mean * TIMES:
        yield Exceptional(Kind.HIGH, credit, mean)
    elif mean and credit * TIMES < mean:
        yield Exceptional(Kind.LOW, credit, mean)
    if cfte is not None and cfte < REFUSE_BELOW:
        yield Exceptional(Kind.SMALL_CFTE, cfte, REFUSE_BELOW)
    if imputed and (imputed[0] > imputed[1] * IMPUTED_TIMES or imputed[0] * IMPUTED_TIMES < imputed[1]):
        yield Exceptional(Kind.IMPUTED, *imputed)
