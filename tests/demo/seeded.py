"""The demo as it stands on one day."""

from datetime import date

from rvuedge.accounts.models import Organisation
from rvuedge.demo.months import close_past_months
from rvuedge.demo.pay import seed_plans
from rvuedge.demo.places import seed_places
from rvuedge.demo.seed import seed_logs, seed_people
from rvuedge.demo.training import seed_training

TODAY = date(2026, 11, 23)


def seed(today: date = TODAY) -> tuple[Organisation, int, int]:
    """Seed everything as the command does; return the organisation, the new cases and the months closed."""
    organisation = seed_people(today=today)
    stored = seed_logs(organisation=organisation, today=today)
    seed_places(organisation=organisation)
    seed_plans(organisation=organisation)
    seed_training(organisation=organisation, today=today)
    return organisation, stored, close_past_months(organisation=organisation, today=today)
