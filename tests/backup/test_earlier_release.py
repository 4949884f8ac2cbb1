"""RVU Edge restores what an earlier release kept, on either database, and brings it up to date."""

import subprocess
import sys
from pathlib import Path

import pytest

from rvuedge.backup.archive import Manifest
from rvuedge.backup.restoring import check_backup
from tests.backup.databases import empty_database, empty_postgres
from tests.running import environment_of_a_person, run_command
from tests.shape import ROOT

pytestmark = pytest.mark.slow

# The schema before places, trainees, pay plans, comparisons, seals of the audit trail and messages of visitors, with a log in it.
EARLIER = """
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from rvuedge.backup.taking import take_backup

old = {"accounts": "0004_audit_by_subject", "benchmarks": "0003_licences_and_columns", "tracking": "0005_former_valuations"}
old |= {"site": None, "sign_on": None, "scim": None}
executor = MigrationExecutor(connection)
last = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in old] + [node for node in old.items() if node[1]]
executor.migrate(last)
get = executor.loader.project_state(last).apps.get_model
user = get("accounts", "User").objects.create(email="ada@clinic.example", name="Ada")
place = get("accounts", "Organisation").objects.create(name="Riverside", slug="riverside")
get("accounts", "Membership").objects.create(user=user, organisation=place, role="clinician")
log = get("tracking", "Clinician").objects.create(user=user, organisation=place, name="Ada", started_on=date(2026, 1, 1))
case = get("tracking", "Case").objects.create(clinician=log, date_of_service=date(2026, 10, 15))
for position, code in enumerate(("99214", "45385")):
    get("tracking", "CaseLine").objects.create(
        case=case, position=position, clinician=log, date_of_service=date(2026, 10, 15), month_index=24321, code=code,
        outcome="not_found", lane="none", credit=Decimal("0"), engine_version="1",
    )
take_backup(path=Path(sys.argv[1]), data=Path(settings.DATA_DIR), at=timezone.now())
"""
# What the migrations since add to a row, so that its text is another one than it was.
GROWN = {"accounts_membership", "accounts_organisation", "accounts_user", "tracking_clinician", "tracking_case"}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("earlier")
    environment = environment_of_a_person(RVUEDGE_DATA=str(folder), DJANGO_SETTINGS_MODULE="rvuedge.settings")
    path = folder / "earlier.rvuedge"
    done = subprocess.run([sys.executable, "-c", EARLIER, str(path)], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path


def tables(manifest: Manifest) -> dict[str, tuple[int, str]]:
    return {table.name: (table.rows, table.sha256) for table in manifest.tables}


def test_an_earlier_release_comes_back_with_every_row_on_the_schema_of_today(earlier: Path, tmp_path: Path) -> None:
    with empty_database() as address:
        where = {"DATABASE_URL": address} if address else {}
        restored_and_kept_again(earlier, tmp_path / "again", RVUEDGE_DATA=str(tmp_path / "new"), **where)
    old, new = check_backup(earlier), check_backup(tmp_path / "again")
    before, after = tables(old), tables(new)
    assert {"benchmarks_payplan", "benchmarks_reconciliation", "site_contactmessage", "tracking_training"} <= after.keys() - before.keys()
    assert (before["tracking_case"][0], before["tracking_caseline"][0]) == (1, 2)
    assert {name: after[name][0] for name in GROWN} == {name: before[name][0] for name in GROWN}
    # Rights and names of tables grow with each release, and the first command on SQLite brings the sample catalogue.
    kept = {name for name in before if name.partition("_")[0] in {"accounts", "tracking", "benchmarks", "imports"}} - GROWN
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert set(old.migrations) < set(new.migrations)


def restored_and_kept_again(backup: Path, again: Path, **where: str) -> None:
    done = run_command("restore", str(backup), **where)
    assert done.returncode == 0, done.stderr
    assert "1 people, 1 cases, 2 lines" in done.stdout
    assert run_command("backup", str(again), **where).returncode == 0


def test_an_earlier_release_is_refused_where_the_tables_of_today_stand(earlier: Path, tmp_path: Path) -> None:
    with empty_postgres() as address:
        where = {"RVUEDGE_DATA": str(tmp_path), "DATABASE_URL": address}
        assert run_command("migrate", "--verbosity", "0", **where).returncode == 0
        done = run_command("restore", str(earlier), **where)
    assert done.returncode == 2
    assert "name a database without tables" in done.stderr
