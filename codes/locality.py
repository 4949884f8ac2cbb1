"""Medicare localities: the places whose indices move a payment, how people choose one, and the ZIP codes that lead there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from codes.models import LocalityIndex, ZipLocality
from codes.payment import Indices

_KEY = re.compile(r"([A-Z]{2})(?:-([0-9]{1,2}))?")
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_WORDS = {
    "Of": "of", "And": "and", "Nj": "NJ", "Nyc": "NYC", "Dc": "DC", "Md": "MD", "Va": "VA",
    "Cnty": "County", "Cntys": "Counties", "Surr.": "Surrounding",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+\.?")


@dataclass(frozen=True, slots=True)
class Locality:
    """One locality with its three indices; its key in addresses is state and number, CA-05."""

    mac: str
    state: str
    number: str
    name: str
    indices: Indices

    @property
    def key(self) -> str:
        return f"{self.state}-{self.number}"

    @property
    def label(self) -> str:
        """What a list shows: CA-05 San Francisco."""
        return f"{self.key} {self.name}"


def locality_of(row: LocalityIndex) -> Locality:
    """Return a stored locality as a value."""
    indices = Indices(row.work_gpci, row.pe_gpci, row.mp_gpci)
    return Locality(row.mac, row.state, row.locality, _name(row.name), indices)


def asked_key(text: str) -> str:
    """Return the key that an address asks for, "ca-5" as CA-05 and a state alone as it is; empty for anything else."""
    found = _KEY.fullmatch(text.strip().upper())
    if found is None:
        return ""
    return f"{found[1]}-{found[2].zfill(2)}" if found[2] else found[1]


def chosen(key: str, localities: Mapping[str, Locality]) -> Locality | None:
    """Return the locality of a key; a state that has a single locality is enough."""
    if "-" in key:
        return localities.get(key)
    of_state = [locality for locality in localities.values() if locality.state == key]
    return of_state[0] if len(of_state) == 1 else None


def zip_digits(text: str) -> str:
    """Return the five digits of a ZIP code, with or without its four more; empty for anything else."""
    found = _ZIP.fullmatch(text.strip())
    return found[1] if found else ""


def key_of_zip(zip_code: str, table_id: int, localities: Mapping[str, Locality]) -> str:
    """Return the key of the locality that a ZIP code lies in; empty where the table does not hold it."""
    places = ZipLocality.objects.filter(schedule=table_id, zip_code=zip_code).values_list("mac", "locality")
    numbers = {(locality.mac, locality.number): key for key, locality in localities.items()}
    return next((numbers[place] for place in places if place in numbers), "")


def _name(text: str) -> str:
    """CMS writes names in capitals, with marks of its footnotes behind some."""
    return _WORD.sub(lambda word: _WORDS.get(word[0], word[0]), text.strip(" *").title())
