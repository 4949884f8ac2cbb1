"""RVU Edge names codes in a log by its own words, and by official ones only where somebody holds the licence."""

from codes.models import Release
from codes.services_notices import declare_licence
from tests.cast import Cast
from tracking.naming import names_of


def test_shows_official_descriptors_only_where_the_organisation_holds_the_licence(cast: Cast, release: Release, settings) -> None:
    release.rows.filter(code="83020").update(descriptor="Imported words")
    assert names_of(["83020"], cast.organisation.pk) == {}
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    assert names_of(["83020"], cast.organisation.pk) == {"83020": "Imported words"}
    assert names_of(["83020"], cast.elsewhere.pk) == {}
    settings.PUBLIC_DESCRIPTORS = True
    assert names_of(["83020"]) == {"83020": "Imported words"}


def test_our_own_words_come_first(cast: Cast, release: Release) -> None:
    release.rows.filter(code="45385").update(descriptor="Imported words")
    declare_licence(organisation=cast.organisation, holds_licence=True, by=cast.administrator.user)
    assert names_of(["45385"], cast.organisation.pk) == {"45385": "Colonoscopy, polyp removed by snare"}
