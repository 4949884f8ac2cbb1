"""Measures: things done in turn, round after round, their medians, and the memory that a block takes."""

import gc
import resource
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

LEAST_ROUNDS = 3
Made = TypeVar("Made")
_MIB = 1024 * 1024
_STATUS = Path("/proc/self/status")


@dataclass(slots=True)
class Timed:
    """Milliseconds of each call, by round: by the clock, and of the processor alone, which a busy machine does not blur."""

    clock: list[list[float]] = field(default_factory=list)
    processor: list[list[float]] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Return what takes longer by the clock than this share of the calls, each by the median of its rounds."""
        return _at(self.clock, share)

    def processor_at(self, share: float) -> float:
        """Return the same of the time that this process worked; what a database or a disk does meanwhile is not in it."""
        return _at(self.processor, share)


def timed_in_turn(subjects: Mapping[str, Sequence[Callable[[], object]]], rounds: int) -> Mapping[str, Timed]:
    """Return the times of subjects, each a row of calls: every round does all of them, so that a slow moment meets them alike."""
    timed = {name: Timed() for name in subjects}
    for calls in subjects.values():
        calls[0]()
    for number in range(max(rounds, LEAST_ROUNDS)):
        names = list(subjects)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            measured = [_milliseconds(call) for call in subjects[name]]
            timed[name].clock.append([clock for clock, _processor in measured])
            timed[name].processor.append([processor for _clock, processor in measured])
    return timed


def seconds(call: Callable[[], object], rounds: int) -> float:
    """Return the median of the seconds that a call takes."""
    return median(_milliseconds(call)[0] / 1000 for _ in range(max(rounds, LEAST_ROUNDS)))


def allocated_mib(make: Callable[[], Made]) -> tuple[Made, float]:
    """Return what is made, and the memory that it holds."""
    gc.collect()
    tracemalloc.start()
    made = make()
    gc.collect()
    held, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, held / _MIB


@contextmanager
def growth() -> Iterator[Callable[[], float]]:
    """Give a function that tells by how many MiB the process has grown at most since the block began."""
    start = _resident()
    yield lambda: max(_most_resident() - start, 0) / _MIB


def _at(rounds: Sequence[Sequence[float]], share: float) -> float:
    calls: list[float] = sorted(median(times) for times in zip(*rounds, strict=True))
    return calls[min(int(len(calls) * share), len(calls) - 1)]


def _milliseconds(call: Callable[[], object]) -> tuple[float, float]:
    clock, processor = perf_counter(), process_time()
    call()
    return (perf_counter() - clock) * 1000, (process_time() - processor) * 1000


def _most_resident() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _resident() -> int:
    """Bytes in memory now; where the system does not tell, the most so far."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024
    return _most_resident()
