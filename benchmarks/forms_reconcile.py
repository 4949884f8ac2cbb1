"""Forms of a comparison with an employer's report: the report or its total, what is chosen, and what was made of a difference."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks.forms_amounts import AmountField
from benchmarks.models import ReviewState
from benchmarks.own_lines import counted_from
from benchmarks.pay_rate import HeldRate
from benchmarks.reconcile.lines import MOST_SHIFT
from benchmarks.reconciling import SHIFT, TOLERANCE, Settings
from rvuedge.lib.months import Month
from rvuedge.web.free_text import refuse_patients
from tracking.models import Clinician

MOST_MONTHS = 36
_INPUT = {"class": "input", "autocomplete": "off"}


def months_of(clinician: Clinician, today: date) -> list[Month]:
    """Return the months of a log that can be compared, the latest first; none of a training that ended."""
    first, latest = Month.of(counted_from(clinician)), Month.of(today)
    return [latest.plus(-back) for back in range(MOST_MONTHS) if latest.plus(-back) >= first]


class _OfMonthForm(forms.Form):
    """A form about one month of a log; the month before is proposed."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=Month.parse, widget=forms.Select(attrs={"class": "input"}))

    def __init__(self, clinician: Clinician, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        months = months_of(clinician, today)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one), one.name) for one in months]
        field.initial = str(months[min(1, len(months) - 1)]) if months else None


class ReportForm(_OfMonthForm):
    """A report to compare with."""

    file = forms.FileField(
        label=_("Employer's report"),
        max_length=400,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.835,.837,.edi,.x12"}),
    )


class HeadingForm(forms.Form):
    """How a report heads its wRVU where no common heading does; it is named first, since a file is read while it arrives."""

    heading = forms.CharField(
        label=_("Heading of the wRVU column"),
        max_length=60,
        widget=forms.TextInput(attrs=_INPUT),
        validators=[refuse_patients],
        help_text=_("As the file writes it. wRVU, Work RVUs, Total wRVU and the like are found without it."),
    )

    @property
    def named(self) -> str:
        """The heading that was named; nothing where none is, or where it is refused."""
        return str(self.cleaned_data["heading"]) if self.is_bound and self.is_valid() else ""


class SettingsForm(forms.Form):
    """What a difference is worth, and what is no difference."""

    rate = AmountField(
        label=_("Dollars for each wRVU"),
        required=False,
        most=Decimal(1000),
        decimal_places=4,
        help_text=_("As your contract says, such as 52.75. Without it differences are told in wRVU."),
    )
    tolerance = AmountField(
        label=_("Tolerance in wRVU"),
        most=Decimal(10),
        decimal_places=4,
        initial=TOLERANCE,
        help_text=_("A line that differs by no more is matched."),
    )
    shift = forms.IntegerField(
        label=_("Days by which a date may be off"),
        min_value=0,
        max_value=MOST_SHIFT,
        initial=SHIFT,
        widget=forms.TextInput(attrs={**_INPUT, "inputmode": "numeric"}),
        help_text=_("Billing often posts a line a few days later. 0 to 7."),
    )
    accepts_repairs = forms.BooleanField(label=_("Accept proposed mends, such as lost leading zeros"), required=False)

    def __init__(self, *args: Any, held: HeldRate | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.held = held
        if held is not None and held.plan:
            self.fields["rate"].help_text = _(
                "What '%(plan)s' pays for the next wRVU at the point reached by the end of the month. Change it if your contract differs."
            ) % {"plan": held.plan}

    def chosen(self) -> Settings:
        """Return what a valid form says."""
        told, held = self.cleaned_data, self.held
        plan = held.plan if held is not None and held.amount == told["rate"] else ""
        return Settings(told["tolerance"], told["shift"], told["rate"], plan)


class TotalForm(_OfMonthForm):
    """A month's total where the employer tells nothing else."""

    total = AmountField(
        label=_("wRVU that the employer counts"),
        most=Decimal(1_000_000),
        decimal_places=4,
    )
    rate = AmountField(
        label=_("Dollars for each wRVU"),
        required=False,
        most=Decimal(1000),
        decimal_places=4,
        help_text=_("Empty: what your pay plan pays for the next wRVU then, else the last rate you named."),
    )


class ReviewForm(forms.Form):
    """What the clinician makes of a difference."""

    state = forms.ChoiceField(label=_("Review"), choices=ReviewState.choices, widget=forms.Select(attrs={"class": "input"}))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_INPUT),
        validators=[refuse_patients],
        help_text=_("Nothing about a patient. It stands in the dispute file."),
    )
