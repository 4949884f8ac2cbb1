"""Administrators say the terms of a stored edition anew and remove one that is not in force; each change is in the audit trail."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from benchmarks.editions import activate_edition, map_specialty, stage_edition
from benchmarks.models import Cell, Edition, Point, Survey
from benchmarks.services_tables import columns_of_survey
from codes.models import Specialty
from rvuedge.accounts.models import AuditEntry, Organisation
from tests.benchmarks.tables import FAMILY, GASTRO, TERMS, table
from tests.benchmarks.work import edition_in_force
from tests.cast import Cast

SAID = {"survey_name": "Willow Survey", "data_year": "2025", "schedule_year": "2025", "clinician_view": "position_only"}


@pytest.fixture
def draft(cast: Cast, specialties: dict[str, Specialty]) -> Edition:
    return stage_edition(organisation=cast.organisation, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)[0]


def save(client: Client, edition: Edition, **said: str):
    return client.post(reverse("edition-terms-change", args=[edition.pk]), SAID | said, follow=True)


def test_shows_what_is_said_and_keeps_what_is_said_anew(fay: Client, draft: Edition) -> None:
    link = reverse("edition-terms", args=[draft.pk])
    assert link in fay.get(reverse("edition", args=[draft.pk])).text
    form = fay.get(link).context["form"]
    assert (form["survey_name"].value(), form["schedule_year"].value(), form["clinician_view"].value()) == (
        "Willow Survey",
        2025,
        "position_only",
    )
    said = {
        "survey_name": "Willow Survey of Clinics",
        "schedule_year": "2024",
        "expires_on": "2027-06-30",
        "licence_holder": "Riverside",
        "data_period": "fiscal",
    }
    page = save(fay, draft, **said)
    draft.refresh_from_db()
    assert (draft.schedule_year, draft.expires_on, draft.licence_holder) == (2024, date(2027, 6, 30), "Riverside")
    assert str(draft) == "Willow Survey of Clinics 2026" and "Willow Survey of Clinics" in page.text
    entry = AuditEntry.objects.get(action="edition.changed")
    before = {"survey_name": "Willow Survey", "schedule_year": 2025, "licence_holder": "", "expires_on": None, "data_period": ""}
    assert entry.detail == {"before": before, "after": said | {"schedule_year": 2024}}
    assert "The data are of: fiscal years." in page.text
    assert "Nothing was changed" in save(fay, draft, **said).text
    assert AuditEntry.objects.filter(action="edition.changed").count() == 1


def test_a_renewed_licence_lets_an_edition_be_activated(fay: Client, draft: Edition) -> None:
    save(fay, draft, expires_on="2020-12-31")
    refused = fay.post(reverse("edition-activate", args=[draft.pk]), follow=True).text
    assert "ended on 2020-12-31" in refused and "change its terms first" in refused
    save(fay, draft, expires_on="")
    fay.post(reverse("edition-activate", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == "active"


@pytest.mark.parametrize("said", [{"schedule_year": "24"}, {"survey_name": ""}, {"clinician_view": "everything"}, {"expires_on": "soon"}])
def test_refuses_terms_that_make_no_sense(fay: Client, draft: Edition, said: dict[str, str]) -> None:
    assert save(fay, draft, **said).status_code == 422
    assert not AuditEntry.objects.filter(action="edition.changed").exists()


def test_a_demo_takes_neither_a_real_name_nor_one_that_hides_what_is_invented(fay: Client, draft: Edition) -> None:
    Organisation.objects.filter(pk=draft.survey.organisation_id).update(is_demo=True)
    assert "takes no real survey" in save(fay, draft, survey_name="MGMA DataDive").text
    Survey.objects.update(is_fictional=True)
    assert "Keep the word fictional" in save(fay, draft, survey_name="Willow Survey of Clinics").text
    assert save(fay, draft, survey_name="Oak Survey (fictional)").status_code == 200
    assert Survey.objects.get().name == "Oak Survey (fictional)"


def test_removes_a_draft_with_its_cells_and_a_survey_that_was_nothing_else(fay: Client, draft: Edition) -> None:
    page = fay.post(reverse("edition-remove", args=[draft.pk]), follow=True)
    assert page.redirect_chain == [(reverse("benchmarks"), 302)] and "is removed with its cells" in page.text
    assert not (Edition.objects.exists() or Cell.objects.exists() or Point.objects.exists() or Survey.objects.exists())
    entry = AuditEntry.objects.get(action="edition.removed")
    assert (entry.subject, entry.detail["cells"]) == ("Willow Survey 2026", 1)


def test_an_edition_in_force_is_retired_before_it_is_removed(
    fay: Client, draft: Edition, specialties: dict[str, Specialty], cast: Cast
) -> None:
    gastro = specialties["gastroenterology"]
    map_specialty(edition=draft, raw_name="Gastroenterology", specialty=gastro, actor=cast.administrator.user)
    activate_edition(edition=draft, actor=None)
    assert "Remove this edition" not in fay.get(reverse("edition", args=[draft.pk])).text
    assert "Retire it first" in fay.post(reverse("edition-remove", args=[draft.pk]), follow=True).text
    fay.post(reverse("edition-retire", args=[draft.pk]))
    fay.post(reverse("edition-remove", args=[draft.pk]))
    assert not Edition.objects.exists()
    # What a person confirmed is kept for the next edition of the survey.
    assert Survey.objects.get().aliases.get().specialty == gastro


def test_forgets_what_the_columns_of_a_survey_were_said_to_hold(fay: Client, cast: Cast) -> None:
    edition = edition_in_force(cast, body=GASTRO + FAMILY)
    page = reverse("edition", args=[edition.pk])
    assert "Forget the columns" not in fay.get(page).text
    Survey.objects.update(columns={"taetigkeit": "specialty"})
    assert "taetigkeit: specialty" in fay.get(page).text
    fay.post(reverse("edition-columns-forget", args=[edition.pk]))
    assert columns_of_survey(cast.organisation, edition.survey.code) == {}
    assert AuditEntry.objects.get(action="survey.columns_forgotten").detail == {"before": {"taetigkeit": "specialty"}}


def test_a_lead_and_a_clinician_change_nothing(draft: Edition, cast: Cast, client: Client) -> None:
    for person in (cast.lead, cast.clinician, cast.stranger):
        client.force_login(person.user)
        for name in ("edition-terms-change", "edition-remove", "edition-columns-forget"):
            assert client.post(reverse(name, args=[draft.pk]), SAID).status_code in {403, 404}
    assert Edition.objects.get() == draft
