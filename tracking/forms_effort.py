"""Forms of what holds for a clinician: specialty, effort from a day, leave, target from a day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from codes.models import Specialty
from rvuedge.web.free_text import refuse_patients_in_note
from tracking.models import Effort, Leave, LeaveKind, Target

EARLIEST, YEARS_AHEAD, LONGEST_LEAVE = date(2000, 1, 1), 5, timedelta(days=731)
# What the columns hold.
MOST_FTE, MOST_WRVU, LEAST_WRVU = Decimal("9.999"), Decimal("9999999.99"), Decimal("0.01")
STAYS, LEFT_OUT = "stays", "left_out"


class DayField(forms.DateField):
    """A day of the calendar, from 2000 to a few years ahead."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={
                "required": _("Choose a day."),
                "invalid": _("This is not a date of the calendar. Write it as 2026-01-01: year, month, day."),
            },
        )


class NumberField(forms.DecimalField):
    """A number typed with a decimal point, within what is kept."""

    def __init__(self, label: Any, least: Decimal, most: Decimal, places: int, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            min_value=least,
            max_value=most,
            decimal_places=places,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={"required": _("Enter a number."), "invalid": _("This is not a number. Write it with a point, such as 0.8.")},
        )


class HeldForm(forms.Form):
    """A form whose days lie between 2000 and a few years after today."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = date(today.year + YEARS_AHEAD, 12, 31)

    def clean(self) -> None:
        super().clean()
        for name, field in self.fields.items():
            day = self.cleaned_data.get(name)
            if isinstance(field, DayField) and day is not None and not EARLIEST <= day <= self.latest:
                words = _("Choose a day from 1 January 2000 to 31 December %(year)s.") % {"year": self.latest.year}
                self.add_error(name, words)


class SpecialtyForm(forms.Form):
    """The specialty in which a log is compared."""

    specialty = forms.ModelChoiceField(
        label=_("Specialty of the log"),
        queryset=Specialty.objects.all(),
        required=False,
        to_field_name="code",
        empty_label=_("None of these"),
        help_text=_("Benchmarks are looked up in it. Without one there is no percentile."),
    )


class EffortForm(HeldForm):
    """Total and clinical FTE from a day on."""

    effective_from = DayField(_("From"), _("Holds until the next entry. Somebody who stops working gets an entry of 0."))
    total_fte = NumberField(_("Total FTE"), Decimal(0), MOST_FTE, 3, _("1.0 is full time."))
    clinical_fte = NumberField(
        _("Clinical FTE"), Decimal(0), MOST_FTE, 3, _("The part that sees patients. More than 1.0 counts as 1.0 in the comparison.")
    )
    note = forms.CharField(
        label=_("Note (may stay empty)"),
        max_length=120,
        required=False,
        validators=[refuse_patients_in_note],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Such as: research day on Fridays. The clinician reads it, too."),
    )

    def clean(self) -> None:
        super().clean()
        total, clinical = self.cleaned_data.get("total_fte"), self.cleaned_data.get("clinical_fte")
        if total is not None and clinical is not None and clinical > total:
            words = _("Clinical FTE is a part of total FTE: enter at most %(total)s, or a higher total.") % {"total": total}
            self.add_error("clinical_fte", words)


class LeaveForm(HeldForm):
    """Days away, and whether they stay in the comparison."""

    first_day = DayField(_("First day away"))
    last_day = DayField(_("Last day away"), _("Both days are part of the leave."))
    kind = forms.ChoiceField(label=_("Kind"), choices=LeaveKind.choices)
    counts = forms.ChoiceField(
        label=_("In the comparison"),
        required=False,
        choices=[
            ("", _("As usual for the kind")),
            (STAYS, _("The days stay in")),
            (LEFT_OUT, _("The days are left out")),
        ],
        help_text=_("Usually parental, medical and military leave is left out; holiday and education stay in, as benchmarks hold them."),
    )

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first. Exchange them, or correct one."))
        elif first and last and last - first > LONGEST_LEAVE:
            self.add_error("last_day", _("This is more than two years. Enter an effort of 0 from the first day instead."))
        if "kind" in given and "counts" in given:
            said = given["counts"]
            given["counts"] = said == STAYS if said else LeaveKind(given["kind"]).stays_in


class TargetForm(HeldForm):
    """The wRVU a year that were agreed, from a day on."""

    effective_from = DayField(_("From"), _("Holds until the next target. Past days are measured by the target that holds today."))
    annual_wrvu = NumberField(_("wRVU a year"), LEAST_WRVU, MOST_WRVU, 2, _("As agreed for a whole year, whatever the part of full time."))


def initial_of(row: Effort | Leave | Target) -> dict[str, Any]:
    """Return what the form of a row starts with."""
    shown = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.is_relation}
    if isinstance(row, Leave):
        shown["counts"] = STAYS if row.counts else LEFT_OUT
    return shown
