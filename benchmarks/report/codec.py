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

Read = Callable[[object], object]


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
    report = _reader(Report)(payload)
    if not isinstance(report, Report):
        raise TypeError("The payload is no report.")
    return report


@cache
def _reader(kind: object) -> Read:
    """What reads a value of a type; made once for each type, since a report holds hundreds of values and a page many reports."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _reader(next(part for part in arguments if part is not type(None)))
    if origin is tuple:
        return _each(_reader(arguments[0])) if Ellipsis in arguments else _parts([_reader(part) for part in arguments])
    made = kind if isinstance(kind, type) and issubclass(kind, Enum) else _READERS.get(kind)
    if made is not None:
        return _of_text(made)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return _fields(kind, [(field.name, _reader(hints[field.name]), field.default is MISSING) for field in fields(kind)])
    return _as_it_is


def _as_it_is(value: object) -> object:
    return value


def _of_text(made: Callable[[str], object]) -> Read:
    return lambda value: made(value) if isinstance(value, str) else value


def _each(item: Read) -> Read:
    return lambda value: tuple([item(one) for one in value]) if isinstance(value, list) else value


def _parts(parts: list[Read]) -> Read:
    def read(value: object) -> object:
        return tuple([part(one) for part, one in zip(parts, value, strict=True)]) if isinstance(value, list) else value

    return read


def _fields(made: Callable[..., object], known: list[tuple[str, Read, bool]]) -> Read:
    def read(value: object) -> object:
        if not isinstance(value, dict):
            return value
        return made(**{name: part(value[name]) for name, part, is_needed in known if is_needed or name in value})

    return read


_READERS: dict[object, Callable[[str], object]] = {Month: Month.parse, Decimal: Decimal, date: date.fromisoformat}
