"""A program for the measurement of locks: brings an empty database to the schema of an earlier release, with one case of one line."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# The schema before places, trainees, pay plans and comparisons.
EARLIER = {"accounts": "0004_audit_by_subject", "benchmarks": "0003_licences_and_columns", "tracking": "0005_former_valuations"}
NOT_THERE = ("site", "sign_on", "scim")


def main() -> None:
    """Migrate, and store the case."""
    executor = MigrationExecutor(connection)
    later = {*EARLIER, *NOT_THERE}
    last = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in later] + list(EARLIER.items())
    executor.migrate(last)
    get = executor.loader.project_state(last).apps.get_model
    user = get("accounts", "User").objects.create(email="ada@clinic.example", name="Ada")
    place = get("accounts", "Organisation").objects.create(name="Riverside", slug="riverside")
    log = get("tracking", "Clinician").objects.create(user=user, organisation=place, name="Ada", started_on=date(2026, 1, 1))
    case = get("tracking", "Case").objects.create(clinician=log, date_of_service=date(2026, 10, 15))
    facts = {"date_of_service": date(2026, 10, 15), "month_index": 24321, "code": "99214", "outcome": "not_found", "lane": "none"}
    get("tracking", "CaseLine").objects.create(case=case, position=1, clinician=log, credit=Decimal(0), engine_version="1", **facts)
