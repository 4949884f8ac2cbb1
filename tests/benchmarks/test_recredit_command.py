"""RVU Edge counts logged lines anew from the command line only after showing the difference, with a confirmation and a reason."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command

from benchmarks.models import ReportSnapshot
from benchmarks.report_services import close_month, publish_report, queue_reports
from rvuedge.accounts.models import AuditEntry, Organisation
from rvuedge.lib.months import Month
from tests.cast import Cast
from tests.factories import ReleaseFactory, store_rows
from tests.tracking.rows import RVU26C
from tracking import recount_terms
from tracking.entry import CaseContent, read_entry
from tracking.models import CaseLine, FormerValuation, MonthTotal
from tracking.services import log_case
from tracking.services_policy import agree_contract

JULY, AUGUST = Month(2026, 7), Month(2026, 8)
WHY = ("--confirm", "--reason", "The contract of January says so")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def logged(cast: Cast) -> Organisation:
    """July is closed and published, August open; then a contract counts both as entered: 4.46 + 3.47 = 7.93 in place of 4.75."""
    store_rows(ReleaseFactory.create(), *RVU26C.rows)
    clinician, by = cast.clinician.clinician, cast.administrator.user
    assert clinician
    for day in (date(2026, 7, 6), date(2026, 8, 3)):
        content = CaseContent(day, "24", read_entry("45385 45380-59").lines)
        log_case(clinician=clinician, case_id=uuid4(), content=content, actor=cast.clinician.user)
    close_month(organisation=cast.organisation, month=JULY, today_month=Month(2026, 9), by=by)
    for waiting in queue_reports(organisation=cast.organisation, month=JULY, by=None):
        publish_report(snapshot=waiting)
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=by)
    return cast.organisation


def said(organisation: Organisation, *options: str) -> dict[str, object]:
    out = StringIO()
    call_command("recredit", "--organisation", organisation.slug, *options, "--json", stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())["organisations"][0]
    return told


def policies() -> dict[date, str]:
    return dict(CaseLine.objects.filter(code="45380").values_list("date_of_service", "policy"))


def credit_of(month: Month) -> Decimal:
    return MonthTotal.objects.get(month_index=month.index, basis=MonthTotal.CURRENT).credit


def test_shows_the_difference_and_stores_nothing(logged: Organisation) -> None:
    told = said(logged)
    assert (told["lines"], told["cases"], told["before"], told["after"], told["change"]) == (2, 1, "4.7500", "7.9300", "3.1800")
    assert told["codes"] == [{"code": "45380", "lines": 1, "before": "0.2900", "after": "3.4700"}]
    assert told["closed"] == [{"month": "2026-07", "lines": 2, "cases": 1, "before": "4.7500", "after": "7.9300", "change": "3.1800"}]
    assert set(policies().values()) == {"cms_parallel"}
    assert not FormerValuation.objects.exists()
    assert not AuditEntry.objects.filter(action__in=["case.recredited", "lines.recount_asked"]).exists()


def test_counts_open_months_anew_with_a_confirmation_and_leaves_closed_ones(logged: Organisation) -> None:
    assert said(logged, *WHY)["counted"] == 1
    assert policies() == {date(2026, 7, 6): "cms_parallel", date(2026, 8, 3): "raw"}
    assert (credit_of(JULY), credit_of(AUGUST)) == (Decimal("4.7500"), Decimal("7.9300"))
    former = FormerValuation.objects.get()
    assert (former.credit, former.reason, former.replaced_by) == (Decimal("4.7500"), WHY[2], None)
    assert AuditEntry.objects.get(action="lines.recount_asked").subject == WHY[2]
    again = said(logged, *WHY)
    assert (again["lines"], again["counted"]) == (0, 0)
    assert AuditEntry.objects.filter(action="lines.recount_asked").count() == 1


def test_restates_a_closed_month_as_a_later_version(logged: Organisation, cast: Cast) -> None:
    assert cast.clinician.clinician
    shown = said(logged, "--restate", "2026-07")
    assert (shown["month"], shown["change"], shown["reports"]) == ("2026-07", "3.1800", [cast.clinician.clinician.name])
    assert ReportSnapshot.objects.filter(version=2).count() == 0
    done = said(logged, "--restate", "2026-07", *WHY)
    assert (done["counted"], done["published"], done["failed"]) == (1, 1, 0)
    first, later = ReportSnapshot.objects.published().filter(clinician=cast.clinician.clinician).order_by("version")
    assert (first.payload["this_month"]["credit"], later.payload["this_month"]["credit"]) == ("4.7500", "7.9300")
    assert later.restated_because == WHY[2]
    assert policies()[date(2026, 8, 3)] == "cms_parallel"
    assert said(logged, "--restate", "2026-07", *WHY)["published"] == 0


def test_tells_how_many_cases_were_restated_however_few_the_preview_looked_at(
    logged: Organisation, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview stops after the first clinician's two lines; a second one has a case in July, too."""
    clinician, by = cast.surgeon.clinician, cast.administrator.user
    assert clinician
    content = CaseContent(date(2026, 7, 6), "24", read_entry("45385 45380-59").lines)
    log_case(clinician=clinician, case_id=uuid4(), content=content, actor=by)
    agree_contract(clinician=clinician, effective_from=date(2026, 1, 1), policy="raw", frozen_release=None, places=[], by=by)
    monkeypatch.setattr(recount_terms, "MOST_LINES", 2)
    done = said(logged, "--restate", "2026-07", *WHY)
    assert (done["is_cut"], done["cases"], done["counted"]) == (True, 1, 2)


def test_renews_flags_where_the_credit_stays(logged: Organisation, cast: Cast) -> None:
    said(logged, *WHY)
    # As an earlier engine left it: 25 does not fit 45380 (a procedure of 0 days), and nothing said so.
    CaseLine.objects.filter(date_of_service=date(2026, 8, 3), code="45380").update(modifiers="25", flags=[], engine_version="4")
    shown = said(logged)
    assert (shown["lines"], shown["cases"], shown["kept"], shown["change"]) == (2, 1, 1, "0.0000")
    text = StringIO()
    call_command("recredit", stdout=text)
    assert "1 cases keep their value; their flags, policy or release would be others." in text.getvalue()
    assert said(logged, *WHY)["counted"] == 1
    line = CaseLine.objects.get(date_of_service=date(2026, 8, 3), code="45380")
    assert (line.flags, line.credit, credit_of(AUGUST)) == (["modifier_misplaced"], Decimal("3.4700"), Decimal("7.9300"))
    assert FormerValuation.objects.filter(case=line.case_id).count() == 2
    assert said(logged, *WHY)["cases"] == 0


def test_tells_it_in_words(logged: Organisation) -> None:
    out = StringIO()
    call_command("recredit", stdout=out)
    text = out.getvalue()
    assert f"{logged.name}, open months: 2 lines in 1 cases" in text
    assert "4.7500 wRVU as they stand, 7.9300 counted anew: +3.1800" in text
    assert "2026-07 is closed and stays: 2 lines would change by +3.1800. See --restate 2026-07." in text
    assert "Nothing was stored. Add --confirm and --reason to store it." in text
    confirmed = StringIO()
    call_command("recredit", "--organisation", logged.slug, *WHY, stdout=confirmed)
    assert "1 cases were counted anew" in confirmed.getvalue()


def test_passes_over_who_has_the_month_open_unless_it_is_named(logged: Organisation) -> None:
    Organisation.objects.create(name="Another", slug="another")
    out, err = StringIO(), StringIO()
    call_command("recredit", "--restate", "2026-07", stdout=out, stderr=err)
    assert f"{logged.name}, July 2026: 2 lines in 1 cases" in out.getvalue()
    assert err.getvalue() == "July 2026 is open in another, far: passed over.\n"
    with pytest.raises(CommandError, match="July 2026 is open in Another"):
        call_command("recredit", "--restate", "2026-07", "--organisation", "another")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--confirm",), "--reason is missing: say why the lines are counted anew."),
        (("--confirm", "--reason", "  "), "--reason is missing"),
        (("--confirm", "--reason", "x" * 201), "--reason: write at most 200 characters."),
        (("--restate", "2026-08"), "August 2026 is open"),
        (("--restate", "2026-13"), "--restate: "),
    ],
)
def test_refuses_what_cannot_be_and_stores_nothing(logged: Organisation, options: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("recredit", "--organisation", logged.slug, *options)
    assert refused.value.returncode == 2
    assert not FormerValuation.objects.exists()


def test_wants_one_organisation_to_be_named_before_it_stores(logged: Organisation) -> None:
    Organisation.objects.create(name="Another", slug="another")
    with pytest.raises(CommandError, match="--confirm counts one organisation. Name it:") as refused:
        call_command("recredit", *WHY)
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="no organisation is named nobody"):
        call_command("recredit", "--organisation", "nobody")
    assert not FormerValuation.objects.exists()
