"""The only writer of what a person says of themselves, and of what an administrator sets for the organisation."""

from datetime import date

from django.db import transaction

from rvuedge.accounts.audit import record
from rvuedge.accounts.followers import all_follow
from rvuedge.accounts.models import CareerStage, Membership, Organisation, User


@transaction.atomic
def change_profile(*, user: User, name: str, career_stage: str, on: date, gets_query_mail: bool = True) -> None:
    """Store a person's own name, career stage, and whether mail tells of queries; what bears the name follows."""
    user.name, user.career_stage, user.gets_query_mail = name, CareerStage(career_stage), gets_query_mail
    user.save(update_fields=["name", "career_stage", "gets_query_mail"])
    for place in Membership.objects.filter(user=user).select_related("user"):
        all_follow(place, on)


def change_language(*, user: User, language: str) -> None:
    """Store the language that a person chose."""
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, name: str, time_zone: str, year_starts_in: int, query_days: int, second_factor_for_all: bool, by: User
) -> None:
    """Store an organisation's name, the zone in which its days end, the month with which its year begins, and what holds for members."""
    detail: dict[str, object] = {
        "time_zone": time_zone,
        "year_starts_in": year_starts_in,
        "query_days": query_days,
        "second_factor_for_all": second_factor_for_all,
    }
    for field, value in (("name", name), *detail.items()):
        setattr(organisation, field, value)
    organisation.save(update_fields=["name", *detail])
    record(action="organisation.changed", actor=by, organisation=organisation, subject=name, detail=detail)
