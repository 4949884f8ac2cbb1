"""RVU Edge knows of every table whose it is: nothing of a person or an organisation is forgotten when they leave."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model

from benchmarks.employer_report import EmployerReport
from benchmarks.models import ComparisonPolicy, PayOffer, PayPlan, ReconciledLine, Reconciliation, SpecialtyShare
from benchmarks.reconcile.headers import hints
from benchmarks.reconciling import Settings, Source, compared
from benchmarks.services_reconcile import keep_report, store_run
from codes.cms.findings import Findings
from codes.models import Specialty
from rvuedge.accounts.models import Organisation, User
from rvuedge.imports.models import ImportRun
from rvuedge.leaving.belongings import (
    GOES_WITH_OPEN_MONTHS,
    GOES_WITH_THE_ACCOUNT,
    GOES_WITH_THE_PERSON,
    OF_NO_ORGANISATION,
    STAYS_WITH_A_NUMBER,
    STAYS_WITH_THE_LOG,
)
from rvuedge.leaving.copy import copy_organisation, path_to_organisation
from rvuedge.leaving.services import delete_account, remove_organisations
from rvuedge.site.models import ContactMessage
from tests.cast import Cast, Member
from tests.leaving.conftest import OCTOBER
from tracking.incoming import cleaned
from tracking.models import Case, Clinician


def tied_to(owner: type[Model]) -> set[type[Model]]:
    """Every model whose rows the database would take along with a row of the owner."""
    return {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is owner and field.remote_field.on_delete is CASCADE
        if not model._meta.auto_created
    }


def test_says_of_every_table_of_a_log_whether_it_goes_with_the_account() -> None:
    said = [*GOES_WITH_THE_ACCOUNT, *GOES_WITH_OPEN_MONTHS, *STAYS_WITH_THE_LOG]
    assert set(said) == tied_to(Clinician)
    assert len(said) == len(set(said))


def test_says_of_every_table_of_a_person_whether_it_goes_with_the_account() -> None:
    said = [*GOES_WITH_THE_PERSON, *STAYS_WITH_A_NUMBER]
    assert set(said) == tied_to(User)
    assert len(said) == len(set(said))


def test_finds_the_organisation_of_every_table_or_says_why_there_is_none() -> None:
    assert {model._meta.db_table for model in apps.get_models(include_auto_created=True) if not path_to_organisation(model)} == set(
        OF_NO_ORGANISATION
    )


def give(member: Member, specialty: Specialty) -> None:
    """What the newest parts of the product store of a clinician."""
    log = member.log
    PayPlan.objects.create(clinician=log, effective_from=date(2026, 1, 1), title="Agreed")
    PayOffer.objects.create(clinician=log, title="An offer")
    SpecialtyShare.objects.create(clinician=log, effective_from=date(2026, 1, 1), specialty=specialty, weight=Decimal(1))
    ready = compared(log, OCTOBER, EmployerReport(Findings()), Settings(rate=Decimal(50)))
    store_run(compared=ready, source=Source("report.csv", "0" * 64), by=member.user)
    with TemporaryFile("w+b") as into:
        found = cleaned([b"DOS,CPT,wRVU\n2026-10-14,99214,1.92\n"], into, hints())
        keep_report(clinician=log, month=OCTOBER, cleaned=found, file_name="r.csv", file_hash="1" * 64, by=member.user)


@pytest.fixture
def full(cast: Cast) -> Cast:
    specialty = Specialty.objects.create(code="surgery", name="Surgery")
    for member in (cast.clinician, cast.colleague, cast.stranger):
        give(member, specialty)
    for organisation in (cast.organisation, cast.elsewhere):
        ComparisonPolicy.objects.create(organisation=organisation, effective_from=date(2026, 1, 1))
    return cast


def test_an_account_takes_offers_comparisons_and_waiting_reports_along_and_leaves_the_plan(
    full: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    clinician, before = full.clinician.log, ReconciledLine.objects.count()
    runs = ImportRun.objects.filter(answers__clinician=clinician.pk)
    name, storage = runs.get().file.name, runs.get().file.storage
    ContactMessage.objects.create(message="How?", reply_to=full.clinician.user.email.upper())
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(user=full.clinician.user)
    for model in (PayOffer, Reconciliation):
        assert not model.objects.filter(clinician=clinician).exists()
        assert model.objects.filter(clinician=full.colleague.log).count() == 1
    assert 0 < ReconciledLine.objects.count() < before
    for kept in (PayPlan, SpecialtyShare):
        assert kept.objects.filter(clinician=clinician).count() == 1
    assert not runs.exists() and not storage.exists(str(name))
    assert ImportRun.objects.filter(answers__clinician=full.colleague.log.pk).count() == 1
    assert list(ContactMessage.objects.values_list("message", "reply_to")) == [("How?", "")]


def test_an_organisation_leaves_no_row_behind_and_takes_none_of_another(full: Cast) -> None:
    number = full.organisation.pk
    tables = {model: path_to_organisation(model) for model in apps.get_models(include_auto_created=True)}
    theirs = {model: model._base_manager.filter(**{way: full.elsewhere.pk}).count() for model, way in tables.items() if way}
    ours = {model for model, way in tables.items() if way and model._base_manager.filter(**{way: number}).exists()}
    assert {ComparisonPolicy, PayPlan, PayOffer, Reconciliation, ReconciledLine, SpecialtyShare, Case, ImportRun} <= ours
    remove_organisations(Organisation.objects.filter(pk=number))
    assert [model for model in ours if model._base_manager.filter(**{tables[model]: number}).exists()] == []
    assert {model: model._base_manager.filter(**{tables[model]: full.elsewhere.pk}).count() for model in theirs} == theirs


def test_the_copy_of_an_organisation_has_every_table_that_has_rows_of_it(full: Cast, tmp_path: Path) -> None:
    counts = copy_organisation(organisation=full.organisation, path=tmp_path / "all.zip")
    for model in (ComparisonPolicy, PayPlan, PayOffer, Reconciliation, ReconciledLine, SpecialtyShare):
        way = path_to_organisation(model)
        assert counts[model._meta.db_table] == model._base_manager.filter(**{way: full.organisation}).count() > 0
