"""Forms of pay: the terms of a plan or an offer, and what two are compared on."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks.forms_amounts import plain_amount
from benchmarks.forms_pay_rows import RowsField
from benchmarks.models import PayOffer, PayPlan
from benchmarks.pay.draw import Recovery
from benchmarks.pay.per_diem import PerDiem
from benchmarks.pay.plan import PlanTerms, Span, check_terms
from benchmarks.pay.stipend import Stipend
from benchmarks.pay.tiers import Tier, TierMethod
from benchmarks.pay_compared import Choice, Volumes
from benchmarks.pay_words import FAULTS
from rvuedge.lib.months import Month
from rvuedge.web.free_text import refuse_patients_in_note
from tracking.forms_effort import DayField, HeldForm, NumberField

_HUNDRED = Decimal(100)
MOST_DOLLARS, MOST_WRVU, MOST_RATE = Decimal("99999999.99"), Decimal("9999999.99"), Decimal("9999.99")
MONTHS = [(number, Month(2026, number).name.split()[0]) for number in range(1, 13)]


class MaybeNumber(NumberField):
    """A number that may stay empty: the component is not part of the plan then."""

    def __init__(self, label: Any, most: Decimal, help_text: Any = "", places: int = 2) -> None:
        super().__init__(label, Decimal(0), most, places, help_text)
        self.required = False

    def to_python(self, value: Any) -> Any:
        """Return the number, from 310,000 or $52.75 too."""
        return super().to_python(plain_amount(value) if isinstance(value, str) else value)


SECTIONS = (
    (_("Base and extras"), ("base", "stipends", "per_diems")),
    (_("Work"), ("threshold", "threshold_is_implied", "rate", "tiers", "tier_method", "resets", "payout")),
    (_("Other work"), ("encounter_threshold", "encounter_rate", "dental_rate", "asa_rate")),
    (_("Quality"), ("quality_rate", "withhold", "quality_score")),
    (_("Guarantee, draw and settlement"), ("guarantee", "draw_monthly", "settled", "recovery", "most_recovered")),
    (_("Caps"), ("cap_wrvu", "cap_production", "cap_total")),
)
RECOVERY = [
    ("carried", _("Carried forward until it is worked off")),
    ("forgiven_at_end", _("Carried forward, forgiven at the end of the contract year")),
    ("kept", _("Not owed: each period stands alone")),
]


class TermsForm(HeldForm):
    """The components of a plan, each of which may stay empty."""

    title = forms.CharField(label=_("Name"), max_length=80, validators=[refuse_patients_in_note])
    base = MaybeNumber(_("Base a year"), MOST_DOLLARS, _("Dollars at 1.0 total FTE. Paid by total FTE, day by day."))
    stipends = RowsField(_("Stipends"), 1, _("One a line: name; dollars a year. Not lowered by FTE. Such as: Medical director; 24000"))
    per_diems = RowsField(_("Per diems"), 2, _("One a line: name; days a year; dollars a day. Such as: Weekend call; 12; 900"))
    threshold = MaybeNumber(_("Threshold"), MOST_WRVU, _("wRVU a year at 1.0 clinical FTE. Follows clinical time and leave."))
    threshold_is_implied = forms.BooleanField(label=_("The threshold is implied: base divided by the rate"), required=False)
    rate = MaybeNumber(_("Rate"), MOST_RATE, _("Dollars for each wRVU above the threshold; without a threshold, for each."), 4)
    tiers = RowsField(_("Tiers"), 1, _("One a line: above how many wRVU a year; dollars. Such as: 4500; 65"), is_named=False)
    tier_method = forms.ChoiceField(
        label=_("Tiers pay"), choices=[("marginal", _("each band at its own rate")), ("whole", _("all work at the rate that is reached"))]
    )
    resets = forms.ChoiceField(
        label=_("Threshold and tiers start anew"), choices=[("year", _("each contract year")), ("quarter", _("each quarter"))]
    )
    payout = MaybeNumber(_("Share of the bonus paid out, percent"), _HUNDRED, _("Empty: all of it."))
    encounter_threshold = MaybeNumber(_("Threshold of encounters"), MOST_WRVU, _("Cases a year at 1.0 clinical FTE."))
    encounter_rate = MaybeNumber(_("Rate for an encounter"), MOST_RATE, _("Dollars for each above its threshold."), 4)
    dental_rate = MaybeNumber(_("Value of a dental dollar"), Decimal(1), _("Such as 0.32 for 32 cents of each dollar produced."), 4)
    asa_rate = MaybeNumber(_("Value of an ASA unit"), MOST_RATE, _("Dollars a unit. Units are never turned into wRVU."), 4)
    quality_rate = MaybeNumber(_("Quality rate"), MOST_RATE, _("Dollars a wRVU at a score of 100, carved out of the market rate."), 4)
    withhold = MaybeNumber(_("Part of the base that is kept back, percent"), _HUNDRED, _("The score releases it."))
    quality_score = MaybeNumber(_("Quality score, percent"), _HUNDRED, _("Empty while it is not known: it waits, and is not zero."))
    guarantee = MaybeNumber(_("Guarantee a year"), MOST_DOLLARS, _("Dollars at 1.0 clinical FTE, a floor under base and work."))
    draw_monthly = MaybeNumber(_("Draw a month"), MOST_DOLLARS, _("Dollars paid ahead of what is earned."))
    settled = forms.ChoiceField(
        label=_("True-up"), choices=[("quarter", _("each quarter, on the year to date")), ("year", _("once a year"))]
    )
    recovery = forms.ChoiceField(label=_("What was paid beyond what was earned is"), choices=RECOVERY)
    most_recovered = MaybeNumber(_("At most this is carried forward"), MOST_DOLLARS, _("Dollars. Empty: all of it."))
    cap_wrvu = MaybeNumber(_("Cap on wRVU"), MOST_WRVU, _("A year at 1.0 clinical FTE. Work beyond it is not paid."))
    cap_production = MaybeNumber(_("Cap on pay for work"), MOST_DOLLARS, _("Dollars a year at 1.0 clinical FTE."))
    cap_total = MaybeNumber(_("Cap on all cash"), MOST_DOLLARS, _("Dollars a year at 1.0 total FTE."))

    @property
    def sections(self) -> list[tuple[Any, list[Any]]]:
        """The fields under their headings; those of a plan itself come first, without one."""
        within = {name for _heading, names in SECTIONS for name in names}
        own = [self[name] for name in self.fields if name not in within]
        return [("", own), *((heading, [self[name] for name in names]) for heading, names in SECTIONS)]

    def clean(self) -> None:
        """Tell every fault of the terms at its field."""
        super().clean()
        if not self.errors:
            for field, fault in check_terms(self.terms):
                self.add_error(field, FAULTS[fault])

    @property
    def terms(self) -> PlanTerms:
        """What the valid form says."""
        said = self.cleaned_data
        how = said["recovery"]
        return PlanTerms(
            **{name: said[name] for name in _AS_TYPED},
            **{name: None if said[name] is None else said[name] / _HUNDRED for name in _PERCENT},
            threshold_is_implied=said["threshold_is_implied"],
            tiers=tuple(Tier(above, rate) for above, rate in said["tiers"]),
            tier_method=TierMethod(said["tier_method"]),
            resets=Span(said["resets"]),
            settled=Span(said["settled"]),
            recovery=Recovery(how != "kept", said["most_recovered"], how == "forgiven_at_end"),
            stipends=tuple(Stipend(*row) for row in said["stipends"]),
            per_diems=tuple(PerDiem(*row) for row in said["per_diems"]),
        )


_PERCENT = ("payout", "withhold", "quality_score")
_AS_TYPED = (
    "base", "threshold", "rate", "encounter_threshold", "encounter_rate", "dental_rate", "asa_rate", "quality_rate", "guarantee",
    "draw_monthly", "cap_wrvu", "cap_production", "cap_total",
)  # fmt: skip


class PlanForm(TermsForm):
    """A plan from a day on."""

    effective_from = DayField(_("From"), _("Holds until the next plan. Thresholds and tiers start anew with it."))
    year_starts_in = forms.TypedChoiceField(label=_("Contract year begins in"), choices=MONTHS, coerce=int, initial=1)
    schedule_year = forms.IntegerField(
        label=_("Fee schedule year that is paid on"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("Empty: each line as it was credited. A year values the log anew on that year's work RVUs."),
    )
    field_order = ("title", "effective_from", "year_starts_in", "schedule_year")


class OfferForm(TermsForm):
    """An offer, or a question of one's own."""


ON = [("log", _("your log of the contract year so far")), ("planned", _("a year with the figures below"))]


class CompareForm(forms.Form):
    """Two of the choices, on the own log or on planned volumes."""

    first = forms.ChoiceField(label=_("First"))
    second = forms.ChoiceField(label=_("Second"))
    on = forms.ChoiceField(label=_("On"), choices=ON)
    wrvu = MaybeNumber(_("wRVU a year"), MOST_WRVU)
    encounters = MaybeNumber(_("Encounters a year"), MOST_WRVU)
    dental = MaybeNumber(_("Dental production a year, dollars"), MOST_DOLLARS)
    asa = MaybeNumber(_("ASA units a year"), MOST_WRVU)
    clinical_fte = MaybeNumber(_("Clinical FTE"), Decimal(1), _("1.0 if empty."), 3)
    total_fte = MaybeNumber(_("Total FTE"), Decimal(2), _("1.0 if empty."), 3)

    def __init__(self, choices: Sequence[Choice], data: Any = None, *, has_paid_log: bool = True) -> None:
        super().__init__(data)
        on = self.fields["on"]
        assert isinstance(on, forms.ChoiceField)
        if not has_paid_log:
            on.choices = [choice for choice in ON if choice[0] == "planned"]
        self.by_key = {choice.key: choice for choice in choices}
        for name in ("first", "second"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(choice.key, choice.name) for choice in choices]
        self.initial = dict(zip(("first", "second"), self.by_key, strict=False))

    @property
    def what(self) -> list[Any]:
        """The fields that say what is compared."""
        return [self[name] for name in ("first", "second", "on")]

    @property
    def figures(self) -> list[Any]:
        """The fields of a planned year."""
        return [self[name] for name in self.fields if name not in ("first", "second", "on")]

    @property
    def is_planned(self) -> bool:
        """Whether the figures of a planned year are asked for or faulty, so that they are in view."""
        return self["on"].value() == "planned" or any(field.errors for field in self.figures)

    @property
    def chosen(self) -> tuple[Choice, Choice]:
        """The two choices of a valid form."""
        return self.by_key[self.cleaned_data["first"]], self.by_key[self.cleaned_data["second"]]

    @property
    def volumes(self) -> Volumes:
        """The planned year of a valid form; what is left empty is none, and 1.0 FTE."""
        said = self.cleaned_data
        work = (said[name] or Decimal(0) for name in ("wrvu", "encounters", "dental", "asa"))
        fte = (Decimal(1) if said[name] is None else said[name] for name in ("clinical_fte", "total_fte"))
        return Volumes(*work, *fte)


class YearEndForm(forms.Form):
    """So many wRVU at the end of the contract year."""

    wrvu = MaybeNumber(_("wRVU at the end of the contract year"), MOST_WRVU)


def initial_of(row: PayPlan | PayOffer) -> dict[str, Any]:
    """Return what the form of a plan or an offer starts with."""
    terms = row.agreed
    how = "kept" if not terms.recovery.is_recoverable else "forgiven_at_end" if terms.recovery.forgives_at_end else "carried"
    shown: dict[str, Any] = {name: _plain(getattr(terms, name)) for name in _AS_TYPED}
    shown |= {name: None if getattr(terms, name) is None else _plain(getattr(terms, name) * _HUNDRED) for name in _PERCENT}
    shown |= {"threshold_is_implied": terms.threshold_is_implied, "tier_method": terms.tier_method.value, "resets": terms.resets.value}
    shown |= {"settled": terms.settled.value, "recovery": how, "most_recovered": _plain(terms.recovery.most), "title": row.title}
    shown["tiers"] = _rows((tier.above, tier.rate) for tier in terms.tiers)
    shown["stipends"] = _rows((one.name, one.annual) for one in terms.stipends)
    shown["per_diems"] = _rows((one.name, one.days, one.rate) for one in terms.per_diems)
    if isinstance(row, PayPlan):
        shown |= {"effective_from": row.effective_from, "year_starts_in": row.year_starts_in, "schedule_year": row.schedule_year}
    return shown


def _rows(rows: Iterable[Sequence[object]]) -> str:
    return "\n".join("; ".join(format(cell, "f") if isinstance(cell, Decimal) else str(cell) for cell in row) for row in rows)


def _plain(value: Decimal | None) -> str | None:
    """A number without zeros that nobody typed: 80, not 80.0000."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
