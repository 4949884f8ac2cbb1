"""RVU Edge shows an attending what waits, signs what was chosen, and takes no word of free text back."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from tests.cast import Cast
from tests.tracking.trained import DAY, log, tell
from tracking.entry import CaseContent, EntryLine
from tracking.models import TrainedCase
from tracking.services import amend_case, remove_case
from tracking.training.terms import SignState

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
PAGE, SIGN = "/training/sign-off/", "/training/sign-off/sign/"
QUERIES = 12


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


pytestmark = pytest.mark.usefixtures("release")


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.clinician.user)
    return client


def key(told: TrainedCase) -> str:
    return f"{told.case_id} {told.seen_at.isoformat()}"


def waiting(client: Client) -> list[TrainedCase]:
    return [one.told for one in client.get(PAGE).context["waiting"]]


def state_of(told: TrainedCase) -> SignState:
    return TrainedCase.objects.select_related("case").get(pk=told.pk).state


def test_shows_what_waits_for_the_own_signature_the_oldest_first(ada: Client, cast: Cast) -> None:
    later, first = tell(cast, log(cast, day=DAY)), tell(cast, log(cast, day=DAY.replace(day=2)))
    tell(cast, attending=cast.colleague.log)
    tell(cast, attending=None)
    gone = tell(cast)
    remove_case(case=gone.case, actor=cast.trainee.user, at=NOON)
    assert waiting(ada) == [first, later]
    text = ada.get(PAGE).text
    assert "2 cases wait" in text and "Gus Trainee" in text and "performed, attending beside me" in text
    assert 'data-total="waiting">2<' in ada.get("/training/").text


def test_begins_empty(ada: Client) -> None:
    assert "Nothing waits for you." in ada.get(PAGE).text


def test_signs_the_chosen_ones(ada: Client, cast: Cast) -> None:
    first, second, third = tell(cast), tell(cast), tell(cast)
    page = ada.post(SIGN, {"case": [key(first), key(third)]}, follow=True)
    assert "2 cases are signed." in page.text
    assert waiting(ada) == [second]
    assert {one.told.pk for one in page.context["signed"]} == {first.pk, third.pk}


def test_signs_nothing_that_changed_since_it_was_shown(ada: Client, cast: Cast) -> None:
    told, other = tell(cast), tell(cast)
    old = key(told)
    amend_case(case=told.case, content=CaseContent(DAY, "22", (EntryLine("99214"),)), actor=cast.trainee.user)
    page = ada.post(SIGN, {"case": [old, key(other)]}, follow=True)
    assert "1 case is signed." in page.text
    assert "1 were changed, deleted or given to somebody else in the meantime." in page.text
    assert (state_of(told), state_of(other)) == (SignState.WAITING, SignState.SIGNED)


@pytest.mark.parametrize(
    "sent", [[], ["x"], ["x y"], [f"{uuid4()}"], [f"{uuid4()} yesterday"], [f"{uuid4()} 2026-11-23T17:00:00"], ["\x00 \x00"]]
)
def test_asks_for_a_choice_where_none_can_be_read(ada: Client, sent: list[str]) -> None:
    page = ada.post(SIGN, {"case": sent})
    assert page.status_code == 422
    assert "Choose at least one case." in page.text


def test_signs_nobody_elses(ada: Client, cast: Cast) -> None:
    told = tell(cast, attending=cast.colleague.log)
    page = ada.post(SIGN, {"case": [key(told), f"{uuid4()} 2026-11-23T17:00:00+00:00"]}, follow=True)
    assert "2 were changed" in page.text and "signed." not in page.text
    assert state_of(told) is SignState.WAITING


def test_gives_a_case_back_with_a_reason_of_the_list(ada: Client, cast: Cast) -> None:
    told = tell(cast)
    address = f"/training/sign-off/{told.case_id}/return/"
    for wrong in ({"reason": ""}, {"reason": "John Smith, MRN 1234567"}, {"reason": "role", "seen": "then"}):
        assert ada.post(address, {"seen": told.seen_at.isoformat()} | wrong).status_code == 422
    page = ada.post(address, {"seen": told.seen_at.isoformat(), "reason": "not_with_me"}, follow=True)
    assert "The case went back to the trainee." in page.text
    assert state_of(told) is SignState.RETURNED
    ada.force_login(cast.trainee.user)
    text = ada.get("/training/").text
    assert "1 case came back" in text
    assert "came back: this was not with me" in " ".join(ada.get("/training/cases/?state=returned").text.split())


def test_takes_a_signature_back(ada: Client, cast: Cast) -> None:
    told = tell(cast)
    ada.post(SIGN, {"case": [key(told)]})
    page = ada.get(PAGE)
    (one,) = page.context["signed"]
    ada.post(f"/training/sign-off/{told.case_id}/return/", {"seen": one.told.seen_at.isoformat(), "reason": "role"})
    assert state_of(told) is SignState.RETURNED


def test_says_that_a_case_changed_before_it_was_given_back(ada: Client, cast: Cast) -> None:
    told = tell(cast)
    seen = told.seen_at.isoformat()
    tell(cast, told.case, level="observed")
    page = ada.post(f"/training/sign-off/{told.case_id}/return/", {"seen": seen, "reason": "role"}, follow=True)
    assert "The case was changed in the meantime." in page.text
    assert state_of(told) is SignState.WAITING


def test_says_to_who_keeps_no_log_that_nobody_asks_for_a_signature(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator.user)
    assert "Only those who keep a log here sign for trainees." in client.get("/training/").text


def test_asks_the_database_as_often_for_many_cases_as_for_one(ada: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        told = tell(cast)
        if number % 2:
            ada.post(SIGN, {"case": [key(told)]})
    with django_assert_max_num_queries(QUERIES):
        assert ada.get(PAGE).status_code == 200
