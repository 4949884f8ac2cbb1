"""What a case is counted by is read in one statement, and is what the three readings apart would find."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from codes.models import Release
from codes.reference import current_reference
from codes.releases import catalogue_version, move_catalogue_version
from tests.cast import Cast
from tests.factories import ReleaseFactory
from tracking.agreed import Agreements, agreed_on
from tracking.models.policy import Contract, CreditPolicy, PolicyState

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def policy(cast: Cast, name: str, version: int, activated_at: datetime | None, **fields: object) -> CreditPolicy:
    said: dict[str, object] = {"title": name, "effective_from": date(2026, 1, 1), "state": PolicyState.ACTIVE} | fields
    return CreditPolicy.objects.create(organisation=cast.organisation, name=name, version=version, activated_at=activated_at, **said)


def test_reads_all_that_a_case_is_counted_by_at_once(cast: Cast, django_assert_num_queries) -> None:
    log = cast.clinician.log
    frozen: Release = ReleaseFactory.create(name="RVU25D", effective_from=date(2025, 10, 1))
    Contract.objects.create(clinician=log, effective_from=date(2026, 3, 1), policy="own", frozen_release=frozen, places=["24"])
    Contract.objects.create(clinician=log, effective_from=date(2026, 2, 1), policy="raw")
    Contract.objects.create(clinician=cast.surgeon.log, effective_from=date(2026, 4, 1), policy="none-of-mine")
    policy(cast, "own", 1, timezone.now(), choices={"bilateral": "full"}, source="Handbook, s. 4")
    policy(cast, "own", 2, None, state=PolicyState.DRAFT)
    move_catalogue_version()
    assert current_reference().releases[frozen.pk] == frozen  # this process keeps the active releases
    with django_assert_num_queries(1):
        agreements = Agreements(log)
        assert agreements.on(DAY, "24").frozen == frozen
    assert agreements.written == Agreements(log, list(Contract.objects.filter(clinician=log))).written
    assert agreements.catalogue == catalogue_version() > 0
    assert agreements.on(DAY, "24").policy.name == "own v1"
    assert (agreements.on(DAY, "11").frozen, agreements.on(DAY, "11").policy.name) == (None, "raw")


def test_where_nothing_is_agreed_the_version_is_read_all_the_same(cast: Cast, django_assert_num_queries) -> None:
    move_catalogue_version()
    with django_assert_num_queries(1):
        agreed = agreed_on(cast.clinician.log, DAY, "24")
    assert (agreed.policy.name, agreed.frozen, agreed.catalogue) == ("cms_parallel", None, catalogue_version())
    with django_assert_num_queries(0):
        assert current_reference(agreed.catalogue)


def test_a_contract_keeps_the_release_that_it_froze_when_that_is_active_no_more(cast: Cast) -> None:
    frozen: Release = ReleaseFactory.create(name="RVU25D", effective_from=date(2025, 10, 1), state="retired")
    Contract.objects.create(clinician=cast.clinician.log, effective_from=date(2026, 2, 1), frozen_release=frozen)
    move_catalogue_version()
    assert agreed_on(cast.clinician.log, DAY, "24").frozen == frozen


def test_of_several_from_one_day_the_one_activated_last_wins(cast: Cast) -> None:
    """As the page of policies says: ordered in the database or here."""
    moment = timezone.now()
    for name, version, at in (
        ("a-b", 1, moment),
        ("ab", 1, moment),
        ("a", 1, moment),
        ("a", 2, moment),
        ("c", 1, None),
        ("d", 1, moment - timedelta(days=1)),
    ):
        policy(cast, name, version, at, is_default=True)
    here = Agreements(cast.clinician.log)
    there = Agreements(cast.clinician.log, [])
    assert here.written == there.written
    assert here.policy_on(DAY).name == "a v2"
