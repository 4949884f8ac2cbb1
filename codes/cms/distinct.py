"""Keeps the rows of a file by key: the same row twice is a remark, two rows with other values are a fault."""

from dataclasses import fields
from typing import TYPE_CHECKING, Generic, TypeVar

from codes.cms.findings import Findings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Row = TypeVar("Row", bound="DataclassInstance")


class Distinct(Generic[Row]):
    """The rows of one file in its order."""

    def __init__(self, findings: Findings, field: str) -> None:
        self._findings, self._field = findings, field
        self._kept: dict[tuple[str, ...], tuple[int, Row]] = {}

    def keep(self, line: int, key: tuple[str, ...], row: Row) -> None:
        """Keep a row, unless one with its key stands in the file already."""
        before, kept = self._kept.setdefault(key, (line, row))
        if kept is row:
            return
        name = " ".join(part for part in key if part)
        if kept == row:
            self._findings.warning(line, self._field, name, f"The same row stands in line {before} already; it is counted once.")
            return
        told = ", ".join(_differences(kept, row))
        message = f"Lines {before} and {line} both hold {name}, with other values: {told}. Download the file again."
        self._findings.error(line, self._field, name, message)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, each key once."""
        return tuple(row for _line, row in self._kept.values())


def _differences(one: Row, other: Row) -> list[str]:
    names = [field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name)]
    return [f"{name.replace('_', ' ')} {getattr(one, name)} and {getattr(other, name)}" for name in names[:3]]
