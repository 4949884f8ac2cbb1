"""What a benchmark is: a name, a run, and what it found as ratios against named baselines of the same run."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often the baseline fits into what was measured; `goal` is the most that it should be, None where none is set."""

    name: str
    baseline: str
    ratio: float
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        return None if self.goal is None else self.ratio <= self.goal


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of this machine, for context; `goal` is the most that it should be, None where none is set."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run found, on which data, and by how much the process grew at most."""

    data: str
    comparisons: tuple[Comparison, ...]
    figures: tuple[Figure, ...]
    peak_memory_mib: float


class Benchmark(Protocol):
    """One benchmark. To add one, write a module beside this one and name it in rvuedge/benchmarking/registry.py."""

    name: str
    about: str

    def run(self, rounds: int) -> Outcome:
        """Measure `rounds` times, baselines in turn with what is compared with them; leave no trace in the installation."""
        ...
