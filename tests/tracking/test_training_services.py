"""RVU Edge keeps what is said of a trainee's case and lets an attending sign exactly what was seen."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from rvuedge.accounts.services import end_membership
from tests.cast import Cast, Member
from tests.tracking.trained import DAY, facts, log, tell
from tracking.content import content_of
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, TrainedCase
from tracking.services import amend_case, remove_case
from tracking.services_training import Signing, attendings_of, mark_typed, return_case, sign_cases, tell_case, tell_many, unmark_typed
from tracking.training.terms import SignState

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


pytestmark = pytest.mark.usefixtures("release")


def fresh(told: TrainedCase) -> TrainedCase:
    return TrainedCase.objects.select_related("case").get(pk=told.pk)


def signed(told: TrainedCase, by: Member, seen: datetime | None = None) -> Signing:
    return sign_cases(user=by.user, seen={told.case_id: seen or told.seen_at}, at=timezone.now())


def test_keeps_what_is_said_and_records_it(cast: Cast) -> None:
    told = tell(cast, is_simulated=True, claimed_code="45385", categories=("scopes",))
    assert (told.role, told.level, told.setting, told.is_simulated) == ("surgeon_junior", "performed_directly", "operating_room", True)
    assert (told.claimed_code, told.categories, told.case.attending) == ("45385", ["scopes"], cast.clinician.log)
    assert told.state is SignState.WAITING
    entry = AuditEntry.objects.get(action="training.told")
    assert (entry.subject, entry.organisation_id) == (str(told.case_id), cast.organisation.pk)


def test_changes_nothing_where_the_same_is_said_again(cast: Cast) -> None:
    told = tell(cast)
    signed(told, cast.clinician)
    again = tell_case(case=told.case, facts=facts(cast), actor=cast.trainee.user)
    assert fresh(again).state is SignState.SIGNED
    assert AuditEntry.objects.filter(action="training.told").count() == 1


def test_takes_the_signature_away_where_something_else_is_said(cast: Cast) -> None:
    told = tell(cast)
    signed(told, cast.clinician)
    for other in ({"role": "first_assistant"}, {"attending": cast.colleague.log}, {"is_simulated": True}):
        assert fresh(tell(cast, told.case, **other)).state is SignState.WAITING
        signed(fresh(told), cast.colleague if "attending" in other else cast.clinician)


def test_says_the_same_of_several_all_or_none(cast: Cast) -> None:
    cases = [log(cast), log(cast)]
    assert tell_many(cases=cases, facts=facts(cast), actor=cast.trainee.user) == 2
    gone = log(cast)
    remove_case(case=gone, actor=cast.trainee.user, at=NOON)
    with pytest.raises(Case.DoesNotExist):
        tell_many(cases=[log(cast), gone], facts=facts(cast), actor=cast.trainee.user)
    assert TrainedCase.objects.count() == 2


@pytest.mark.parametrize("part", ["trainee", "stranger"])
def test_refuses_an_attending_who_is_a_trainee_or_of_another_organisation(cast: Cast, part: str) -> None:
    member: Member = getattr(cast, part)
    with pytest.raises(ValidationError, match="cannot sign here"):
        tell(cast, attending=member.log)


def test_offers_as_attendings_those_who_are_there_and_no_trainees(cast: Cast) -> None:
    names = [one.name for one in attendings_of(cast.trainee.log)]
    assert names == ["Ada Clinician", "Ben Colleague", "Cleo Surgeon", "Dora Lead", "Egon Lead"]
    end_membership(membership=cast.colleague.membership, by=cast.administrator.user, on=DAY)
    assert "Ben Colleague" not in [one.name for one in attendings_of(cast.trainee.log)]


def test_lets_the_attending_sign(cast: Cast) -> None:
    told = tell(cast)
    assert signed(told, cast.clinician) == Signing(1, 0)
    after = fresh(told)
    assert (after.state, after.signed_by) == (SignState.SIGNED, cast.clinician.user)
    assert AuditEntry.objects.get(action="training.signed").actor_id == cast.clinician.user.pk
    # Twice is once.
    assert signed(after, cast.clinician) == Signing(0, 1)


@pytest.mark.parametrize("part", ["colleague", "surgeon", "lead", "administrator", "trainee", "stranger", "strange_administrator"])
def test_lets_nobody_else_sign_or_give_back(cast: Cast, part: str) -> None:
    told, member = tell(cast), getattr(cast, part)
    assert signed(told, member) == Signing(0, 1)
    assert not return_case(user=member.user, case_id=told.case_id, seen=told.seen_at, reason="role", at=NOON)
    assert fresh(told).state is SignState.WAITING


def test_lets_an_attending_who_left_sign_no_more(cast: Cast) -> None:
    told = tell(cast)
    end_membership(membership=cast.clinician.membership, by=cast.administrator.user, on=DAY)
    assert signed(told, cast.clinician) == Signing(0, 1)


def test_signs_only_what_was_seen(cast: Cast) -> None:
    told = tell(cast)
    seen = told.seen_at
    content = CaseContent(DAY, "21", (EntryLine("99214"),))
    amend_case(case=told.case, content=content, actor=cast.trainee.user)
    assert signed(told, cast.clinician, seen) == Signing(0, 1)
    assert signed(fresh(told), cast.clinician) == Signing(1, 0)
    tell(cast, told.case, level="assisted")
    assert signed(told, cast.clinician, seen) == Signing(0, 1)


def test_lets_a_signature_end_with_a_correction_of_the_case(cast: Cast) -> None:
    told = tell(cast)
    signed(told, cast.clinician)
    case = fresh(told).case
    amend_case(case=case, content=content_of(case), actor=cast.trainee.user)
    assert fresh(told).state is SignState.SIGNED
    amend_case(case=case, content=CaseContent(DAY, "22", (EntryLine("45385"),)), actor=cast.trainee.user)
    assert fresh(told).state is SignState.CHANGED
    assert list(TrainedCase.objects.waiting()) == [told]


def test_signs_no_deleted_case(cast: Cast) -> None:
    told = tell(cast)
    remove_case(case=told.case, actor=cast.trainee.user, at=NOON)
    assert signed(told, cast.clinician) == Signing(0, 1)


def test_gives_a_case_back_and_takes_it_again_once_it_is_corrected(cast: Cast) -> None:
    told = tell(cast)
    signed(told, cast.clinician)
    seen = fresh(told).seen_at
    at = timezone.now()
    assert return_case(user=cast.clinician.user, case_id=told.case_id, seen=seen, reason="procedure", at=at)
    after = fresh(told)
    assert (after.state, after.return_reason, after.signed_at) == (SignState.RETURNED, "procedure", None)
    assert not TrainedCase.objects.waiting().exists()
    amend_case(case=after.case, content=CaseContent(DAY, "21", (EntryLine("45380"),)), actor=cast.trainee.user)
    assert fresh(told).state is SignState.WAITING
    assert TrainedCase.objects.waiting().exists()
    assert not return_case(user=cast.clinician.user, case_id=told.case_id, seen=seen, reason="role", at=at)
    assert not return_case(user=cast.clinician.user, case_id=uuid4(), seen=seen, reason="role", at=at)


def test_asks_the_database_for_the_states_that_it_tells(cast: Cast) -> None:
    """Each state is made once; the query of a state finds the rows whose value says so, and every row is in one state."""
    plain, waiting, returned, done, changed = (tell(cast, attending=None), tell(cast), tell(cast), tell(cast), tell(cast))
    return_case(user=cast.clinician.user, case_id=returned.case_id, seen=returned.seen_at, reason="role", at=timezone.now())
    for told in (done, changed):
        signed(told, cast.clinician)
    amend_case(case=changed.case, content=CaseContent(DAY, "22", (EntryLine("45385"),)), actor=cast.trainee.user)
    expected = {
        SignState.UNADDRESSED: plain,
        SignState.WAITING: waiting,
        SignState.RETURNED: returned,
        SignState.SIGNED: done,
        SignState.CHANGED: changed,
    }
    for state in SignState:
        found = list(TrainedCase.objects.in_state(state).select_related("case"))
        assert found == [expected[state]], state
        assert found[0].state is state
    assert set(TrainedCase.objects.waiting()) == {waiting, changed}


def test_notes_cases_as_typed_and_takes_the_note_back(cast: Cast) -> None:
    first, second = tell(cast), tell(cast)
    at = timezone.now()
    trainee = cast.trainee.log
    assert mark_typed(clinician=cast.clinician.log, case_ids=[first.case_id], at=at) == 0
    assert mark_typed(clinician=trainee, case_ids=[first.case_id, second.case_id], at=at) == 2
    assert unmark_typed(clinician=trainee, at=at - timedelta(days=1)) == 0
    assert unmark_typed(clinician=cast.clinician.log, at=at) == 0
    assert unmark_typed(clinician=trainee, at=at) == 2
    assert not TrainedCase.objects.exclude(typed_at=None).exists()


def test_leaves_the_case_and_its_value_as_they_are(cast: Cast, release: Release) -> None:
    case = log(cast)
    before = (case.updated_at, content_of(case), case.lines.get().credit)
    signed(tell(cast, case), cast.clinician)
    case.refresh_from_db()
    assert (case.updated_at, content_of(case), case.lines.get().credit) == before
    assert case.date_of_service == date(2026, 11, 20)
