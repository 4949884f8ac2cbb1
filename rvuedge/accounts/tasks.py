"""The sealer of the audit trail, by the clock."""

from celery import shared_task

from rvuedge.accounts.chain import seal


@shared_task(name="rvuedge.accounts.tasks.seal_audit")
def seal_audit(everything: bool = False) -> int:
    """Seal what was recorded since; `everything` also looks for what became visible late."""
    return seal(everything=everything)
