"""RVU Edge stores what visitors write to the operator, mails it once where mail is configured, and takes only so many."""

import pytest
from django.core import mail
from django.test import Client

from rvuedge.site.articles import placed_example
from rvuedge.site.models import ContactMessage
from rvuedge.site.services import keep_message
from rvuedge.site.tasks import mail_message
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("cast")
MESSAGE = {"message": "The page of 45385 does not print on A4.", "reply_to": "reader@clinic.example"}


def test_stores_a_message_and_says_so(client: Client, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/support/contact/", MESSAGE, follow=True)
    assert "Your message is stored" in answer.content.decode()
    kept = ContactMessage.objects.get()
    assert (kept.message, kept.reply_to, kept.mailed_at) == (MESSAGE["message"], MESSAGE["reply_to"], None)
    assert mail.outbox == []


def test_mails_a_message_once(settings) -> None:
    settings.SUPPORT_ADDRESS, settings.MAIL_IS_CONFIGURED = "help@clinic.example", True
    kept = keep_message(message="Hello", reply_to="reader@clinic.example")
    assert mail_message(kept.pk) is True
    assert mail_message(kept.pk) is False
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to, sent.body) == (["help@clinic.example"], ["reader@clinic.example"], "Hello")


def test_mails_no_header_that_a_visitor_wrote(settings) -> None:
    settings.SUPPORT_ADDRESS, settings.MAIL_IS_CONFIGURED = "help@clinic.example", True
    mail_message(keep_message(message="Hello\nBcc: many@elsewhere.example\n\n.\nMAIL FROM:<a>", reply_to="").pk)
    sent = mail.outbox[0].message()
    assert (sent["To"], sent["Bcc"], sent["Cc"]) == ("help@clinic.example", None, None)
    assert "Bcc: many@elsewhere.example" in sent.get_payload()


@pytest.mark.parametrize("address", ["a@clinic.example\nBcc: b@elsewhere.example", "a@clinic.example, b@clinic.example", "a@b\r\nX: y"])
def test_takes_no_header_for_an_address(client: Client, address: str) -> None:
    assert client.post("/support/contact/", MESSAGE | {"reply_to": address}).status_code == 400


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"message": ""}, "This field is required"),
        ({"message": "MRN 1234567 was wrong"}, "record number"),
        ({"message": "x" * 4001}, "at most 4000 characters"),
        ({"reply_to": "nobody"}, "Enter a valid email address"),
    ],
)
def test_refuses_a_message_with_the_reason(client: Client, changed: dict[str, str], said: str) -> None:
    answer = client.post("/support/contact/", MESSAGE | changed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not ContactMessage.objects.exists()


def test_keeps_nothing_of_a_program_that_fills_what_people_do_not_see(client: Client) -> None:
    assert client.post("/support/contact/", MESSAGE | {"website": "http://elsewhere.example"}).status_code == 302
    assert not ContactMessage.objects.exists()


def test_takes_five_messages_an_hour_from_one_visitor(client: Client) -> None:
    answers = [client.post("/support/contact/", MESSAGE).status_code for _ in range(6)]
    assert answers == [302, 302, 302, 302, 302, 429]
    assert ContactMessage.objects.count() == 5


def test_reads_the_place_of_an_example() -> None:
    assert placed_example("@22 45385 45380") == ("22", "45385 45380")
    assert placed_example("99213") == ("", "99213")


def test_lets_the_operator_read_and_delete_messages(client: Client, cast: Cast) -> None:
    keep_message(message="Hello", reply_to="")
    user = cast.administrator.user
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    assert "Hello" in client.get("/admin/site/contactmessage/").content.decode()
    kept = ContactMessage.objects.get()
    client.post(f"/admin/site/contactmessage/{kept.pk}/delete/", {"post": "yes"})
    assert not ContactMessage.objects.exists()
