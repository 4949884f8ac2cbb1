"""/manage/benchmarks/: works for administrators of the own organisation, refuses everybody else."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benchmarks.editions import stage_edition
from benchmarks.models import Edition, SpecialtyAlias
from rvuedge.accounts.models import AuditEntry
from tests.benchmarks.tables import FAMILY, GASTRO, HEAD, TERMS, table
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("specialties")
LIST = "/manage/benchmarks/"
OTHERS = ("clinician", "colleague", "lead", "trainee", "operator")


@pytest.fixture
def edition(cast: Cast) -> Edition:
    return stage_edition(organisation=cast.organisation, terms=TERMS, file=table(GASTRO + FAMILY), source_name="w.csv", actor=None)[0]


def send(client: Client, body: str, **said: str):
    file = SimpleUploadedFile("willow.csv", (HEAD + body).encode())
    terms = {"survey_name": "Willow Survey", "report_year": "2026", "clinician_view": "position_only"} | said
    return client.post(reverse("edition-upload"), terms | {"file": file}, follow=True)


def test_lists_the_own_editions(fay: Client, edition: Edition, cast: Cast) -> None:
    stage_edition(organisation=cast.elsewhere, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)
    answer = fay.get(LIST)
    assert answer.status_code == 200
    assert [one.pk for one in answer.context["editions"]] == [edition.pk]
    assert "Check file" in answer.text


def test_keeps_a_sound_table_as_a_draft(fay: Client, cast: Cast) -> None:
    answer = send(fay, GASTRO)
    stored = Edition.objects.get()
    assert answer.redirect_chain == [(reverse("edition", args=[stored.pk]), 302)]
    assert (stored.state, stored.data_year, stored.schedule_year, stored.survey.code) == ("draft", 2025, 2025, "willow-survey")
    assert stored.imported_by == cast.administrator.user
    assert "stored as a draft" in answer.text


def test_says_that_a_file_is_stored_already(fay: Client) -> None:
    send(fay, GASTRO)
    assert "stored already" in send(fay, GASTRO).text
    assert Edition.objects.count() == 1


def test_shows_every_fault_of_a_refused_table(fay: Client) -> None:
    answer = send(fay, GASTRO + "Gastroenterology,wrvu,50,9,90\n,wrvu,50,4800,\n")
    assert answer.status_code == 422
    assert [(issue.line, issue.field) for issue in answer.context["issues"]] == [(6, "value"), (7, "specialty")]
    assert "What to do" in answer.text
    assert not Edition.objects.exists()


@pytest.mark.parametrize("said", [{"report_year": "26"}, {"survey_name": ""}, {"clinician_view": "everything"}])
def test_refuses_terms_that_make_no_sense(fay: Client, said: dict[str, str]) -> None:
    assert send(fay, GASTRO, **said).status_code == 422
    assert not Edition.objects.exists()


def test_says_that_the_disk_is_full(fay: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("benchmarks.views_editions.read_survey", is_full)
    answer = send(fay, GASTRO)
    assert answer.status_code == 507
    assert "The file could not be kept" in answer.text
    assert not Edition.objects.exists()


def test_takes_no_real_survey_into_a_demo(fay: Client, cast: Cast) -> None:
    cast.organisation.is_demo = True
    cast.organisation.save()
    assert send(fay, GASTRO, survey_name="MGMA").status_code == 422
    assert not Edition.objects.exists()


def test_shows_the_cells_and_the_names_that_wait(fay: Client, edition: Edition, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        answer = fay.get(reverse("edition", args=[edition.pk]))
    page = answer.context["page"]
    assert [str(percentile) for percentile in page.percentiles] == ["25.00", "50.00", "75.00", "90.00"]
    assert [(row.raw_name, row.proposed) for row in page.waiting] == [("Family practice: clinic", "")]
    assert [row.raw_name for row in page.mapped] == ["Gastroenterology"]
    assert ">4,800<" in answer.text and ">wRVU<" in answer.text and "P25" in answer.text and "P5E" not in answer.text


def test_activates_and_retires(fay: Client, edition: Edition) -> None:
    assert "is in force" in fay.post(reverse("edition-activate", args=[edition.pk]), follow=True).text
    assert Edition.objects.get().state == "active"
    assert "is retired" in fay.post(reverse("edition-retire", args=[edition.pk]), follow=True).text
    assert Edition.objects.get().state == "retired"
    assert list(AuditEntry.objects.filter(action__startswith="edition.").order_by("pk").values_list("action", flat=True)) == [
        "edition.staged",
        "edition.activated",
        "edition.retired",
    ]


def test_maps_a_name_and_refuses_what_is_no_specialty(fay: Client, edition: Edition) -> None:
    address = reverse("edition-map", args=[edition.pk])
    name = "Family practice: clinic"
    assert "stands for Family medicine" in fay.post(address, {"raw_name": name, "specialty": "family-medicine"}, follow=True).text
    assert SpecialtyAlias.objects.get().raw_name == name
    assert "from the list" in fay.post(address, {"raw_name": name, "specialty": "zoology"}, follow=True).text
    assert "Take that back" in fay.post(address, {"raw_name": name, "specialty": "gastroenterology"}, follow=True).text
    assert "no specialty now" in fay.post(address, {"raw_name": name, "specialty": ""}, follow=True).text


@pytest.mark.parametrize("part", OTHERS)
def test_does_not_exist_for_others(part: str, cast: Cast, client: Client, edition: Edition) -> None:
    client.force_login(cast.members[part])
    assert client.get(LIST).status_code == 404
    assert client.get(reverse("edition", args=[edition.pk])).status_code == 404
    for name in ("edition-activate", "edition-retire", "edition-map"):
        assert client.post(reverse(name, args=[edition.pk])).status_code == 404
    assert send(client, GASTRO).status_code == 404


def test_does_not_exist_for_an_administrator_elsewhere(cast: Cast, client: Client, edition: Edition) -> None:
    client.force_login(cast.strange_administrator.user)
    assert client.get(reverse("edition", args=[edition.pk])).status_code == 404
    assert client.post(reverse("edition-activate", args=[edition.pk])).status_code == 404
    assert Edition.objects.get().state == "draft"


def test_asks_visitors_to_sign_in(client: Client, edition: Edition) -> None:
    assert client.get(LIST).status_code == 302
    assert "/accounts/login/" in client.get(LIST).headers["Location"]


def test_changes_nothing_by_looking(fay: Client, edition: Edition) -> None:
    for name in ("edition-activate", "edition-retire", "edition-map"):
        assert fay.get(reverse(name, args=[edition.pk])).status_code == 405
