"""Faults of an input as data: where, what, how bad. Readers return all of them at once."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue weighs: an error refuses the file, a repair waits to be accepted."""

    ERROR = "error"
    WARNING = "warning"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault: the line of the file (None = the file as a whole), the field and a sentence that says what to do."""

    line: int | None
    field: str
    value: str
    severity: Severity
    message: str
