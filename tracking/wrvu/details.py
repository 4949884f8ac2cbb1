"""The facts of a line in words: typed, stored, sent and exported beside its code, and read back ("minutes=117;physical_status=P3").

Every value is a number, a date or one of a few words, so that nothing about a patient fits in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from tracking.wrvu.anesthesia import QUALIFYING_UNITS
from tracking.wrvu.anesthetics import MOST_MINUTES
from tracking.wrvu.facts import NO_FACTS, AnesthesiaCare, Care, Facts, Provider

YES = "yes"
LONGEST = 300
MOST_CHARGE, MOST_FACTOR, MOST_BASE_UNITS, MOST_CONCURRENT = Decimal(999_999), Decimal(5), Decimal(99), 20
PHYSICAL_STATUS = ("P1", "P2", "P3", "P4", "P5", "P6")
QUALIFYING = tuple(QUALIFYING_UNITS)
VISITS = tuple("123456789")
_CARE = ("surgery_on", "care_from", "care_to")
_ANESTHESIA = ("minutes", "base_units", "concurrent", "at_induction", "physical_status", "qualifying")


@dataclass(frozen=True, slots=True)
class DetailFault:
    """A detail that cannot stand: its name, what was given, and what to do."""

    field: str
    value: str
    message: str


def details_of(facts: Facts | None) -> dict[str, str]:
    """Return what is known of a line beside its code, as plain words; nothing for what keeps its default."""
    if facts is None:
        return {}
    care, anesthesia = facts.care, facts.anesthesia or AnesthesiaCare()
    told = {
        "billed_by": "" if facts.provider is Provider.PHYSICIAN else str(facts.provider),
        "incident_to": _yes(facts.is_incident_to),
        "substantive_portion": str(facts.substantive_portion or ""),
        "documented": _yes(facts.is_documented),
        "reviewed_factor": _number(facts.reviewed_factor),
        "charge": _number(facts.charge),
        "visit": facts.encounter,
        "surgery_on": care.surgery.isoformat() if care else "",
        "care_from": care.first.isoformat() if care else "",
        "care_to": care.last.isoformat() if care else "",
        "minutes": "" if anesthesia.minutes is None else str(anesthesia.minutes),
        "base_units": _number(anesthesia.base_units),
        "concurrent": "" if anesthesia.concurrent is None else str(anesthesia.concurrent),
        "at_induction": _yes(anesthesia.is_present_at_induction),
        "physical_status": anesthesia.physical_status,
        "qualifying": "+".join(anesthesia.qualifying),
    }
    return {name: value for name, value in told.items() if value}


def write_details(facts: Facts | None) -> str:
    """Return the facts as one word of text that `read_text` reads back."""
    return ";".join(f"{name}={value}" for name, value in details_of(facts).items())


def read_text(text: str) -> tuple[Facts | None, tuple[DetailFault, ...]]:
    """Return the facts of a text, and every part of it that cannot stand."""
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    return read_details({name.strip(): value.strip() for name, _sign, value in pairs})


def stored_facts(text: str) -> Facts | None:
    """Return the facts of a stored text."""
    return read_text(text)[0] if text else None


def read_details(given: Mapping[str, str]) -> tuple[Facts | None, tuple[DetailFault, ...]]:
    """Return the facts of plain words, None where none is told, and every word that cannot stand."""
    values: dict[str, object] = {}
    faults: list[DetailFault] = []
    for name, text in given.items():
        reader = _READERS.get(name)
        if not text and reader is not None:
            continue
        try:
            if reader is None:
                raise ValueError(f"There is no detail of this name. Use {', '.join(_READERS)}.")
            values[name] = reader(text)
        except ValueError as fault:
            faults.append(DetailFault(name[:40], text[:40], str(fault)))
    faults += [] if faults else _between(values)
    facts = NO_FACTS if faults else _facts(values)
    return (None if facts == NO_FACTS else facts), tuple(faults)


def _facts(values: Mapping[str, object]) -> Facts:
    facts = replace(NO_FACTS, **{_FIELDS[name]: value for name, value in values.items() if name in _FIELDS})  # type: ignore[arg-type]
    told = {_OF_ANESTHESIA[name]: values[name] for name in _ANESTHESIA if name in values}
    dates = [day for name in _CARE if isinstance(day := values.get(name), date)]
    care = Care(*dates) if dates else None
    return replace(facts, anesthesia=AnesthesiaCare(**told) if told else None, care=care)  # type: ignore[arg-type]


def _between(values: Mapping[str, object]) -> list[DetailFault]:
    """What details say against one another: hand-over dates stand together and in order."""
    named = [name for name in _CARE if name in values]
    if named and len(named) < len(_CARE):
        missing = next(name for name in _CARE if name not in values)
        return [DetailFault(missing, "", "Give all three dates: of surgery, and the first and last day of your care.")]
    surgery, first, last = (values.get(name) for name in _CARE)
    if isinstance(surgery, date) and isinstance(first, date) and isinstance(last, date):
        if first < surgery:
            return [DetailFault("care_from", first.isoformat(), "Your care cannot begin before the day of surgery.")]
        if last < first:
            return [DetailFault("care_to", last.isoformat(), "Your care cannot end before it begins.")]
    return []


def _yes(is_so: bool) -> str:
    return YES if is_so else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")


def _read_yes(text: str) -> bool:
    if text.lower() not in {YES, "no"}:
        raise ValueError("Write yes or no.")
    return text.lower() == YES


def _provider(text: str) -> Provider:
    try:
        return Provider(text)
    except ValueError:
        raise ValueError(f"Choose one of: {', '.join(Provider)}.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Write the date as YYYY-MM-DD.") from None


def _decimal(most: Decimal, places: int) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= most:
            raise ValueError(f"Write a number from 0 to {most}.")
        if value != round(value, places):
            raise ValueError(f"Write at most {places} decimals.")
        return value

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else -1
        if not least <= value <= most:
            raise ValueError(f"Write a whole number from {least:,} to {most:,}.")
        return value

    return read


def _one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.upper() not in known:
            raise ValueError(f"Choose one of: {', '.join(known)}.")
        return text.upper()

    return read


def _qualifying(text: str) -> tuple[str, ...]:
    codes = tuple(sorted(set(text.replace("+", " ").split())))
    if not set(codes) <= set(QUALIFYING):
        raise ValueError(f"Write one or more of: {', '.join(QUALIFYING)}.")
    return codes


_FIELDS = {
    "billed_by": "provider",
    "incident_to": "is_incident_to",
    "substantive_portion": "substantive_portion",
    "documented": "is_documented",
    "reviewed_factor": "reviewed_factor",
    "charge": "charge",
    "visit": "encounter",
}
_OF_ANESTHESIA = {
    "minutes": "minutes",
    "base_units": "base_units",
    "concurrent": "concurrent",
    "at_induction": "is_present_at_induction",
    "physical_status": "physical_status",
    "qualifying": "qualifying",
}
_READERS: dict[str, Callable[[str], object]] = {
    "billed_by": _provider,
    "incident_to": _read_yes,
    "substantive_portion": _provider,
    "documented": _read_yes,
    "reviewed_factor": _decimal(MOST_FACTOR, 4),
    "charge": _decimal(MOST_CHARGE, 2),
    "visit": _one_of(VISITS),
    "surgery_on": _day,
    "care_from": _day,
    "care_to": _day,
    "minutes": _whole(1, MOST_MINUTES),
    "base_units": _decimal(MOST_BASE_UNITS, 1),
    "concurrent": _whole(1, MOST_CONCURRENT),
    "at_induction": _read_yes,
    "physical_status": _one_of(PHYSICAL_STATUS),
    "qualifying": _qualifying,
}
NAMES = tuple(_READERS)
