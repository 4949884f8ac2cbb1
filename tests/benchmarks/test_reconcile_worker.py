"""RVU Edge lets the worker compare a large report: the page tells how far it is, and shows all of it or nothing."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from benchmarks import services_compared
from benchmarks.models import ReconciledLine, Reconciliation
from rvuedge.imports.models import ImportRun, RunState
from rvuedge.imports.running import carry_out
from rvuedge.imports.tasks import take_up_stale_imports
from tests.benchmarks.test_reconcile_command import REPORT
from tests.benchmarks.test_reconcile_page import PAGE, bring, compare
from tests.benchmarks.work import NOON, did
from tests.cast import Cast

PEOPLE = 'Provider,Service Date,CPT,wRVU\n"GREY, ANNE",10/05/2026,99213,1.30\n"WHITE, BEN",10/05/2026,99213,1.30\n'


@pytest.fixture
def ada(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr("benchmarks.report_waiting.MOST_AT_ONCE", 2)
    with time_machine.travel(NOON, tick=False):
        for day, code, credit in ((5, "99213", "1.30"), (6, "99214", "1.92"), (7, "45385", "4.57"), (30, "99213", "1.30")):
            did(cast.clinician, date(2026, 10, day), code, credit)
        client.force_login(cast.clinician.user)
        yield client


class Killed(BaseException):
    """What a worker that is killed says: nothing that anybody could catch."""


def killed_at(piece: int) -> Callable[..., None]:
    """Return a progress that ends the worker once so many pieces of a comparison are stored."""
    told: list[str] = []

    def tell(_run: ImportRun, stage: str, _done: int, _total: int) -> None:
        told.append(stage)
        if told.count("Storing the comparison") == piece:
            raise Killed

    return tell


def test_compares_a_large_report_by_the_worker_and_leads_to_what_came_out(ada: Client, django_capture_on_commit_callbacks: Any) -> None:
    page = compare(ada, rate="50")
    report = ImportRun.objects.get()
    assert page.redirect_chain[-1][0] == f"/reconcile/files/{report.pk}/" and report.state == "received"
    assert "Being compared with your log" in page.text and f'hx-get="/reconcile/files/{report.pk}/"' in page.text
    assert "Being compared" in ada.get(PAGE).text
    ImportRun.objects.update(stage="Reading the report", rows_done=5_000, rows_total=100_000)
    assert "Reading the report, 5,000 of 100,000" in ada.get(f"{PAGE}files/{report.pk}/").text
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out(report.pk)
    run = Reconciliation.objects.get()
    # 9.09 - 9.66 = -0.57: one matched, one missing, one extra, two changed.
    assert (run.difference, run.rate, run.lines.count(), run.version) == (Decimal("-0.5700"), Decimal(50), 5, 1)
    assert ada.get(f"{PAGE}files/{report.pk}/").headers["Location"] == f"/reconcile/{run.pk}/"
    asked = ada.get(f"{PAGE}files/{report.pk}/", headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"] == f"/reconcile/{run.pk}/"
    assert not ImportRun.objects.get().file and "Being compared" not in ada.get(PAGE).text


def test_shows_nothing_of_a_comparison_whose_worker_was_killed_and_makes_it_again(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_compared, "AT_ONCE", 2)
    report = compare(ada, rate="50").context["shown"].run
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("rvuedge.imports.running._SECONDS_BETWEEN", -1)
        patched.setattr("rvuedge.imports.running.note_progress", killed_at(2))
        carry_out(report.pk)
    hidden = Reconciliation.objects.get()
    assert (hidden.is_whole, hidden.lines.count()) == (False, 4)
    assert str(hidden.pk) not in ada.get(PAGE).text and ada.get(f"/reconcile/{hidden.pk}/").status_code == 404
    # A rate that nobody sees proposes nothing.
    assert ada.get(PAGE).context["runs"].count() == 0 and bring(ada, PEOPLE).context["waiting"].held is None
    with time_machine.travel("2026-11-23T17:01:00Z", tick=False):
        take_up_stale_imports()
        carry_out(report.pk)
    run = Reconciliation.objects.get()
    assert (run.is_whole, run.version, run.lines.count()) == (True, 1, 5)


def test_removes_what_a_comparison_left_that_nobody_makes_any_more(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    report = compare(ada).context["shown"].run
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr("rvuedge.imports.running._SECONDS_BETWEEN", -1)
        patched.setattr("rvuedge.imports.running.note_progress", killed_at(1))
        carry_out(report.pk)
    assert services_compared.remove_left_behind() == 0
    ImportRun.objects.update(state=RunState.FAILED)
    assert services_compared.remove_left_behind() == 1
    assert not Reconciliation.objects.exists() and not ReconciledLine.objects.exists()


def test_stores_nothing_once_somebody_else_carries_the_comparison_out(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    report = compare(ada).context["shown"].run

    def taken(_run: ImportRun, stage: str, _done: int, _total: int) -> None:
        if stage == "Looking for reasons":
            ImportRun.objects.update(claimed_as=None)

    monkeypatch.setattr("rvuedge.imports.running.note_progress", taken)
    assert not carry_out(report.pk)
    assert not Reconciliation.objects.exists()


def test_returns_what_the_same_file_came_to_meanwhile(ada: Client) -> None:
    first, second = compare(ada).context["shown"].run, compare(ada).context["shown"].run
    assert carry_out(first.pk) and carry_out(second.pk)
    run = Reconciliation.objects.get()
    assert ada.get(f"{PAGE}files/{second.pk}/").headers["Location"] == f"/reconcile/{run.pk}/"


def test_asks_after_it_was_read_which_clinician_is_meant(ada: Client) -> None:
    report = compare(ada, PEOPLE).context["shown"].run
    assert carry_out(report.pk)
    page = ada.get(f"{PAGE}files/{report.pk}/")
    assert "Which of them are you?" in page.text and "Waits for you" in ada.get(PAGE).text
    told = {"tolerance": "0.01", "shift": "3", "rate": "", "who-rendering": "GREY, ANNE"}
    told |= {field.name: field.initial for field in page.context["columns"]}
    ada.post(f"{PAGE}files/{report.pk}/compare/", told)
    assert carry_out(report.pk)
    assert Reconciliation.objects.get().rendering == "GREY, ANNE"


def test_compares_a_large_one_again_by_the_worker(ada: Client, cast: Cast) -> None:
    carry_out(compare(ada).context["shown"].run.pk)
    first = Reconciliation.objects.get()
    ReconciledLine.objects.filter(kind="missing").update(state="disputed", note="Asked in October")
    did(cast.clinician, date(2026, 10, 9), "99204", "2.60")
    page = ada.post(f"/reconcile/{first.pk}/again/", {"tolerance": "0.01", "shift": "3", "rate": "52.75"}, follow=True)
    assert "Being compared with your log" in page.text
    assert carry_out(page.context["shown"].run.pk)
    second = Reconciliation.objects.get(version=2)
    assert (second.rate, second.own_total, second.file_hash) == (Decimal("52.7500"), Decimal("11.6900"), first.file_hash)
    assert second.lines.get(kind="missing").note == "Asked in October"


def test_lets_a_comparison_that_stopped_be_tried_again_or_let_go(ada: Client) -> None:
    report = compare(ada).context["shown"].run
    ImportRun.objects.update(state=RunState.FAILED, outcome={"reason": "The disk was full."})
    page = ada.get(f"{PAGE}files/{report.pk}/")
    assert "The disk was full." in page.text and "Stopped: look why" in ada.get(PAGE).text
    ada.post(f"{PAGE}files/{report.pk}/again/")
    assert carry_out(report.pk) and Reconciliation.objects.count() == 1
    other = compare(ada, REPORT.replace("12.26", "12.27")).context["shown"].run
    ImportRun.objects.filter(pk=other.pk).update(state=RunState.FAILED, outcome={"reason": "x"})
    assert "Nothing of it was stored" in ada.post(f"{PAGE}files/{other.pk}/discard/", follow=True).text
