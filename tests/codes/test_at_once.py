"""RVU Edge lets one release of a quarter count, also when two administrators press at the same moment."""

from datetime import date

import pytest

from codes.models import Release, ReleaseState
from codes.services import activate_release, go_back
from tests.factories import ReleaseFactory
from tests.meanwhile import while_open

pytestmark = [pytest.mark.usefixtures("audit_may_be_emptied"), pytest.mark.django_db(transaction=True)]


def draft(revision: int) -> Release:
    release: Release = ReleaseFactory.create(name=f"RVU26C-{revision}", revision=revision, state=ReleaseState.DRAFT)
    return release


def active() -> list[str]:
    return list(Release.objects.active().values_list("name", flat=True))


def test_lets_one_of_two_drafts_of_a_quarter_count_that_are_activated_at_once() -> None:
    one, two = draft(1), draft(2)
    while_open(lambda: activate_release(release=one, by=None), lambda: activate_release(release=two, by=None))
    assert active() == [two.name]


def test_goes_back_to_what_counted_when_its_turn_came() -> None:
    january = ReleaseFactory.create(name="RVU26A", letter="A", effective_from=date(2026, 1, 1))
    april = ReleaseFactory.create(name="RVU26B", letter="B", effective_from=date(2026, 4, 1))
    july = draft(0)
    activate_release(release=july, by=None)
    counts_again: list[Release | None] = []
    while_open(lambda: go_back(release=april, by=None), lambda: counts_again.append(go_back(release=july, by=None)))
    assert counts_again == [january]
    assert active() == [january.name]
