"""RVU Edge says why a button of an import changed nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from rvuedge.imports.models import ImportRun, RunState
from tests.cast import Cast, make_cast
from tracking.models import ChargeImport

BUSY = "The import is being worked on at this moment, so nothing was changed."
ENDED = "The import no longer waits for this, so nothing was changed."


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def run_of(cast: Cast, kind: str, state: RunState) -> ImportRun:
    organisation = None if kind == "pprrvu" else cast.organisation
    return ImportRun.objects.create(kind=kind, organisation=organisation, state=state, file_name="a.csv", sha256="0" * 64, size=1)


def told(client: Client, address: str, run: ImportRun, **sent: str) -> str:
    """Return the page that follows a button, after which the import stands as it stood before."""
    before = run.state
    answer = client.post(reverse(address, args=[run.pk]), sent, follow=True)
    run.refresh_from_db()
    assert run.state == before
    return str(answer.content.decode())


@pytest.mark.parametrize(("state", "sentence"), [(RunState.READING, BUSY), (RunState.RECEIVED, BUSY), (RunState.ACTIVE, ENDED)])
@pytest.mark.parametrize("step", ["confirm", "again", "discard"])
def test_of_an_extract(client: Client, cast: Cast, step: str, state: RunState, sentence: str) -> None:
    client.force_login(cast.clinician.user)
    run = run_of(cast, "charges", state)
    assert cast.clinician.clinician is not None
    ChargeImport.objects.create(run=run, clinician=cast.clinician.clinician)
    assert sentence in told(client, f"charge-import-{step}", run)
    ImportRun.objects.filter(pk=run.pk).update(outcome={"asks": "confirm"})
    assert sentence in told(client, f"charge-import-{step}", run)


@pytest.mark.parametrize(("state", "sentence"), [(RunState.READING, BUSY), (RunState.READY, ENDED)])
def test_of_a_fee_table(client: Client, cast: Cast, state: RunState, sentence: str) -> None:
    client.force_login(cast.administrator.user)
    run = run_of(cast, "payer", state)
    assert sentence in told(client, "fee-table-answer", run)
    assert sentence in told(client, "fee-table-refuse", run)


@pytest.mark.parametrize(("state", "sentence"), [(RunState.READING, BUSY), (RunState.READY, ENDED)])
@pytest.mark.parametrize(("step", "sent"), [("accept", {}), ("refuse", {}), ("again", {}), ("day", {"effective_from": "2026-07-01"})])
def test_of_an_official_file(client: Client, cast: Cast, step: str, sent: dict[str, str], state: RunState, sentence: str) -> None:
    client.force_login(cast.operator)
    assert sentence in told(client, f"schedule-{step}", run_of(cast, "pprrvu", state), **sent)


@pytest.mark.parametrize("asks", ["day", "columns"])
def test_of_a_question_that_is_no_mend(client: Client, cast: Cast, asks: str) -> None:
    client.force_login(cast.administrator.user)
    run = run_of(cast, "payer", RunState.NEEDS_ANSWER)
    ImportRun.objects.filter(pk=run.pk).update(outcome={"asks": asks})
    assert ENDED in told(client, "fee-table-refuse", run)
