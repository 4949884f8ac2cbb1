"""Our specialties for the names that a survey uses, from the stored lists and from what people confirmed."""

from collections.abc import Iterable

from benchmarks.models import Cell, Edition, SpecialtyAlias, Survey
from benchmarks.surveys.specialty_names import map_names
from codes.models import Specialty


def map_for(survey: Survey | None, raw_names: Iterable[str]) -> dict[str, Specialty]:
    """Return our specialty for each raw name that is certain; two queries."""
    ours = {specialty.code: specialty for specialty in Specialty.objects.all()}
    confirmed = SpecialtyAlias.objects.filter(survey=survey).values_list("raw_name", "specialty__code") if survey else ()
    codes = map_names(raw_names, {code: specialty.name for code, specialty in ours.items()}, dict(confirmed))
    return {raw: ours[code] for raw, code in codes.items()}


def unmapped_of(edition: Edition) -> list[str]:
    """Return the names of an edition that stand for none of our specialties; their cells are not used."""
    waiting = Cell.objects.filter(edition=edition, specialty=None)
    return list(waiting.order_by("raw_specialty").values_list("raw_specialty", flat=True).distinct())
