"""The demo as it stands on one day."""

from datetime import date

from rvuedge.accounts.models import Organisation
from rvuedge.demo.clinic import seed_clinic
from rvuedge.demo.employer import compare_last_month
from rvuedge.demo.months import close_past_months

TODAY = date(2026, 11, 23)


def seed(today: date = TODAY) -> tuple[Organisation, int, int]:
    """Seed everything as the command does; return the organisation, the new cases and the months closed."""
    organisation, stored = seed_clinic(today=today)
    closed = close_past_months(organisation=organisation, today=today)
    compare_last_month(organisation=organisation, today=today)
    return organisation, stored, closed
