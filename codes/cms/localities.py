"""The payment localities that CMS has had since 2020, and whether the localities of a file are those."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from codes.cms.findings import Findings

# State, its name in the locality to county file, contractor and locality numbers (GPCI files of RVU20A to RVU25D, and of 2026).
_SINCE_2024 = """
AK ALASKA: 02102 01
AL ALABAMA: 10112 00
AR ARKANSAS: 07102 13
AZ ARIZONA: 03102 00
CA CALIFORNIA: 01112 05 09 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 75
CA CALIFORNIA: 01182 17 18 71 72 73 74
CO COLORADO: 04112 01
CT CONNECTICUT: 13102 00
DC DISTRICT OF COLUMBIA: 12202 01
DE DELAWARE: 12102 01
FL FLORIDA: 09102 03 04 99
GA GEORGIA: 10212 01 99
HI HAWAII/GUAM: 01212 01
IA IOWA: 05102 00
ID IDAHO: 02202 00
IL ILLINOIS: 06102 12 15 16 99
IN INDIANA: 08102 00
KS KANSAS: 05202 00
KY KENTUCKY: 15102 00
LA LOUISIANA: 07202 01 99
MA MASSACHUSETTS: 14212 01 99
MD MARYLAND: 12302 01 99
ME MAINE: 14112 03 99
MI MICHIGAN: 08202 01 99
MN MINNESOTA: 06202 00
MO MISSOURI: 05302 01 02 99
MS MISSISSIPPI: 07302 00
MT MONTANA: 03202 01
NC NORTH CAROLINA: 11502 00
ND NORTH DAKOTA: 03302 01
NE NEBRASKA: 05402 00
NH NEW HAMPSHIRE: 14312 40
NJ NEW JERSEY: 12402 01 99
NM NEW MEXICO: 04212 05
NV NEVADA: 01312 00
NY NEW YORK: 13202 01 02 03
NY NEW YORK: 13282 99
NY NEW YORK: 13292 04
OH OHIO: 15202 00
OK OKLAHOMA: 04312 00
OR OREGON: 02302 01 99
PA PENNSYLVANIA: 12502 01 99
PR PUERTO RICO: 09202 20
RI RHODE ISLAND: 14412 01
SC SOUTH CAROLINA: 11202 01
SD SOUTH DAKOTA: 03402 02
TN TENNESSEE: 10312 35
TX TEXAS: 04412 09 11 15 18 20 28 31 99
UT UTAH: 03502 09
VA VIRGINIA: 11302 00
VI VIRGIN ISLANDS: 09202 50
VT VERMONT: 14512 50
WA WASHINGTON: 02402 02 99
WI WISCONSIN: 06302 00
WV WEST VIRGINIA: 11402 16
WY WYOMING: 03602 21
"""
# Three localities of California ended with 2023 (final rule of the fee schedule for 2023).
_UNTIL_2023 = """
CA CALIFORNIA: 01112 06 07
CA CALIFORNIA: 01182 26
"""
FIRST_KNOWN_YEAR, LAST_KNOWN_YEAR, _LAST_OF_THE_THREE = 2020, 2026, 2023
# A year whose localities are not known may bring some new ones; the reform of California brought more than twenty at once.
_MOST_NEW = 10
_MOST_NAMED = 8
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Locality:
    """A payment locality: its contractor, the state that it is listed under, its number within both."""

    mac: str
    state: str
    number: str


def _read(lines: str) -> tuple[dict[str, str], tuple[Locality, ...]]:
    names: dict[str, str] = {}
    found: list[Locality] = []
    for line in lines.strip().splitlines():
        place, _, numbers = line.partition(": ")
        mac, *localities = numbers.split()
        names[_plain(place[3:])] = place[:2]
        found.extend(Locality(mac, place[:2], number) for number in localities)
    return names, tuple(found)


def _plain(name: str) -> str:
    """The name without what it is joined with: Hawaii stands for "Hawaii/Guam" and "Hawaii, Guam"."""
    return " ".join(re.split("[/,]", name.upper())[0].split())


_STATES, _NOW = _read(_SINCE_2024)
_THREE = _read(_UNTIL_2023)[1]
STATE_OF = {(one.mac, one.number): one.state for one in (*_NOW, *_THREE)}
_MAC_OF = {(one.state, one.number): one.mac for one in (*_NOW, *_THREE)}


def state_named(name: str) -> str | None:
    """Return the two letters of a state by its name, or by these letters; None for what CMS lists no localities of."""
    plain = _plain(name)
    return plain if plain in _STATES.values() else _STATES.get(plain)


def by_state(year: int | None) -> frozenset[Key]:
    """Return state and number of every locality that a file of this year may name."""
    return frozenset((one.state, one.number) for one in _of_year(year))


def by_contractor(year: int | None) -> frozenset[Key]:
    """Return contractor and number of every locality that a file of this year may name."""
    return frozenset((one.mac, one.number) for one in _of_year(year))


def check_localities(found: Collection[Key], known: frozenset[Key], year: int | None, findings: Findings) -> None:
    """Add what the localities of a file tell: unknown ones refuse it, missing ones alone are a remark."""
    unknown = set(found) - known
    missing = known - set(found) - {key for key in known if year is None and _is_ended(key)}
    in_year = "" if year is None else f" in {year}"
    if unknown and len(unknown) <= _MOST_NEW and year is not None and not FIRST_KNOWN_YEAR <= year <= LAST_KNOWN_YEAR:
        message = f"{_counted(unknown)} not known from {FIRST_KNOWN_YEAR} to {LAST_KNOWN_YEAR}. Compare them with the file on cms.gov."
        findings.warning(None, "locality", _named(unknown), message)
    elif unknown:
        lacking = f" {len(missing)} that it has are missing: {_named(missing)}." if missing else ""
        message = f"{_counted(unknown)} not known to CMS{in_year}.{lacking} This is not the file that CMS publishes; get it from cms.gov."
        findings.error(None, "locality", _named(unknown), message)
    elif missing:
        message = f"The file has {len(set(found))} localities, CMS has {len(set(found)) + len(missing)}{in_year}. "
        findings.warning(None, "locality", _named(missing), f"{message}Missing are {_named(missing)}. Is the file whole?")


def check_contractors(found: Iterable[Locality], findings: Findings) -> None:
    """Add a remark where a locality is listed under another contractor than before."""
    moved = [one for one in found if _MAC_OF.get((one.state, one.number), one.mac) != one.mac]
    if moved:
        shown = ", ".join(f"{one.state} {one.number} {one.mac} (before {_MAC_OF[one.state, one.number]})" for one in moved[:_MOST_NAMED])
        message = f"{len(moved)} localities have another contractor than in the files of CMS so far: {shown}. Compare them on cms.gov."
        findings.warning(None, "mac", moved[0].mac, message)


def _of_year(year: int | None) -> tuple[Locality, ...]:
    return _NOW if year is not None and year > _LAST_OF_THE_THREE else (*_NOW, *_THREE)


def _is_ended(key: Key) -> bool:
    return any(key in {(one.state, one.number), (one.mac, one.number)} for one in _THREE)


def _counted(keys: Collection[Key]) -> str:
    return f"{len(keys)} localities of the file ({_named(keys)}) are" if len(keys) > 1 else f"The locality {_named(keys)} of the file is"


def _named(keys: Collection[Key]) -> str:
    shown = ", ".join(" ".join(key) for key in sorted(keys)[:_MOST_NAMED])
    return f"{shown} and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else shown
