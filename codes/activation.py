"""What an import left to activate, whichever its kind: a release of the physician fee schedule, or a table beside it."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError

from codes.cms.title import remark_on_day, title_of_release
from codes.cut_off import cut_off_release
from codes.models import OtherSchedule, Release, ReleaseState
from codes.services import activate_release, set_effective_from
from codes.services_other import activate_schedule, set_first_day
from rvuedge.accounts.models import User

Target = Release | OtherSchedule


def target_of(outcome: Mapping[str, object]) -> Target | None:
    """Return the release or table that an outcome names; None where nothing was stored."""
    release, schedule = outcome.get("release_id"), outcome.get("schedule_id")
    if release is not None:
        return Release.objects.filter(pk=str(release)).first()
    return OtherSchedule.objects.filter(pk=str(schedule)).first() if schedule is not None else None


def is_draft(target: Target) -> bool:
    """Whether it was never active."""
    return target.state == ReleaseState.DRAFT


def date_target(target: Target, day: date, by: User | None) -> str:
    """Change the day from which a draft will hold; return what is odd about it. ValidationError says why it cannot be."""
    if isinstance(target, Release):
        set_effective_from(release=target, day=day, by=by)
        return remark_on_day(title_of_release(target.year, target.letter), day)
    set_first_day(schedule=target, day=day, by=by)
    return ""


def activate_target(target: Target, by: User | None, *, accept_short: bool = False) -> bool:
    """Make it count; False where it counts already. ValidationError where a release seems cut off and nobody said that it is meant."""
    if isinstance(target, Release):
        told = "" if accept_short else cut_off_release(target)
        if told:
            raise ValidationError(told)
        return activate_release(release=target, by=by)
    return activate_schedule(schedule=target, by=by)
