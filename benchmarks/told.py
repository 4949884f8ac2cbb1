"""What a person is told when a survey table was stored."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from benchmarks.models import Edition
from benchmarks.surveys.survey_file import SurveyFile

MOST_TOLD = 10


def tell_stored(request: HttpRequest, stored: Edition, file: SurveyFile, *, is_new: bool) -> None:
    """Say that a draft is stored, or was there, and what the table made worth knowing."""
    if is_new:
        messages.success(request, _("%(edition)s is stored as a draft. Look at it, then activate it.") % {"edition": stored})
    else:
        messages.info(request, _("This very file is stored already as %(edition)s. Nothing was changed.") % {"edition": stored})
    for issue in file.issues[:MOST_TOLD]:
        messages.warning(request, _("Line %(line)s: %(message)s") % {"line": issue.line, "message": issue.message})
    if len(file.issues) > MOST_TOLD:
        more = _("%(count)s more of this kind are not shown. Check the file with --dry-run on the command line to see all.")
        messages.warning(request, more % {"count": len(file.issues) - MOST_TOLD})
