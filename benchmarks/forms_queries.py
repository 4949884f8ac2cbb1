"""Forms of queries about a report: what a query is about, in words, and the words of a message."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benchmarks.report import subjects
from benchmarks.report.report import Report
from benchmarks.report.subjects import subject_of, subjects_of
from codes.lanes import Lane
from codes.words import LANE_NAMES
from rvuedge.web.free_text import refuse_patients_in_note


def about_words(key: str) -> str:
    """Return what a query is about, in words."""
    subject = subject_of(key)
    if subject.kind == subjects.CODE:
        return _("Code %(code)s") % {"code": subject.which}
    if subject.kind == subjects.FEE:
        return _("Fees of %(code)s") % {"code": subject.which}
    if subject.kind == subjects.LANE:
        return _("Not counted: %(lane)s") % {"lane": LANE_NAMES[Lane(subject.which)]}
    return {
        subjects.WHOLE: _("The report as a whole"),
        subjects.MONTH: _("The month's total"),
        subjects.TO_DATE: _("The year to date"),
        subjects.POSITION: _("The position and its clinical time"),
        subjects.PAY: _("The pay illustration"),
    }[subject.kind]


class MessageForm(forms.Form):
    """The words of a message; none may look as if they named a patient."""

    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[refuse_patients_in_note],
        help_text=gettext_lazy("No name, number or other sign of a patient: a code and the day of service say which line is meant."),
    )


class QueryForm(MessageForm):
    """A query about a report or one of its lines."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    field_order = ("about", "text")

    def __init__(self, report: Report, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(subject.key, about_words(subject.key)) for subject in subjects_of(report)]
