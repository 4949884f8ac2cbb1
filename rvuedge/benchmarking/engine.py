"""Measures the engine: cases of one to six lines, valued on both tracks with every step, against a plain script of the rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings

from codes.cms.pprrvu import read_pprrvu
from codes.fees import FeeSchedule, schedule_of
from codes.models import Release
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.measuring import Timed, growth, timed_in_turn
from rvuedge.benchmarking.plain_rules import plain_values
from tracking.entry import read_entry
from tracking.schedules import rows_of
from tracking.wrvu.credit import value_claim, value_plainly
from tracking.wrvu.presets import CMS_PARALLEL
from tracking.wrvu.terms import Terms
from tracking.wrvu.types import Line

OFFICIAL = Path("cms/RVU26C/PPRRVU2026_Jul_nonQPP.csv")
BEGINS = date(2026, 7, 1)
CASES = 20_000
# A case in 40 microseconds is 25,000 cases in a second.
MOST_MICROSECONDS = 40.0
_SEED = 2026


@dataclass(frozen=True, slots=True)
class Practice:
    """A kind of practice: how often it is met, where, and what is done there, the frequent things first."""

    weight: int
    place: str
    lines: str
    most: int


PRACTICES = (
    Practice(34, "11", "99214 99213 99214-25 99213-25 99215 20610-RT 11102 17000 17003x3 96372 36415 93000 20610-50", 4),
    Practice(20, "21", "99232 99233 99223 99222 99238 99291 36556 31500", 3),
    Practice(14, "22", "45385 45380-59 43239 45378 43249 45381 43235 99152", 4),
    Practice(14, "22", "27447-RT 29881-LT 44140 47562 49505-50 63030 22842 27130-LT 29877-LT 44140-80 47562-80 63030-62 66984-54", 5),
    Practice(12, "22", "71046-26 70553-26 72148-26 74177-26 93306-26 77067-26 73721-26 78452-26", 6),
    Practice(6, "11", "97110 97140 97110x2 97530 92250 92134 92014 97112", 6),
)


class EngineBenchmark:
    """The engine in memory: no database, no file, results dropped as soon as they are made."""

    name = "engine"
    about = "Cases valued for credit and payment, with every step"

    def run(self, rounds: int) -> Outcome:
        """Measure the same cases through the engine, through all its rules one by one, and through a plain script."""
        cases = made_cases()
        data, schedule = _schedule(sorted({line.code for case in cases for line in case}))
        rows = {row.key: row for row in schedule.rows}
        terms = Terms(schedule, CMS_PARALLEL)
        known = [case for case in cases if all((line.code, "") in rows for line in case)]
        if not known:
            return Outcome(f"{data}: none of the codes is in force, nothing was measured", (), (), 0.0)
        few = known[:: max(len(known) // 2_000, 1)]
        with growth() as grown:
            timed = timed_in_turn(
                {
                    "engine": [partial(_each, partial(value_claim, terms=terms), known)],
                    "forgetful": [partial(_each, partial(value_plainly, terms=terms), few)],
                    "script": [partial(_each, partial(plain_values, rows=rows), known)],
                },
                rounds,
            )
            engine, forgetful, script = (
                _microseconds(timed[name], len(of)) for name, of in (("engine", known), ("forgetful", few), ("script", known))
            )
            return Outcome(
                data=f"{data}: {len(known):,} cases of 1 to 6 lines, {len(set(known)):,} of them different, {_lines(known):.1f} lines each",
                comparisons=(Comparison("engine", "plain script of the rules", engine / script),),
                figures=(
                    Figure("a case", engine, "us", goal=MOST_MICROSECONDS),
                    Figure("a case, nothing remembered", forgetful, "us"),
                    Figure("a case by the plain script", script, "us"),
                    Figure("cases a second", 1_000_000 / engine, ""),
                ),
                peak_memory_mib=grown(),
            )


def made_cases(count: int = CASES) -> list[tuple[Line, ...]]:
    """Return cases of one to six lines, the same every time."""
    chance = Random(_SEED)
    menus = [_menu(practice) for practice in PRACTICES]
    weights = [practice.weight for practice in PRACTICES]
    made = []
    for number in chance.choices(range(len(PRACTICES)), weights, k=count):
        menu, most = menus[number], PRACTICES[number].most
        frequencies = [len(menu) - place for place in range(len(menu))]
        made.append(tuple(chance.choices(menu, frequencies, k=chance.randint(1, most))))
    return made


def _menu(practice: Practice) -> list[Line]:
    return [Line(entered.code, entered.modifiers, entered.units, practice.place) for entered in read_entry(practice.lines).lines]


def _schedule(codes: Sequence[str]) -> tuple[str, FeeSchedule]:
    """Return the rows to value on: July 2026 whole where it is at hand, else those of the latest release of this installation."""
    path = settings.OFFICIAL_FILES / OFFICIAL
    if path.is_file():
        file = read_pprrvu(path.read_bytes(), path.name)
        return "CMS Physician Fee Schedule, July 2026", schedule_of("RVU26C", BEGINS, file.conversion_factor, file.rows)
    latest = Release.objects.active().order_by("effective_from").last()
    if latest is None:
        return "no release", schedule_of("", BEGINS, Decimal(1), ())
    return latest.name, rows_of(latest, codes)


def _each(value: Callable[[Any], object], cases: Sequence[tuple[Line, ...]]) -> None:
    for case in cases:
        value(case)


def _microseconds(timed: Timed, cases: int) -> float:
    return timed.processor_at(0.5) * 1000 / cases


def _lines(cases: Sequence[tuple[Line, ...]]) -> float:
    return sum(map(len, cases)) / max(len(cases), 1)
