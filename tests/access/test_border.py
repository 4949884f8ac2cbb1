"""RVU Edge keeps organisations apart in all that it remembers, finds, hands out and does: caches, ETags, search, files, exports, tasks."""

import re
from collections.abc import Iterator
from datetime import date
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse

from benchmarks.models import ReportSnapshot, SnapshotState
from benchmarks.report_services import close_month, queue_reports
from benchmarks.tasks import publish_clinician_report
from codes.models import OtherFee, OtherSchedule, ReleaseState
from codes.search import forget
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.services import receive_file
from rvuedge.imports.tasks import run_import
from rvuedge.leaving.copy import path_to_organisation
from rvuedge.lib.months import Month
from tests.access.asking import Asking, Door, address_of
from tests.access.entries import ENTRIES
from tests.access.entry import Entry
from tests.access.roles import OF_HOME
from tests.access.test_matrix import NOTHING
from tests.access.test_wall_pages import _PASSING
from tests.access.world import Thing, World

HOME, AWAY = ("clinician", "administrator"), {"clinician": "stranger", "administrator": "strange_administrator"}
# The form of a page carries a number of its own, and so does each new row that it proposes.
FRESH = _PASSING


def content(answer: Any) -> bytes:
    return FRESH.sub(b"", answer.getvalue())


class Remembering(Door):
    """Asks without emptying the cache before."""

    def as_somebody(self, world: World, role: str, address: str, **headers: str) -> Any:
        self.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: world.sessions[role]})
        return self.get(address, headers=headers)


def addresses_of_lists() -> Iterator[tuple[str, str]]:
    """Every address that names no object and shows something to members of both organisations, or else to their administrators."""
    for entry in ENTRIES:
        of_both = [role for role in HOME if [entry.get.answer_for(one, "") for one in (role, AWAY[role])] == [200, 200]]
        # A page of a second factor proposes a secret of its own each time.
        if of_both and not entry.holds and not entry.route.startswith("accounts/"):
            yield of_both[0], address_of(entry.route, Thing({})) + (f"?{entry.query}" if entry.query else "")


@pytest.fixture
def door() -> Remembering:
    return Remembering(enforce_csrf_checks=False)


def forget_everything(address: str) -> None:
    """Empty the cache, and the search of this process where an address asks it: building it anew takes its time."""
    cache.clear()
    if address.startswith(("/codes/", "/api/v1/codes/", "/log/find/")):
        forget()


def test_shows_nothing_out_of_a_cache_that_another_organisation_filled(world: World, door: Remembering) -> None:
    lists, wrong = list(addresses_of_lists()), []
    assert {"/dashboard/", "/log/", "/codes/", "/manage/months/", "/api/v1/totals/"} <= {address.split("?")[0] for _role, address in lists}
    for role, address in lists:
        forget_everything(address)
        alone = content(door.as_somebody(world, AWAY[role], address))
        forget_everything(address)
        door.as_somebody(world, role, address)
        if content(door.as_somebody(world, AWAY[role], address)) != alone:
            wrong.append(f"{address} as {AWAY[role]}")
    assert wrong == []


def test_tells_nobody_by_the_etag_of_another_organisation_that_nothing_changed(world: World, door: Remembering) -> None:
    marked, wrong = [], []
    for role, address in addresses_of_lists():
        first = door.as_somebody(world, role, address)
        if mark := first.get("ETag"):
            marked.append(address)
            second = door.as_somebody(world, AWAY[role], address)
            answer = door.as_somebody(world, AWAY[role], address, If_None_Match=mark)
            if answer.status_code == 304 and content(second) != content(first):
                wrong.append(f"{address} as {AWAY[role]}")
    assert "/log/index.json" in marked
    assert wrong == []


def test_finds_no_code_of_another_organisations_fee_table(world: World, door: Remembering) -> None:
    table = OtherSchedule.objects.create(
        kind="payer", name="Far fees", organisation=world.cast.elsewhere, effective_from=date(2026, 1, 1), state=ReleaseState.ACTIVE
    )
    OtherFee.objects.create(schedule=table, code="99457", amount=77123)
    for address in ("/codes/?q=99457", "/codes/99457/", "/api/v1/codes/?q=99457", "/api/v1/codes/99457/", "/log/find/?q=99457"):
        for role in OF_HOME:
            ours = door.as_somebody(world, role, address)
            assert b"77,123" not in ours.content and b"77123" not in ours.content, (address, role)
            assert b"Far fees" not in ours.content, (address, role)
    shown = door.as_somebody(world, "stranger", "/codes/99457/")
    assert b"77,123" in shown.content or b"77123" in shown.content


def of_others(world: World) -> Iterator[tuple[Entry, Thing]]:
    for entry in ENTRIES:
        for owner, thing in (world.things[entry.holds] if entry.holds else NOTHING).items():
            if owner in {"stranger", "elsewhere"}:
                yield entry, thing


def test_hands_no_file_and_no_export_of_another_organisation_out(world: World, asking: Asking) -> None:
    files = [(entry, thing) for entry, thing in of_others(world) if re.search(r"pdf|csv|xlsx|json|export|file|copy", entry.route)]
    assert {"reports/", "reconcile/"} <= {entry.route.lstrip("^").split("/")[0] + "/" for entry, _thing in files}
    for entry, thing in files:
        for role in OF_HOME:
            answer: HttpResponse = asking.response(role, "get", entry, thing)
            assert answer.status_code in (404, 405), (entry.route, role)
            assert "Content-Disposition" not in answer


def rows_of(organisation: int) -> dict[str, list[Any]]:
    """Every row of an organisation, in every table that has some."""
    ways = {model: path_to_organisation(model) for model in apps.get_models(include_auto_created=True)}
    return {
        model.__name__: list(model._base_manager.filter(**{way: organisation}).order_by("pk").values())
        for model, way in ways.items()
        if way
    }


def test_a_file_of_two_organisations_is_two_imports(world: World) -> None:
    runs = [
        receive_file(content=b"code,fee\n99213,91.00\n", file_name="fees.csv", by=by.user, organisation=place, kind="payer")
        for place, by in (
            (world.cast.organisation, world.cast.administrator),
            (world.cast.elsewhere, world.cast.strange_administrator),
        )
    ]
    assert [is_new for _run, is_new in runs] == [True, True]
    assert len({run.file.name for run, _is_new in runs}) == 2


def test_a_task_of_one_organisation_touches_no_row_of_another(world: World) -> None:
    cast, september = world.cast, Month(2026, 9)
    for place, by in ((cast.organisation, cast.administrator.user), (cast.elsewhere, cast.strange_administrator.user)):
        receive_file(content=b"code,fee\n99213,91.00\n", file_name="fees.csv", by=by, organisation=place, kind="payer")
        close_month(organisation=place, month=september, today_month=Month(2026, 11), by=by)
        queue_reports(organisation=place, month=september, by=by)
    before, home = rows_of(cast.elsewhere.pk), rows_of(cast.organisation.pk)
    for run in ImportRun.objects.filter(organisation=cast.organisation, state=RunState.RECEIVED):
        run_import(str(run.pk))
    for report in ReportSnapshot.objects.filter(clinician__organisation=cast.organisation, state=SnapshotState.DUE):
        assert publish_clinician_report(str(report.pk))
    assert rows_of(cast.elsewhere.pk) == before
    # They did something.
    done = rows_of(cast.organisation.pk)
    assert {name for name in done if done[name] != home[name]} >= {"ImportRun", "ReportSnapshot"}
