"""How an institution counts work: a credit policy as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """A named way to count; each field is one choice of a contract."""

    name: str
    counts_work_not_used_by_medicare: bool
