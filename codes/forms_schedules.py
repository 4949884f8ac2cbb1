"""Forms of /manage/schedules/: a file, and the day from which a release holds."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class ScheduleFileForm(forms.Form):
    """One file as CMS publishes it."""

    file = forms.FileField(
        label=_("Fee schedule file"),
        max_length=400,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.zip,.gz", "class": "w100"}),
        error_messages={"required": _("Choose a file: the csv, txt, xlsx or zip that CMS publishes.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Return the file; one beyond the limit is told so."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large())
        return file


class EffectiveFromForm(forms.Form):
    """The day from which a draft will hold."""

    effective_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as YYYY-MM-DD."), "required": _("Choose the day from which the release holds.")},
    )


def too_large() -> str:
    """Return the sentence for a file beyond the limit."""
    return str(_("The file is larger than %d MB. Bring the file as CMS publishes it.") % (settings.UPLOAD_LIMIT // 1024 // 1024))
