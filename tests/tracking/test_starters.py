"""RVU Edge proposes codes to a new log that the specialty does and that the catalogue explains."""

import pytest

from codes.texts import load_specialties, load_texts
from tracking.starters import STARTERS, VISITS, starters_for


@pytest.mark.parametrize("specialty", sorted(STARTERS))
def test_proposes_six_codes_that_the_catalogue_explains(specialty: str) -> None:
    codes = starters_for(specialty)
    assert len(set(codes)) == 6
    assert set(codes) <= set(load_texts())


def test_knows_the_specialties_that_it_proposes_for() -> None:
    assert set(STARTERS) <= set(load_specialties())


def test_proposes_visits_where_a_specialty_has_no_set() -> None:
    assert starters_for("") == starters_for("something-new") == VISITS
