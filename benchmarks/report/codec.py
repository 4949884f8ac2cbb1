"""The report as plain JSON values and back: what a snapshot stores; decimals and dates are text."""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from benchmarks.report.report import Report
from rvuedge.lib.months import Month


def as_json(value: object) -> object:
    """Return a value of the report as plain JSON."""
    if isinstance(value, Month):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def from_json(payload: object) -> Report:
    """Return the report that `as_json` wrote; a field that came after its day keeps its default."""
    report = _read(Report, payload)
    if not isinstance(report, Report):
        raise TypeError("The payload is no report.")
    return report


def _read(kind: object, value: object) -> object:
    if value is None:
        return None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _read(next(part for part in arguments if part is not type(None)), value)
    if origin is tuple and isinstance(value, list):
        if Ellipsis in arguments:
            return tuple(_read(arguments[0], item) for item in value)
        return tuple(_read(part, item) for part, item in zip(arguments, value, strict=True))
    if isinstance(kind, type) and isinstance(value, str):
        if issubclass(kind, Enum):
            return kind(value)
        reader = _READERS.get(kind)
        return reader(value) if reader else value
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, dict):
        known = ((name, hint) for name, hint, is_needed in _fields(kind) if name in value or is_needed)
        return kind(**{name: _read(hint, value[name]) for name, hint in known})
    return value


@cache
def _fields(kind: type) -> tuple[tuple[str, object, bool], ...]:
    """The fields of a value type, each with its type and whether it has no default; worked out once, as reports hold hundreds of values."""
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name], field.default is MISSING) for field in fields(kind))


_READERS: dict[object, Callable[[str], object]] = {Month: Month.parse, Decimal: Decimal, date: date.fromisoformat}
