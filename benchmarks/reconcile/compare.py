"""Two sides compared: every line ends in one finding, with its kind and the reasons that the lines themselves tell."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.reconcile.lines import NOTHING, Alternative, CountedLine, Finding, Kind, Match, Reason, Terms, Why, value_of
from benchmarks.reconcile.matching import is_reversal, matched, moved_to

_HALF_CENT = Decimal("0.005")


def compare(
    own: Sequence[CountedLine],
    theirs: Sequence[CountedLine],
    terms: Terms,
    own_near: Sequence[CountedLine] = (),
    their_near: Sequence[CountedLine] = (),
) -> tuple[Finding, ...]:
    """Return the findings of two sides in the order of their days.

    `own_near` and `their_near` are lines just outside the compared days: they are no part of any sum, and tell of a line that
    is found on one side alone that it counts in another month on the other.
    """
    sides = matched(own, theirs, terms)
    both = [_finding(match, terms) for match in sides.matches]
    met = {(line.day, line.code) for match in sides.matches for line in match.theirs}
    missing = _missing(sides.own, their_near, terms)
    extra = _extra(sides.theirs, own_near, met, terms)
    return tuple(sorted([*both, *missing, *extra], key=lambda finding: finding.order))


def alternatives_of(finding: Finding, by_line: Mapping[int, Sequence[Alternative]]) -> tuple[Alternative, ...]:
    """Return what the lines of the log in a finding would count together under each release and policy that is known of all of them."""
    each = [{one[:2]: one.value for one in by_line.get(line.number, ())} for line in finding.own]
    names = [name for name in each[0] if all(name in values for values in each)] if each else []
    return tuple(Alternative(*name, sum((values[name] for values in each), NOTHING)) for name in names)


def explained(finding: Finding, alternatives: Sequence[Alternative], terms: Terms) -> Finding:
    """Return a changed value with the first release or policy under which the log would count what the report counts."""
    if finding.kind is not Kind.VALUE:
        return finding
    told = finding.their_value
    found = next((one for one in alternatives if abs(one.value - told) <= terms.tolerance), None)
    kept = tuple(why for why in finding.why if why.reason is not Reason.NOT_FOUND)
    if found is not None:
        return finding._replace(why=(Why(found.reason, found.name), *kept))
    return finding if kept else finding._replace(why=(Why(Reason.NOT_FOUND),))


def _finding(match: Match, terms: Terms) -> Finding:
    own, theirs, hints = match
    kind = _kind(match, terms)
    difference = abs(value_of(own) - value_of(theirs))
    why = [*hints]
    if kind is Kind.CODE:
        why.insert(0, Why(Reason.CODE))
    if kind in (Kind.CODE, Kind.MODIFIER) and _modifiers(own) != _modifiers(theirs) and not _has(hints, Reason.SIDES):
        why.append(Why(Reason.MODIFIER, _told_modifiers(own, theirs)))
    if kind.is_changed and _units(own) != _units(theirs) and not _has(hints, Reason.SIDES):
        why.append(Why(Reason.UNITS))
    if difference and kind in (Kind.MATCHED, Kind.VALUE) and difference <= _rounding(match, terms):
        why.append(Why(Reason.ROUNDING))
    elif kind is Kind.VALUE and not why:
        why.append(Why(Reason.NOT_FOUND))
    return Finding(kind, own, theirs, tuple(why))


def _kind(match: Match, terms: Terms) -> Kind:
    own, theirs, hints = match
    if own[0].code != theirs[0].code:
        return Kind.CODE
    if _modifiers(own) != _modifiers(theirs):
        return Kind.MODIFIER
    if _units(own) != _units(theirs):
        return Kind.UNITS
    return Kind.MATCHED if abs(value_of(own) - value_of(theirs)) <= terms.tolerance else Kind.VALUE


def _rounding(match: Match, terms: Terms) -> Decimal:
    """The most that rounding makes: half a cent a unit and line where a report rounds each, and what is tolerated."""
    lines = (*match.own, *match.theirs)
    return max(terms.tolerance, _HALF_CENT * max(len(lines), _units(match.own), _units(match.theirs)))


def _missing(left: Sequence[CountedLine], near: Sequence[CountedLine], terms: Terms) -> Iterator[Finding]:
    elsewhere = moved_to(left, near, terms)
    for line in left:
        moved = elsewhere.get(id(line))
        if moved is not None:
            why = Why(Reason.OTHER_MONTH, moved.day.isoformat())
        elif line.day > terms.last_day - timedelta(days=terms.shift):
            why = Why(Reason.NEAR_BORDER)
        else:
            why = Why(Reason.NOT_IN_REPORT)
        yield Finding(Kind.MISSING, (line,), (), (why,))


def _extra(left: Sequence[CountedLine], near: Sequence[CountedLine], met: set[tuple[date, str]], terms: Terms) -> Iterator[Finding]:
    elsewhere = moved_to(left, near, terms)
    for line in left:
        moved = elsewhere.get(id(line))
        if is_reversal(line):
            why = Why(Reason.REVERSAL)
        elif moved is not None:
            why = Why(Reason.OTHER_MONTH, moved.day.isoformat())
        elif (line.day, line.code) in met:
            why = Why(Reason.MORE_OFTEN)
        else:
            why = Why(Reason.NOT_IN_LOG)
        yield Finding(Kind.EXTRA, (), (line,), (why,))


def _modifiers(lines: Sequence[CountedLine]) -> set[tuple[str, ...]]:
    return {line.modifiers for line in lines}


def _units(lines: Sequence[CountedLine]) -> int:
    return sum(line.units for line in lines)


def _has(hints: Sequence[Why], reason: Reason) -> bool:
    return any(why.reason is reason for why in hints)


def _told_modifiers(own: Sequence[CountedLine], theirs: Sequence[CountedLine]) -> str:
    """The modifiers that one side alone has: "-25" where the report lacks 25, "+59" where it has 59 beyond the log."""
    ours, others = ({one for line in lines for one in line.modifiers} for lines in (own, theirs))
    return " ".join([*(f"-{one}" for one in sorted(ours - others)), *(f"+{one}" for one in sorted(others - ours))])
