"""Sizes, ages and times that a name of a code spans, and numbers with a unit that a query asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

CENTIMETERS, YEARS, MINUTES, WEEKS = "cm", "yr", "min", "wk"
_UNIT_NAMES = {
    **dict.fromkeys(("cm", "mm"), CENTIMETERS),
    **dict.fromkeys(("yo", "yr", "yrs", "y", "year", "years", "age", "mo", "month", "months"), YEARS),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), MINUTES),
    **dict.fromkeys(("wk", "wks", "week", "weeks"), WEEKS),
}
_PARTS_OF_UNIT = {"mm": 10, "mo": 12, "month": 12, "months": 12}
_NUMBER = r"([0-9]*\.?[0-9]+)"
_UNIT = r"(cm|mm|yrs?|years?|min(?:ute)?s?|wks?|weeks)?"
_BETWEEN = re.compile(rf"(age )?{_NUMBER} ?(?:-|to) ?{_NUMBER} ?{_UNIT}(?![a-z0-9])")
_UP_TO = re.compile(rf"(?:< ?|under |up to ){_NUMBER} ?{_UNIT}(?![a-z0-9])|{_NUMBER} ?{_UNIT}(?:/<|<| or less)")
_FROM = re.compile(rf"(?:> ?|over |more than ){_NUMBER} ?{_UNIT}(?![a-z0-9])|{_NUMBER} ?{_UNIT}(?:/>|\+| or (?:more|older)| and over)")
_DIGIT = re.compile("[0-9]")
_ENDLESS = Decimal(10_000)
# Codes of the skin, whose descriptors leave the unit out.
_FIRST_IN_CENTIMETERS, _LAST_IN_CENTIMETERS = "11000", "17999"


@dataclass(frozen=True, slots=True)
class Span:
    """What lies between two numbers of a unit, both included."""

    unit: str
    low: Decimal
    high: Decimal

    def holds(self, amount: "Amount") -> bool:
        """Return whether an amount of the same unit lies in the span."""
        return self.unit == amount.unit and self.low <= amount.value <= self.high


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, as a query asks for it; months count as parts of years, millimeters of centimeters."""

    unit: str
    value: Decimal
    number: str = ""


def amount_of(number: str, unit: str) -> Amount | None:
    """Return the amount of a number with a unit; None where the word is no unit."""
    name = _UNIT_NAMES.get(unit)
    return Amount(name, Decimal(number) / _PARTS_OF_UNIT.get(unit, 1), number) if name else None


def spans_of(code: str, *texts: str) -> tuple[Span, ...]:
    """Return the spans that the texts of a code name."""
    implied = CENTIMETERS if _FIRST_IN_CENTIMETERS <= code <= _LAST_IN_CENTIMETERS else ""
    return tuple(dict.fromkeys(span for text in texts if _DIGIT.search(text) for span in _spans(text.lower(), implied)))


def _spans(text: str, implied: str) -> Iterator[Span]:
    for age, low, high, unit in _BETWEEN.findall(text):
        yield from _span(YEARS if age else unit, implied, Decimal(low), Decimal(high))
    for before, unit_before, after, unit_after in _UP_TO.findall(text):
        yield from _span(unit_before or unit_after, implied, Decimal(0), Decimal(before or after))
    for before, unit_before, after, unit_after in _FROM.findall(text):
        yield from _span(unit_before or unit_after, implied, Decimal(before or after), _ENDLESS)


def _span(unit: str, implied: str, low: Decimal, high: Decimal) -> Iterator[Span]:
    name = _UNIT_NAMES.get(unit, implied)
    if name and low <= high:
        parts = _PARTS_OF_UNIT.get(unit, 1)
        yield Span(name, low / parts, high / parts)
