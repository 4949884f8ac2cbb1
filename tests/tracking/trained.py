"""A trainee's cases for tests: logged and told in one line."""

from datetime import date
from typing import Any
from uuid import uuid4

from rvuedge.accounts.models import Department
from tests.cast import Cast
from tracking.entry import CaseContent, EntryLine
from tracking.models import Case, Programme, TrainedCase, Training
from tracking.services import log_case
from tracking.services_programmes import SetTerms, activate_case_set, add_programme, enrol, stage_case_set
from tracking.services_training import CaseFacts, tell_case
from tracking.training.case_set_file import read_case_set

DAY = date(2026, 11, 20)
HEAD = "key,name,minimum,parent,roles,levels,caps,codes\n"
SET = HEAD + (
    "major,Major cases,100,,surgeon_chief surgeon_junior,,,\n"
    "scopes,Scopes,50,major,surgeon_chief surgeon_junior,,,45378-45385\n"
    "visits,Visits,10,,,,observed:50%,99213-99215\n"
)


def log(cast: Cast, *codes: str, day: date = DAY, place: str = "21", member: Any = None) -> Case:
    who = member or cast.trainee
    content = CaseContent(day, place, tuple(EntryLine(code) for code in codes or ("45385",)))
    return log_case(clinician=who.log, case_id=uuid4(), content=content, actor=who.user)


def facts(cast: Cast, **told: Any) -> CaseFacts:
    plain: dict[str, Any] = {
        "role": "surgeon_junior",
        "level": "performed_directly",
        "setting": "operating_room",
        "attending": cast.clinician.log,
    }
    return CaseFacts(**(plain | told))


def tell(cast: Cast, case: Case | None = None, **told: Any) -> TrainedCase:
    case = case or log(cast)
    found = tell_case(case=case, facts=facts(cast, **told), actor=cast.trainee.user)
    return TrainedCase.objects.select_related("case").get(pk=found.pk)


def programme(cast: Cast, text: str = SET, department: Department | None = None, **terms: Any) -> Programme:
    made = add_programme(organisation=cast.organisation, department=department or cast.medicine, name="General surgery", by=None)
    content = text.encode()
    about = SetTerms(
        terms.get("name", "Minimums"), terms.get("effective_from", date(2026, 7, 1)), counts_signed_only=terms.get("signed", False)
    )
    stored, _new = stage_case_set(programme=made, terms=about, file=read_case_set(content), content=content, source_name="set.csv", by=None)
    activate_case_set(case_set=stored, by=None, at=stored.created_at)
    return made


def enrolled(cast: Cast, **days: Any) -> Training:
    plain: dict[str, Any] = {"started_on": date(2026, 7, 1), "graduates_on": date(2031, 6, 30), "first_year": 1}
    return enrol(programme=days.pop("programme", None) or programme(cast), clinician=cast.trainee.log, by=None, **(plain | days))
