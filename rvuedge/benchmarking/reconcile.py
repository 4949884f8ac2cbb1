"""Measures the comparison of a log with an employer's report: 100,000 lines against 100,000, and against a plain join of both."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from benchmarks.reconcile.compare import compare
from benchmarks.reconcile.lines import CountedLine, Kind, Terms
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.measuring import growth, timed_in_turn

LINES = 100_000
TERMS = Terms(date(2026, 10, 1), date(2026, 10, 31))
# 100,000 lines against 100,000 take seconds; twice the lines take twice the time, with a tenth for sorting.
MOST_SECONDS, MOST_GROWTH = 10.0, 2.5
_SEED = 2026
_DAYS = 31
_MODIFIERS = ((), (), (), ("25",), ("59",), ("26",), ("RT",), ("LT",))
_CODES = tuple(f"{number}" for number in (*range(99202, 99216), *range(99221, 99240), *range(45378, 45399), *range(70450, 70499)))


class ReconcileBenchmark:
    """The comparison in memory: no file, no database, nothing stored."""

    name = "reconcile"
    about = "A log compared with an employer's report, every line with its reason"

    def run(self, rounds: int) -> Outcome:
        """Measure the comparison whole and of half the lines, and a join that only finds what is the same on both sides."""
        own, theirs = made_lines(LINES)
        half_own, half_theirs = made_lines(LINES // 2)
        calls: dict[str, Sequence[Callable[[], object]]] = {
            "whole": [partial(compare, own, theirs, TERMS)],
            "half": [partial(compare, half_own, half_theirs, TERMS)],
            "join": [partial(joined, own, theirs)],
        }
        with growth() as grown:
            timed = timed_in_turn(calls, rounds)
            whole, half, join = (timed[name].processor_at(0.5) / 1000 for name in ("whole", "half", "join"))
            same = sum(one.kind is Kind.MATCHED for one in compare(own, theirs, TERMS))
            return Outcome(
                data=f"{len(own):,} lines of a log against {len(theirs):,} of a report, {same:,} of them matched",
                comparisons=(
                    Comparison("comparison with reasons", "join that tells what is the same", whole / join),
                    Comparison("twice the lines", "half of them", whole / half, goal=MOST_GROWTH),
                ),
                figures=(Figure("the comparison", whole, "s", goal=MOST_SECONDS), Figure("the join", join, "s")),
                peak_memory_mib=grown(),
            )


def made_lines(count: int) -> tuple[list[CountedLine], list[CountedLine]]:
    """Return a log and a report of it in which every tenth line differs in one of five ways or is gone, the same every time."""
    chance = Random(_SEED)
    own = [_line(chance, number) for number in range(count)]
    theirs = [told for number, line in enumerate(own) if (told := _told(chance, number, line)) is not None]
    chance.shuffle(theirs)
    return own, [line._replace(case="", number=number) for number, line in enumerate(theirs, start=2)]


def joined(own: Sequence[CountedLine], theirs: Sequence[CountedLine]) -> int:
    """Return how many lines stand on both sides with the same day, code, modifiers, units and value: what a join in a script tells."""
    return sum((Counter(line[:5] for line in own) & Counter(line[:5] for line in theirs)).values())


def _line(chance: Random, number: int) -> CountedLine:
    day = TERMS.first_day + timedelta(days=chance.randrange(_DAYS))
    value = Decimal(chance.randrange(50, 900)).scaleb(-2)
    return CountedLine(
        day, chance.choice(_CODES), chance.choice(_MODIFIERS), chance.choice((1, 1, 1, 2)), value, f"case{number}", number=number
    )


def _told(chance: Random, number: int, line: CountedLine) -> CountedLine | None:
    """The line as the report has it."""
    if number % 10:
        return line
    ways: tuple[CountedLine | None, ...] = (
        None,
        line._replace(code=chance.choice(_CODES)),
        line._replace(modifiers=("GC",)),
        line._replace(units=line.units + 1),
        line._replace(value=line.value + 1),
        line._replace(day=min(line.day + timedelta(days=2), TERMS.last_day)),
    )
    return ways[number // 10 % len(ways)]
