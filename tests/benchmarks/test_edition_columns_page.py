"""What the columns of a survey hold is said once: kept for the next edition, refused with every fault, seen by administrators only."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benchmarks.editions import activate_edition
from benchmarks.models import Edition, Survey, WaitingTable
from rvuedge.accounts.models import AuditEntry
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("specialties")
TABLE = "Discipline,Low,Mid,Beds\nGastroenterology,4000,5000,300\nFamily medicine,3700,*,200\n"
CHOICE = {"c0": "specialty", "c1": "wrvu@25", "c2": "wrvu@50", "c3": "-"}


def send(client: Client, text: str, year: str = "2026", **said: str):
    file = SimpleUploadedFile("willow.csv", text.encode())
    terms = {"survey_name": "Willow Survey", "report_year": year, "clinician_view": "position_only"} | said
    return client.post(reverse("edition-upload"), terms | {"file": file}, follow=True)


def choose(client: Client, **said: str):
    return client.post(reverse("edition-columns-read", args=[WaitingTable.objects.get().pk]), CHOICE | said, follow=True)


def test_asks_what_columns_hold_and_shows_their_values(fay: Client) -> None:
    page = send(fay, TABLE).text
    assert "What the columns hold" in page
    assert "Discipline" in page and "4000" in page and "Read the table" in page
    assert not Edition.objects.exists()


def test_reads_by_the_choice_and_keeps_it_for_the_next_edition(fay: Client) -> None:
    send(fay, TABLE)
    page = choose(fay).text
    assert "stored as a draft" in page
    assert "beds: not read, discipline: specialty, low: wRVU P25, mid: wRVU P50." in page
    edition = Edition.objects.get()
    assert sorted((cell.raw_specialty, cell.points.count()) for cell in edition.cells.all()) == [
        ("Family medicine", 1),
        ("Gastroenterology", 2),
    ]
    assert not WaitingTable.objects.exists()
    assert Survey.objects.get().columns == {"discipline": "specialty", "low": "wrvu@25", "mid": "wrvu@50", "beds": "-"}
    assert "stored as a draft" in send(fay, TABLE.replace("4000", "4100"), "2027").text
    assert Edition.objects.count() == 2


def test_tells_every_fault_under_the_choice(fay: Client) -> None:
    send(fay, TABLE)
    answer = choose(fay, c3="n", c2="wrvu@25")
    assert answer.status_code == 422
    assert "Two columns name" in answer.text
    assert WaitingTable.objects.count() == 1 and not Edition.objects.exists()


def test_takes_no_choice_that_is_in_no_list(fay: Client) -> None:
    send(fay, TABLE)
    assert choose(fay, c1="password").status_code == 422


def test_forgets_a_table_that_is_not_wanted(fay: Client) -> None:
    send(fay, TABLE)
    fay.post(reverse("edition-columns-drop", args=[WaitingTable.objects.get().pk]))
    assert not WaitingTable.objects.exists()
    assert AuditEntry.objects.get(action="edition.table_dropped").detail == {"file": "willow.csv", "survey": "willow-survey"}


def test_keeps_one_waiting_table_a_survey_and_lists_it(fay: Client) -> None:
    send(fay, TABLE)
    send(fay, TABLE + "Neurology,4000,5000,1\n")
    assert WaitingTable.objects.count() == 1
    assert "Tables that wait for their columns" in fay.get(reverse("benchmarks")).text


def test_keeps_licence_holder_note_and_end(fay: Client) -> None:
    said = {
        "licence_holder": "Riverside",
        "licence_note": "Own staff only.",
        "expires_on": "2026-12-31",
        "distorted_note": "Pandemic year.",
    }
    text = send(fay, "specialty,wrvu_p25,wrvu_p50\nGastroenterology,4000,5000\n", **said).text
    assert "Licence holder: Riverside." in text and "The licence ends on 31 December 2026." in text and "Pandemic year." in text


def test_activates_no_edition_whose_licence_ended(fay: Client, cast: Cast) -> None:
    send(fay, "specialty,wrvu_p25,wrvu_p50\nGastroenterology,4000,5000\n", expires_on="2026-12-31")
    edition = Edition.objects.get()
    with pytest.raises(ValidationError, match="ended on 2026-12-31"):
        activate_edition(edition=edition, actor=None, today=date(2027, 1, 1))
    assert activate_edition(edition=edition, actor=None, today=date(2026, 12, 31))
