"""RVU Edge keeps several contracts from one day, each for places of its own, and audits what was replaced or removed."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from codes.models import Release
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast
from tracking.agreed import Agreements, agreed_on
from tracking.models import Clinician, Contract
from tracking.services_policy import agree_contract, remove_contract
from tracking.wrvu.presets import CMS_PARALLEL, NO_RANK, RAW

JANUARY, TODAY = date(2026, 1, 1), date(2026, 9, 15)
refuse_several_a_day = import_module("tracking.migrations.0010_contracts_by_place").refuse_several_a_day


def clinician_of(cast: Cast) -> Clinician:
    assert cast.clinician.clinician is not None
    return cast.clinician.clinician


def agree(cast: Cast, policy: str, *places: str, frozen: Release | None = None) -> Contract:
    by = cast.administrator.user
    return agree_contract(clinician=clinician_of(cast), effective_from=JANUARY, policy=policy, frozen_release=frozen, places=places, by=by)


def audited(action: str) -> dict[str, object]:
    detail: dict[str, object] = AuditEntry.objects.filter(action=action).latest("id").detail
    return detail


def test_keeps_contracts_from_one_day_for_different_places(cast: Cast):
    agree(cast, "raw", "22", "21")
    agree(cast, "no_rank", "11")
    clinician = clinician_of(cast)
    found = {place: agreed_on(clinician, TODAY, place).policy for place in ("21", "22", "11", "24")}
    assert found == {"21": RAW, "22": RAW, "11": NO_RANK, "24": CMS_PARALLEL}


@pytest.mark.parametrize(("first", "second"), [(("21", "22"), ("22", "11")), ((), ("11",)), (("11",), ())])
def test_refuses_a_second_contract_from_one_day_for_a_place(cast: Cast, first: tuple[str, ...], second: tuple[str, ...]):
    agree(cast, "raw", *first)
    with pytest.raises(ValidationError, match="A contract from this day covers .* already"):
        agree(cast, "no_rank", *second)
    assert [(one.policy, one.places) for one in clinician_of(cast).contracts.all()] == [("raw", list(first))]


def test_replaces_the_contract_of_the_same_day_and_places_and_audits_what_it_said(cast: Cast, release: Release):
    former = agree(cast, "raw", "21", "22", frozen=release)
    assert "replaced" not in audited("contract.agreed")
    assert agree(cast, "no_rank", "22", "21") == former
    said = {"effective_from": "2026-01-01", "policy": "raw", "frozen_release": release.name, "places": ["21", "22"]}
    now = {"effective_from": "2026-01-01", "policy": "no_rank", "frozen_release": None, "places": ["21", "22"]}
    assert audited("contract.agreed") == now | {"replaced": said}
    assert clinician_of(cast).contracts.get().policy == "no_rank"


def test_audits_everything_that_a_removed_contract_said(cast: Cast, release: Release):
    remove_contract(contract=agree(cast, "raw", "21", frozen=release), by=cast.administrator.user)
    said = {"effective_from": "2026-01-01", "policy": "raw", "frozen_release": release.name, "places": ["21"]}
    assert audited("contract.removed") == said


def test_lists_and_removes_each_contract_of_a_day_on_the_page(cast: Cast, client: Client):
    client.force_login(cast.administrator.user)
    given = {"clinician": clinician_of(cast).pk, "effective_from": "2026-01-01"}
    assert client.post(reverse("contract-new"), given | {"policy": "raw", "places": ["21", "22"]}).status_code == 302
    assert client.post(reverse("contract-new"), given | {"policy": "no_rank", "places": ["11"]}).status_code == 302
    refused = client.post(reverse("contract-new"), given | {"policy": "raw", "places": ["11", "24"]})
    assert refused.status_code == 400
    assert "A contract from this day covers the places 11 already." in refused.text
    page = client.get(reverse("policies")).text
    buttons = [f"Remove the contract of {clinician_of(cast)}, 1 January 2026, places {places}" for places in ("21, 22", "11")]
    assert [page.count(button) for button in buttons] == [1, 1]
    client.post(reverse("contract-remove", args=[clinician_of(cast).contracts.get(policy="raw").pk]))
    assert clinician_of(cast).contracts.get().policy == "no_rank"


def test_reads_the_contracts_of_a_day_in_one_order_whoever_read_them(cast: Cast):
    contracts = [agree(cast, "raw", "21"), agree(cast, "no_rank", "11")]
    read = [Agreements(clinician_of(cast), order) for order in (contracts, contracts[::-1])]
    assert len({one.written for one in read}) == 1
    assert [one.policy_on(TODAY) for one in read] == [NO_RANK, NO_RANK]


def test_goes_back_to_one_contract_a_day_only_where_none_would_be_lost(cast: Cast):
    agree(cast, "raw", "21")
    # It only asks: the editor is none that is at work, which SQLite refuses within a test.
    editor = connection.SchemaEditorClass(connection) if connection.SchemaEditorClass else None
    assert editor is not None
    refuse_several_a_day(apps, editor)
    agree(cast, "no_rank", "11")
    with pytest.raises(CommandError, match=f"begin on one day: {clinician_of(cast).name} from 2026-01-01"):
        refuse_several_a_day(apps, editor)
