"""Backups as a task of the clock; where no folder is named, nothing happens."""

import logging
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from rvuedge.accounts.audit import record
from rvuedge.backup.schedule import back_up_when_due
from rvuedge.backup.told import totals
from rvuedge.embedded.refusal import Refusal

logger = logging.getLogger("rvuedge.backup")


@shared_task(name="rvuedge.backup.tasks.back_up")
def back_up() -> bool:
    """Make the scheduled backup where it is due; a failure is recorded, and tried again at the next round."""
    if not settings.BACKUP_FOLDER:
        return False
    every = timedelta(hours=settings.BACKUP_HOURS)
    folder, data = Path(settings.BACKUP_FOLDER), Path(settings.DATA_DIR)
    try:
        manifest = back_up_when_due(folder=folder, data=data, now=timezone.now(), every=every, keep=settings.BACKUPS_KEPT)
    except (Refusal, OSError) as error:
        logger.error("The scheduled backup was not made: %s", error)
        record(action="backup.failed", subject=type(error).__name__)
        return False
    if manifest:
        record(action="backup.made", detail={name: value for name, value in totals(manifest).items() if name != "made_at"})
    return manifest is not None
