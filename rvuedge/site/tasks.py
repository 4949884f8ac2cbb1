"""Tells the operator by mail that somebody wrote."""

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from rvuedge.site.services import claim_for_mail


@shared_task(name="rvuedge.site.tasks.mail_message", acks_late=True)
def mail_message(message_id: int) -> bool:
    """Mail a message to the support address, once; without an address or a mail server there is nothing to do."""
    if not settings.SUPPORT_ADDRESS or not settings.MAIL_IS_CONFIGURED:
        return False
    message = claim_for_mail(message_id=message_id, at=timezone.now())
    if message is None:
        return False
    answer_to = [message.reply_to] if message.reply_to else []
    mail = EmailMessage(f"{settings.SITE_NAME}: a message of the contact form", message.message, None, [settings.SUPPORT_ADDRESS])
    mail.reply_to = answer_to
    return bool(mail.send())
