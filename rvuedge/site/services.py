"""Writes of the public site: a message to the operator, and that it was claimed for mail."""

from datetime import datetime

from django.db import transaction

from rvuedge.site.models import ContactMessage


@transaction.atomic
def keep_message(*, message: str, reply_to: str) -> ContactMessage:
    """Store a message of the contact form."""
    return ContactMessage.objects.create(message=message, reply_to=reply_to)


def claim_for_mail(*, message_id: int, at: datetime) -> ContactMessage | None:
    """Return the message if it was not claimed before: a task that comes twice mails once."""
    claimed = ContactMessage.objects.filter(pk=message_id, mailed_at=None).update(mailed_at=at)
    return ContactMessage.objects.get(pk=message_id) if claimed else None


def delete_message(*, message: ContactMessage) -> None:
    """Remove a message for good, as its operator decides."""
    message.delete()
