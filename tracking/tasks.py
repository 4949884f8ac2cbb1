"""Work of the log that no request waits for."""

from celery import shared_task
from django.utils import timezone

from tracking.services_deleted import forget_deleted


@shared_task(name="tracking.tasks.forget_deleted_cases")
def forget_deleted_cases() -> int:
    """Remove what was deleted more than thirty days ago; twice in a row removes nothing more."""
    return forget_deleted(now=timezone.now())
