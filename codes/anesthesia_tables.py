"""The units of an anesthesia code from the tables that are on file."""

from datetime import date

from codes.anesthesia import AnesthesiaUnits
from codes.priced import Place
from codes.reference import Reference


def units_of(code: str, on: date, place: Place | None, reference: Reference) -> AnesthesiaUnits:
    """Return what the tables of a day say of an anesthesia code, with the factor of a place where one was chosen."""
    of_factors, of_bases = reference.table("anes", on), reference.table("anes_base", on)
    factors = reference.anesthesia_factors(of_factors) if of_factors else {}
    return AnesthesiaUnits(
        base_units=reference.base_units(of_bases).get(code) if of_bases else None,
        base_source=of_bases.title if of_bases else "",
        factor=factors.get((place.locality.mac, place.locality.number)) if place else None,
        lowest=min(factors.values(), default=None),
        highest=max(factors.values(), default=None),
        factor_source=of_factors.title if of_factors else "",
    )
