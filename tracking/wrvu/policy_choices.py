"""A policy as plain choices and back: what an institution stores, changes on a page and sends; decimals are text."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from tracking.wrvu.policy import Absent, Policy, RankBasis, SideFactors, TimeRounding

_ENUMS: dict[str, type[StrEnum]] = {"ranking": RankBasis, "absent": Absent, "time_rounding": TimeRounding}
_NAMES = frozenset({"name", "source"})
_MOST = Decimal(5)
_SIDES = tuple(field.name for field in fields(SideFactors))


@dataclass(frozen=True, slots=True)
class ChoiceFault:
    """A choice that cannot stand: its name, what was given, and why."""

    field: str
    value: str
    message: str


def choices_of(policy: Policy) -> dict[str, object]:
    """Return a policy's choices as plain JSON values, without its name and source."""
    return {field.name: _plain(getattr(policy, field.name)) for field in fields(Policy) if field.name not in _NAMES}


def policy_from(name: str, source: str, choices: Mapping[str, object]) -> Policy:
    """Return the policy of stored choices; a choice that is missing or cannot stand keeps the default of CMS-parallel."""
    read, _faults = read_choices(choices)
    return replace(read, name=name, source=source)


def read_choices(choices: Mapping[str, object]) -> tuple[Policy, tuple[ChoiceFault, ...]]:
    """Return the policy of some choices, and every choice that cannot stand."""
    values: dict[str, object] = {}
    faults: list[ChoiceFault] = []
    for field in fields(Policy):
        if field.name in _NAMES or field.name not in choices:
            continue
        try:
            values[field.name] = _value(field.name, choices[field.name])
        except ValueError as fault:
            faults.append(ChoiceFault(field.name, str(choices[field.name])[:60], str(fault)))
    return replace(Policy(name=""), **values), tuple(faults)  # type: ignore[arg-type]


def differences(one: Policy, other: Policy) -> tuple[str, ...]:
    """Return the names of the choices in which two policies differ."""
    return tuple(
        field.name for field in fields(Policy) if field.name not in _NAMES and getattr(one, field.name) != getattr(other, field.name)
    )


def _plain(value: object) -> object:
    if isinstance(value, SideFactors):
        return {name: str(getattr(value, name)) for name in _SIDES}
    if isinstance(value, tuple):
        return [str(factor) for factor in value]
    if isinstance(value, Decimal | StrEnum):
        return str(value)
    return value


def _value(name: str, given: object) -> object:
    default = getattr(Policy(name=""), name)
    if name in _ENUMS:
        return _of_enum(_ENUMS[name], given)
    if name == "sides":
        return None if given is None else _sides(given)
    if name == "ladder":
        return _ladder(given)
    if isinstance(default, bool):
        if not isinstance(given, bool):
            raise ValueError("Choose yes or no.")
        return given
    if given is None:
        if default is not None and name not in {"stopped", "team"}:
            raise ValueError("Give a factor.")
        return None
    return _factor(given)


def _of_enum(kind: type[StrEnum], given: object) -> StrEnum:
    try:
        return kind(str(given))
    except ValueError:
        raise ValueError(f"Choose one of: {', '.join(kind)}.") from None


def _factor(given: object) -> Decimal:
    try:
        factor = Decimal(str(given).strip())
    except InvalidOperation:
        raise ValueError("Write a factor such as 0.5 or 1.25.") from None
    if not factor.is_finite() or not 0 <= factor <= _MOST:
        raise ValueError(f"A factor is between 0 and {_MOST}.")
    return factor


def _sides(given: object) -> SideFactors:
    if not isinstance(given, Mapping) or set(given) != set(_SIDES):
        raise ValueError("Give a factor for each bilateral indicator.")
    return SideFactors(**{name: _factor(given[name]) for name in _SIDES})


def _ladder(given: object) -> tuple[Decimal, ...]:
    steps = tuple(_factor(step) for step in given) if isinstance(given, list | tuple) else ()
    if not 1 <= len(steps) <= 10:
        raise ValueError("Give one to ten factors, the first procedure's first.")
    if not steps[0]:
        raise ValueError("The first procedure counts something: its factor is above 0.")
    return steps
