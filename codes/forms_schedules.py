"""Forms of /manage/schedules/: files, the day from which a table holds, a fee table's name and kind."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from codes.uploads import is_large

MOST_FILES = 20


class FilesInput(forms.FileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, each within the limit."""

    def clean(self, data: object, initial: object = None) -> "list[UploadedFile[bytes]]":
        """Return the files; none, too many or one beyond the limit is told."""
        given: Sequence[object] = data if isinstance(data, list | tuple) and data else [None]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Bring at most %d files at once.") % MOST_FILES)
        files = [super(FilesField, self).clean(one, initial) for one in given]
        if any((file.size or 0) > settings.UPLOAD_LIMIT and not is_large(file) for file in files):
            raise forms.ValidationError(too_large())
        return files


class ScheduleFileForm(forms.Form):
    """Files as CMS publishes them."""

    file = FilesField(
        label=_("Fee schedule file"),
        max_length=400,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ".csv,.txt,.xlsx,.zip,.gz", "class": "w100", "aria-describedby": "file-hint"}),
        error_messages={"required": _("Choose a file: the csv, txt, xlsx or zip that CMS publishes.")},
    )


class EffectiveFromForm(forms.Form):
    """The day from which a draft will hold."""

    effective_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as YYYY-MM-DD."), "required": _("Choose the day from which the release holds.")},
    )


class DescriptorForm(forms.Form):
    """Whether an organisation shows official short descriptors to its members."""

    holds_licence = forms.BooleanField(
        label=_("Show official short descriptors to our members: we hold the licences of the AMA and the ADA that this needs"),
        required=False,
    )


def too_large() -> str:
    """Return the sentence for a file beyond the limit."""
    return str(_("The file is larger than %d MB. Bring the file as CMS publishes it.") % (settings.UPLOAD_LIMIT // 1024 // 1024))
