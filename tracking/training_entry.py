"""The trainee's part of the log's entry: what was said last stands ready for the next case, and is kept with it."""

from collections.abc import Mapping

from django.http import QueryDict

from rvuedge.accounts.models import User
from tracking.forms_training import FactsForm
from tracking.models import Case, Clinician, TrainedCase
from tracking.services_training import tell_case

SAID = ("role", "level", "setting", "is_simulated")


def last_facts(clinician: Clinician) -> Mapping[str, object]:
    """Return what a trainee said last, for the next case; nothing where nothing was said yet."""
    last = TrainedCase.objects.kept().filter(case__clinician=clinician).select_related("case").order_by("-told_at").first()
    return {**{name: getattr(last, name) for name in SAID}, "attending": last.case.attending_id} if last else {}


def entry_facts(clinician: Clinician, posted: QueryDict | None = None) -> FactsForm | None:
    """Return the fields that the log shows to a trainee, as posted or as said last; None for everybody else."""
    if not clinician.is_trainee:
        return None
    if posted is not None and "role" in posted:
        return FactsForm(posted, clinician=clinician)
    return FactsForm(clinician=clinician, initial=last_facts(clinician))


def keep_entry_facts(case: Case, posted: Mapping[str, str], actor: User) -> None:
    """Keep what stood in the log's fields with a case that was just saved; a case that is sent again keeps what was said since."""
    if not case.clinician.is_trainee or "role" not in posted or TrainedCase.objects.filter(case=case).exists():
        return
    form = FactsForm(posted, clinician=case.clinician)
    if form.is_valid():
        tell_case(case=case, facts=form.facts, actor=actor)
