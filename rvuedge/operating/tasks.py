"""What an installation does by itself: what it no longer keeps goes once a day, and what it keeps sealed follows a new key."""

from celery import shared_task
from django.utils import timezone

from rvuedge.operating.services import forget_what_is_over
from rvuedge.operating.services_sealing import seal_everything_anew


@shared_task(name="rvuedge.operating.tasks.forget")
def forget() -> dict[str, int]:
    """Remove what is over by the settings of this installation; twice in a row removes nothing more."""
    return forget_what_is_over(now=timezone.now())


@shared_task(name="rvuedge.operating.tasks.seal_anew")
def seal_anew() -> int:
    """Seal under the present key what a former one sealed; twice in a row changes nothing more."""
    return seal_everything_anew()
