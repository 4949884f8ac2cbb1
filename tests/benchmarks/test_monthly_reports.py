"""`monthly_reports` publishes what is due in closed months, tells it in one shape, and runs without a worker."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from benchmarks import report_services
from benchmarks.gather import for_clinician
from benchmarks.models import PeriodClose, ReportSnapshot, SnapshotState
from benchmarks.report_services import close_month
from tests.benchmarks.work import NOVEMBER, OCTOBER, clinician_of, close, did, publish
from tests.cast import Cast
from tracking.models import Clinician

PEOPLE = 6


def told(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command("monthly_reports", *words, "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert isinstance(answer, dict)
    return answer


def refused(*words: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refusal:
        call_command("monthly_reports", *words)
    return str(refusal.value), refusal.value.returncode


def test_publishes_what_is_due_and_nothing_twice(cast: Cast) -> None:
    did(cast.clinician, date(2026, 10, 5), "99214", "1.92")
    close(cast, OCTOBER)
    assert told("--month", "2026-10") == {"published": PEOPLE, "already": 0, "failed": []}
    assert told("--month", "2026-10") == {"published": 0, "already": PEOPLE, "failed": []}
    assert ReportSnapshot.objects.published().count() == ReportSnapshot.objects.count() == PEOPLE


def test_publishes_for_somebody_who_came_later(cast: Cast) -> None:
    Clinician.objects.filter(pk=clinician_of(cast.colleague).pk).update(started_on=date(2026, 11, 1))
    close(cast, OCTOBER)
    assert told("--month", "2026-10") == {"published": PEOPLE - 1, "already": 0, "failed": []}
    Clinician.objects.filter(pk=clinician_of(cast.colleague).pk).update(started_on=date(2026, 10, 1))
    assert told("--month", "2026-10") == {"published": 1, "already": PEOPLE - 1, "failed": []}


def test_needs_no_worker(cast: Cast, settings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    settings.CELERY_BROKER_URL = "redis://localhost:1"
    close(cast, OCTOBER)
    assert told("--month", "2026-10")["published"] == PEOPLE


def test_takes_every_organisation_that_closed_the_month_or_the_one_that_is_named(cast: Cast) -> None:
    close(cast, OCTOBER)
    close_month(organisation=cast.elsewhere, month=OCTOBER, today_month=NOVEMBER, by=None)
    assert told("--month", "2026-10", "--organisation", "far") == {"published": 1, "already": 0, "failed": []}
    assert told("--month", "2026-10") == {"published": PEOPLE, "already": 1, "failed": []}


def test_says_it_in_a_sentence(cast: Cast) -> None:
    close(cast, OCTOBER)
    out = StringIO()
    call_command("monthly_reports", "--month", "2026-10", stdout=out)
    assert out.getvalue() == "October 2026: 6 published, 0 were out already, 0 failed.\n"


def test_tells_whose_report_failed_and_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    close(cast, OCTOBER)
    real = for_clinician

    def broken(clinician: Clinician, as_of: date, *, is_closed: bool, is_kept: bool) -> object:
        if clinician.name == "Ben Colleague":
            raise KeyError("a cell")
        return real(clinician, as_of, is_closed=is_closed, is_kept=is_kept)

    monkeypatch.setattr(report_services, "for_clinician", broken)
    with pytest.raises(SystemExit) as ended:
        call_command("monthly_reports", "--month", "2026-10", "--json")
    assert ended.value.code == 1
    printed = capsys.readouterr()
    reason = "The report could not be made (KeyError). Try again, or tell the operator."
    assert json.loads(printed.out) == {
        "published": PEOPLE - 1,
        "already": 0,
        "failed": [{"clinician": "Ben Colleague", "reason": reason}],
    }
    assert f"Ben Colleague: {reason}" in printed.err
    assert ReportSnapshot.objects.get(state=SnapshotState.FAILED).clinician.name == "Ben Colleague"
    monkeypatch.undo()
    assert told("--month", "2026-10") == {"published": 1, "already": PEOPLE - 1, "failed": []}


def test_counts_a_clinician_once_whatever_the_version(cast: Cast) -> None:
    close(cast, OCTOBER)
    first = publish(cast, OCTOBER)[0]
    ReportSnapshot.objects.create(
        clinician=first.clinician, month_index=OCTOBER.index, version=2, state=SnapshotState.PUBLISHED, payload=first.payload
    )
    assert told("--month", "2026-10") == {"published": 0, "already": PEOPLE, "failed": []}


@pytest.mark.parametrize("month", ["2026-13", "0000-00", "October", "2026-1", "2026-10-01", ""])
def test_refuses_what_is_no_month(cast: Cast, month: str) -> None:
    sentence, status = refused("--month", month)
    assert status == 2
    assert sentence == f"'{month}' is not a month. Write it as YYYY-MM, for example 2026-10."


def test_refuses_a_month_that_nobody_closed_and_closes_nothing(cast: Cast) -> None:
    assert refused("--month", "2026-10") == ("No organisation closed October 2026. An administrator closes it under Months.", 2)
    assert refused("--month", "2026-10", "--organisation", "riverside") == ("October 2026 is not closed. Close it first.", 2)
    assert not PeriodClose.objects.exists()


def test_refuses_an_organisation_that_is_not_there(cast: Cast) -> None:
    assert refused("--month", "2026-10", "--organisation", "nowhere") == ("No organisation is named nowhere.", 2)
