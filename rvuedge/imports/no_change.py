"""What a person is told whose button changed nothing of an import."""

from django.utils.translation import gettext as _

from rvuedge.imports.models import ImportRun, RunState


def why_nothing_changed(run: ImportRun) -> str:
    """Return why an import did not take an answer, as it stands now."""
    state = ImportRun.objects.values_list("state", flat=True).filter(pk=run.pk).first()
    if state in (RunState.RECEIVED, RunState.READING):
        return _("The import is being worked on at this moment, so nothing was changed. Look again when it is done.")
    return _("The import no longer waits for this, so nothing was changed. Below stands how it is now.")
