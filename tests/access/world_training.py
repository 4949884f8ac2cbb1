"""Training and places in the world of the access matrix."""

from datetime import date
from typing import TYPE_CHECKING

from rvuedge.accounts.models import Department
from tracking.models import Case, UsualPlace, WorkPlace
from tracking.services_programmes import SetTerms, add_programme, enrol, stage_case_set
from tracking.services_training import CaseFacts, tell_case
from tracking.training.case_set_file import read_case_set

if TYPE_CHECKING:
    from tests.access.world import World

# What an attending saw of the trainee's case when signing it, as the page sends it.
SEEN: dict[str, str] = {}


def add_training(world: "World") -> None:
    """A programme of the trainee's department and one elsewhere, each with a case set; what is said of the trainee's cases."""
    trainee, by = world.cast.trainee.log, world.cast.trainee.user
    kept = Case.objects.get(pk=world.things["case"]["trainee"].path["case_id"])
    facts = CaseFacts("surgeon_junior", "performed_directly", "operating_room", attending=world.cast.clinician.log)
    told = tell_case(case=kept, facts=facts, actor=by)
    told.case.refresh_from_db()
    world.add("trained case", "trainee", case_id=kept.pk)
    SEEN["seen"] = told.seen_at.isoformat()
    SEEN["case"] = f"{kept.pk} {told.seen_at.isoformat()}"
    for owner, organisation, department in (
        ("trainee", world.cast.organisation, world.cast.medicine),
        ("elsewhere", world.cast.elsewhere, Department.objects.get(organisation=world.cast.elsewhere)),
    ):
        programme = add_programme(organisation=organisation, department=department, name="Residency", by=None)
        content = b"key,name,minimum\nscopes,Scopes,50\n"
        terms = SetTerms("Minimums", date(2026, 7, 1))
        stored, _new = stage_case_set(
            programme=programme, terms=terms, file=read_case_set(content), content=content, source_name="set.csv", by=None
        )
        world.add("programme", owner, number=programme.pk)
        world.add("case set", owner, number=stored.pk)
        if owner == "trainee":
            training = enrol(
                programme=programme,
                clinician=trainee,
                started_on=date(2026, 7, 1),
                graduates_on=date(2031, 6, 30),
                first_year=1,
                by=None,
            )
            world.add("training", owner, number=training.pk)


def add_places(world: "World") -> None:
    for owner, organisation in (("organisation", world.cast.organisation), ("elsewhere", world.cast.elsewhere)):
        place = WorkPlace.objects.create(organisation=organisation, name="Main hospital", place_of_service="21")
        world.add("work place", owner, number=place.pk)
    for part in ("clinician", "surgeon", "trainee", "stranger"):
        UsualPlace.objects.create(clinician=world.member(part).log, weekday=0, place_of_service="22")
