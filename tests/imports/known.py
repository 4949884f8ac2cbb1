"""An importer for tests: it answers with what it is given, and counts how often it was asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from rvuedge.accounts.models import User
from rvuedge.imports import registry
from rvuedge.imports.models import ImportRun
from rvuedge.imports.registry import Asked, Prepared, Progress

KIND = "sample"


@dataclass
class Answering:
    """Prepares what it was made with; storing records the run, or raises what it was told to."""

    prepared: Prepared | Exception
    fails_to_store: Exception | None = None
    kind: str = KIND
    asked: list[Asked] = field(default_factory=list)
    stages: tuple[tuple[str, int, int], ...] = (("Reading the file", 0, 0), ("Checking the rows", 7, 10))

    def prepare(self, asked: Asked, progress: Progress) -> Prepared:
        self.asked.append(asked)
        for stage in self.stages:
            progress(*stage)
        if isinstance(self.prepared, Exception):
            raise self.prepared
        return self.prepared


def storing(outcome: Mapping[str, object], fault: Exception | None = None) -> Prepared:
    """Return a file that can be stored; the store renames the run, so that a test sees whether it was rolled back."""

    def store(run: ImportRun, by: User | None) -> Mapping[str, object]:
        ImportRun.objects.filter(pk=run.pk).update(file_name="stored")
        if fault is not None:
            raise fault
        return {"release": "R1"}

    return Prepared(outcome, store=store)


@contextmanager
def known(importer: Answering) -> Iterator[Answering]:
    """Make an importer known for the length of a block."""
    registry.register(importer)
    try:
        yield importer
    finally:
        registry._known.by_kind.pop(importer.kind)
