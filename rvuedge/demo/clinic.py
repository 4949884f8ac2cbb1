"""Brings the demo clinic up to a day: its people, their logs, places, plans and training; its past months are closed after that."""

from datetime import date

from rvuedge.accounts.models import Organisation
from rvuedge.demo.pay import seed_plans
from rvuedge.demo.places import seed_places
from rvuedge.demo.seed import seed_logs, seed_people
from rvuedge.demo.training import seed_training


def seed_clinic(*, today: date) -> tuple[Organisation, int]:
    """Seed everything but closed months; return the organisation and how many cases are new."""
    organisation = seed_people(today=today)
    stored = seed_logs(organisation=organisation, today=today)
    seed_places(organisation=organisation)
    seed_plans(organisation=organisation)
    seed_training(organisation=organisation, today=today)
    return organisation, stored
