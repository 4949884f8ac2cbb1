"""What visitors type into the calculators and the contact form."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from codes.models import Release
from codes.texts import load_texts
from rvuedge.site.cases import LONGEST_CASE, POLICIES
from rvuedge.site.training import OPERATIONS, PARTS
from rvuedge.web.free_text import refuse_patients_in_note
from tracking.places import OFFICE, PLACES
from tracking.policy_names import WORDS
from tracking.training.case_set_file import MOST_MINIMUM

# Ten years: no training is longer.
LONGEST_TRAINING = 120


def _codes(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_CASE, strip=True, required=False)


def _amount(label: Any, *, most: int, required: bool = False, places: int = 2) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=Decimal(0), max_value=Decimal(most), max_digits=12, decimal_places=places, required=required
    )


def _count(label: Any, *, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class CaseForm(forms.Form):
    """A case: lines, where it was done, under which policy."""

    lines = _codes(_("Codes of the case"))
    entry = _codes(_("Add procedures"))
    place = forms.ChoiceField(label=_("Place of service"), choices=PLACES, required=False)
    policy = forms.ChoiceField(label=_("Counted by"), choices=[(name, WORDS[name]) for name in POLICIES], required=False)

    def clean_place(self) -> str:
        return self.cleaned_data["place"] or OFFICE

    def clean_policy(self) -> str:
        return self.cleaned_data["policy"] or "cms_parallel"

    @property
    def text(self) -> str:
        """All lines, those of the field for more behind the others."""
        return f"{self.cleaned_data.get('lines', '')} {self.cleaned_data.get('entry', '')}".strip()


class ChangeForm(forms.Form):
    """A list of codes and two releases."""

    lines = _codes(_("Codes with their number in a year"))
    before = forms.TypedChoiceField(label=_("From"))
    after = forms.TypedChoiceField(label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        releases = {one.name: one for one in Release.objects.active().order_by("effective_from", "pk")}
        for name in ("before", "after"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [(one.name, one.title or one.name) for one in releases.values()]
            field.coerce = releases.__getitem__


class PercentileForm(forms.Form):
    """A visitor's own table of up to five points, and a value."""

    value = _amount(_("Your wRVU"), most=100_000, required=True)
    fte = forms.DecimalField(
        label=_("Effective clinical FTE-years"), min_value=Decimal("0.01"), max_value=Decimal("1"), decimal_places=6, required=False
    )
    p10 = _amount(_("10th"), most=100_000)
    p25 = _amount(_("25th"), most=100_000)
    p50 = _amount(_("50th"), most=100_000)
    p75 = _amount(_("75th"), most=100_000)
    p90 = _amount(_("90th"), most=100_000)

    POINTS = ("p10", "p25", "p50", "p75", "p90")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        given = [(name, told[name]) for name in self.POINTS if told.get(name) is not None]
        if not given and not self.errors:
            self.add_error(None, _("Type at least one point of your table."))
        for (_lower, low), (name, high) in zip(given, given[1:], strict=False):
            if high < low:
                self.add_error(name, _("Percentiles do not fall: this one is below the one before it."))
        return told


class PayForm(forms.Form):
    """A visitor's own plan: base, threshold, up to three rates, guarantee."""

    work = _amount(_("wRVU in the period"), most=100_000, required=True)
    base = _amount(_("Base pay, $"), most=10_000_000)
    threshold = _amount(_("Threshold, wRVU"), most=100_000)
    rate = _amount(_("Rate per wRVU, $"), most=1_000, required=True)
    upto = _amount(_("First rate up to, wRVU"), most=100_000)
    rate2 = _amount(_("Second rate, $ per wRVU"), most=1_000)
    upto2 = _amount(_("Second rate up to, wRVU"), most=100_000)
    rate3 = _amount(_("Third rate, $ per wRVU"), most=1_000)
    guarantee = _amount(_("Guarantee, $"), most=10_000_000)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        threshold = told.get("threshold") or Decimal(0)
        first, second = told.get("upto"), told.get("upto2")
        for bound, rate, name in ((first, told.get("rate2"), "rate2"), (second, told.get("rate3"), "rate3")):
            if bound is not None and rate is None and not self.errors:
                self.add_error(name, _("A rate that ends needs the next one."))
        for bound, rate, name in ((first, told.get("rate2"), "upto"), (second, told.get("rate3"), "upto2")):
            if rate is not None and bound is None and not self.errors:
                self.add_error(name, _("Say up to which wRVU the rate before it counts."))
        if first is not None and first <= threshold:
            self.add_error("upto", _("This bound must be above the threshold."))
        if second is not None and first is not None and second <= first:
            self.add_error("upto2", _("This bound must be above the one before it."))
        return told


class MinimumForm(forms.Form):
    """One minimum of a programme: what counts so far, and how much of the training is over."""

    counted = _count(_("Cases that count so far"), least=0, most=MOST_MINIMUM)
    minimum = _count(_("Minimum of the programme"), least=1, most=MOST_MINIMUM)
    over = _count(_("Months of training over"), least=0, most=LONGEST_TRAINING)
    left = _count(_("Months left"), least=1, most=LONGEST_TRAINING)


class PartForm(forms.Form):
    """An operation, and the part somebody had in it."""

    operation = forms.ChoiceField(label=_("Operation"))
    part = forms.ChoiceField(label=_("Part in it"), choices=PARTS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, names = self.fields["operation"], load_texts()
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, f"{code} {names[code].name}") for code in OPERATIONS]


class PaymentForm(forms.Form):
    """Codes and a Medicare locality."""

    lines = _codes(_("Codes"))
    locality = forms.CharField(max_length=8, required=False)


class ContactForm(forms.Form):
    """A message to the operator; `website` is a field that people do not see and programs fill."""

    message = forms.CharField(
        label=_("Your message"), max_length=4000, validators=[refuse_patients_in_note], widget=forms.Textarea(attrs={"rows": 7})
    )
    reply_to = forms.EmailField(label=_("E-mail address for an answer (optional)"), max_length=200, required=False)
    website = forms.CharField(max_length=200, required=False)
