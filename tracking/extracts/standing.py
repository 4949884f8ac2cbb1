"""Which charges of a remittance stand: told again they count once, what is reversed, replaced or voided goes, a correction counts.

After the 005010X221A1 implementation guide: CLP02 says how a claim was processed, CLP07 is the payer's number of it, CLP09 its
frequency, REF*F8 the payer's number of the claim that it corrects. A number of a claim (CLP01) may be used again: a payer that
accepts two claims under it, as the same kind of payer and without a reversal between them, has had two.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_DENIED, _REPLACEMENT, _VOID = "4", "7", "8"
# Processed as primary, secondary or tertiary payer, forwarded to another one or not.
_RANK = {"1": "1", "19": "1", "2": "2", "20": "2", "3": "3", "21": "3"}


@dataclass(frozen=True, slots=True)
class Served:
    """A service line of a claim as it was billed: its segment, what was done, when, how often, where and by whom."""

    number: int
    code: str
    units: str
    day: str
    place: str
    rendering: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells two services of a claim apart."""
        return self.day, self.code, self.units


@dataclass(frozen=True, slots=True)
class Header:
    """What a remittance says of a claim beside its number: how and by whom it was processed, the payer's numbers, its frequency."""

    status: str = ""
    payer: str = ""
    control: str = ""
    frequency: str = ""
    # The payer's number of the claim that this one corrects.
    original: str = ""

    @property
    def teller(self) -> tuple[str, str]:
        """Who tells it, in which rank; a denied claim is accepted by nobody."""
        return self.payer, _RANK.get(self.status, "")


# A line to keep: the case it belongs to, the line, and whether it takes a charge back.
Told = tuple[str, Served, bool]
# What a file told of a claim once.
Telling = tuple[Header, tuple[Served, ...]]


@dataclass(slots=True)
class _Number:
    """What is known of a claim's number: the lines that stand, who told which, and the reversals that wait."""

    standing: list[Served] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    # What the last reversal took out of them: a replacement behind it is of that claim.
    undone: list[Telling] = field(default_factory=list)
    waiting: tuple[Told, ...] = ()
    # The payer's numbers of claims that were replaced: their reversal, where it comes later, takes nothing back a second time.
    replaced: tuple[str, ...] = ()
    # Who replaced what stood, once somebody did.
    replacer: Header | None = None
    round: int = 0
    is_reversed: bool = False


class Standing:
    """Takes the claims of a file in their order; of a claim's number it holds no more than its hash."""

    def __init__(self) -> None:
        self._numbers: dict[int, _Number] = {}
        self.again = self.of_earlier = self.replaced = self.used_again = 0

    def billed(self, name: str, claim: Header, lines: Iterable[Served]) -> Iterator[Told]:
        """Yield the lines of a claim that no earlier one with its number told, and those that take back what it replaces."""
        if claim.frequency == _VOID:
            yield from self.reversed(name, claim, lines)
            return
        number, lines = self._number(name), tuple(lines)
        self.of_earlier += len(number.waiting)
        number.waiting = ()
        if claim.frequency == _REPLACEMENT and not _is_known(number, claim):
            yield from self._taken_out(name, number, claim, lines)
        elif number.is_reversed:
            number.round += 1
        number.is_reversed, number.undone = False, []
        yield from self._added(name, number, claim, lines)

    def reversed(self, name: str, claim: Header, lines: Iterable[Served]) -> Iterator[Told]:
        """Yield the lines that take a charge of the file back; the others wait for the correction of their claim."""
        number = self._number(name)
        if claim.control in number.replaced:
            return
        number.is_reversed = True
        of_claim = any(told.control == claim.control for told, _lines in number.tellings)
        number.undone += [one for one in number.tellings if _is_reversed(one[0], claim, of_claim)]
        number.tellings = [one for one in number.tellings if not _is_reversed(one[0], claim, of_claim)]
        for line in lines:
            told = _case(name, number), line, True
            place = next((place for place, one in enumerate(number.standing) if one.key == line.key), None)
            if place is None:
                number.waiting += (told,)
            else:
                del number.standing[place]
                yield told

    def left(self) -> Iterator[Told]:
        """Yield the lines that take back what is not in the file, and that nothing corrects."""
        for number in self._numbers.values():
            yield from number.waiting
            number.waiting = ()

    def _number(self, name: str) -> _Number:
        mark = hash(name)
        if mark not in self._numbers:
            self._numbers[mark] = _Number()
        return self._numbers[mark]

    def _taken_out(self, name: str, number: _Number, claim: Header, lines: Sequence[Served]) -> Iterator[Told]:
        """Take out what stands of the claim that this one replaces; another claim under the same number stays."""
        gone = _replaced_by(number, claim, lines)
        left = _explained(one for one in (*number.undone, *number.tellings) if one not in gone)
        for line in tuple(number.standing):
            if left[line.key]:
                left[line.key] -= 1
                continue
            number.standing.remove(line)
            self.replaced += 1
            yield _case(name, number), line, True
        number.replaced += tuple(one[0].control for one in number.tellings if one in gone and one[0].control != claim.control)
        number.tellings = [one for one in number.tellings if one not in gone]
        number.replacer = claim
        number.round += 1

    def _added(self, name: str, number: _Number, claim: Header, lines: tuple[Served, ...]) -> Iterator[Told]:
        """Yield the lines beyond those that stand; what the same payer accepted as other claims is no telling of these."""
        others = [told for header, told in number.tellings if _is_another(header, claim)]
        told, standing = _counted(line for one in others for line in one), _counted(number.standing)
        self.used_again += bool(others)
        for line in lines:
            told[line.key] += 1
            if told[line.key] <= standing[line.key]:
                self.again += 1
                continue
            standing[line.key] = told[line.key]
            number.standing.append(line)
            yield _case(name, number), line, False
        if not any(header == claim for header, _lines in number.tellings):
            number.tellings.append((claim, lines))


def _is_known(number: _Number, claim: Header) -> bool:
    """Whether a replacement is told again: by whom it came, or by another payer."""
    if any(header == claim for header, _lines in number.tellings):
        return True
    replacer = number.replacer
    return replacer is not None and (replacer.teller != claim.teller or replacer.control == claim.control) and replacer.status != _DENIED


def _replaced_by(number: _Number, claim: Header, lines: Sequence[Served]) -> list[Telling]:
    """Return every telling of the claim that a replacement replaces: the one that it names, that was just reversed, or is most alike."""
    claims = _claims([*number.undone, *number.tellings])
    named = [one for one in claims if claim.original and any(told.control == claim.original for told, _lines in one)]
    undone = [one for one in claims if any(telling in number.undone for telling in one)]
    if named or undone:
        return (named or undone)[-1]
    alike = [(_alikeness(one, lines), place) for place, one in enumerate(claims)]
    if not claims or (claim.original and not any(max(alike)[0])):
        # It names a claim of an earlier file.
        return []
    return claims[max(alike)[1]]


def _claims(tellings: Iterable[Telling]) -> list[list[Telling]]:
    """Return tellings claim by claim: told of one claim is what shares a day with it and is no other claim of the same payer."""
    found: list[list[Telling]] = []
    for telling in tellings:
        same = (one for one in found if not any(_is_another(told, telling[0]) for told, _lines in one) and _alikeness(one, telling[1])[1])
        own = next(same, None)
        if own is None:
            found.append([telling])
        else:
            own.append(telling)
    return found


def _alikeness(tellings: Iterable[Telling], lines: Iterable[Served]) -> tuple[int, int]:
    """Return how many services, and how many days, two claims have in common."""
    told, asked = {line.key for _header, of_claim in tellings for line in of_claim}, {line.key for line in lines}
    return len(told & asked), len({day for day, *_ in told} & {day for day, *_ in asked})


def _explained(tellings: Iterable[Telling]) -> Counter[tuple[str, str, str]]:
    """Return how often each service stands by what was told."""
    found, before = Counter[tuple[str, str, str]](), list[Telling]()
    for header, lines in tellings:
        found |= _counted(lines) + _counted(line for told, of_other in before if _is_another(told, header) for line in of_other)
        before.append((header, lines))
    return found


def _is_another(told: Header, claim: Header) -> bool:
    """Whether two tellings are of two claims: accepted by the same payer, in the same rank, under two numbers of the payer."""
    is_accepted = bool(claim.teller[1] and claim.control and told.control)
    return is_accepted and told.teller == claim.teller and told.control != claim.control


def _is_reversed(told: Header, claim: Header, of_claim: bool) -> bool:
    return told.control == claim.control if of_claim else told.payer == claim.payer


def _counted(lines: Iterable[Served]) -> Counter[tuple[str, str, str]]:
    return Counter(line.key for line in lines)


def _case(name: str, number: _Number) -> str:
    """A claim and its reversal are one case, its correction is the next."""
    return f"{name} {number.round}"
