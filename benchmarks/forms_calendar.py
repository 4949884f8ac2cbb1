"""The form of a day on which an organisation is open or closed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracking.forms_effort import DayField, HeldForm

CLOSED, OPEN = "closed", "open"


class CalendarForm(HeldForm):
    """A day, what it is, and whether that holds in later years."""

    day = DayField(_("Day"))
    state = forms.ChoiceField(label=_("The organisation is"), choices=((CLOSED, _("closed")), (OPEN, _("open"))))
    is_yearly = forms.BooleanField(
        label=_("Every year from then on"),
        required=False,
        help_text=_("Said of a federal holiday it holds for that holiday, whatever its date; otherwise for the same day and month."),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=80, help_text=_("Such as the day after Thanksgiving."))
