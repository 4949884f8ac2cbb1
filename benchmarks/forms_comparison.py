"""Forms of what a comparison rests on: shares of specialties from a day, and how the organisation compares."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks.models import BlendMethod, ComparisonPolicy, DaysCounted, SpecialtyShare, Survey
from benchmarks.surveys.cuts import in_order, is_same_cut
from benchmarks.surveys.vocabulary import cut_of
from codes.models import Specialty
from tracking.forms_effort import DayField, HeldForm

MOST_SHARES, MOST_MONTHS, MOST_NAMED = 3, 36, 20


class SharesForm(HeldForm):
    """Up to three specialties with their part of the clinical time, in percent."""

    effective_from = DayField(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None")), *Specialty.objects.values_list("code", "name")]
        for number in range(1, MOST_SHARES + 1):
            words = {"number": number}
            self.fields[f"specialty{number}"] = forms.ChoiceField(
                label=_("Specialty %(number)s") % words, choices=choices, required=number == 1
            )
            self.fields[f"percent{number}"] = forms.DecimalField(
                label=_("Percent %(number)s") % words,
                min_value=Decimal("0.01"),
                max_value=Decimal(100),
                decimal_places=2,
                required=number == 1,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def clean(self) -> None:
        """Refuse a specialty twice, one without its percent, and parts that are no whole."""
        super().clean()
        said = [(self.cleaned_data.get(f"specialty{n}"), self.cleaned_data.get(f"percent{n}")) for n in range(1, MOST_SHARES + 1)]
        if any(bool(code) != (percent is not None) for code, percent in said):
            raise forms.ValidationError(_("Each specialty needs its percent, and each percent its specialty."))
        named = [(str(code), percent) for code, percent in said if percent is not None]
        if len({code for code, _percent in named}) < len(named):
            raise forms.ValidationError(_("A specialty stands there twice. Add its parts up."))
        if sum((percent for _code, percent in named), Decimal(0)) != 100:
            raise forms.ValidationError(_("The parts add up to 100 percent. Correct the one that is wrong."))
        self.cleaned_data["shares"] = {code: percent / 100 for code, percent in named}


class ComparisonForm(HeldForm):
    """How the organisation compares from a day on."""

    effective_from = DayField(_("From"))
    method = forms.ChoiceField(
        label=_("Surveys"),
        choices=BlendMethod.choices,
        help_text=_("Where several are in force for a specialty. Surveys of different schedule years are never blended."),
    )
    weights = forms.CharField(
        label=_("Fixed weights"),
        required=False,
        max_length=300,
        help_text=_("Only with fixed weights: short name and weight of each survey, such as willow 60, oak 40."),
    )
    cut = forms.CharField(
        label=_("Cut"),
        required=False,
        max_length=300,
        help_text=_("Such as a region; several with semicolons between, the best first; blank for everybody, who come last."),
    )
    target_percentile = forms.DecimalField(
        label=_("Wanted percentile"),
        required=False,
        min_value=Decimal(1),
        max_value=Decimal(99),
        decimal_places=2,
        help_text=_("Shown with its value where the licence shows all points."),
    )
    basis = forms.ChoiceField(
        label=_("Clinical time is counted by"),
        choices=DaysCounted.choices,
        required=False,
        help_text=_("Calendar days, as surveys do, unless you say otherwise. Working days follow your calendar; a whole year is the same."),
    )
    ramp = forms.CharField(
        label=_("First months of a beginner"),
        required=False,
        max_length=300,
        help_text=_(
            "Percent of the benchmark in each month since the start, such as 50 60 70 80 90; blank for none. No percentile changes."
        ),
    )

    def __init__(self, *args: Any, surveys: Sequence[Survey], cuts: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = {survey.code for survey in surveys}
        self._cuts = tuple(label for label in cuts if label)

    def clean_cut(self) -> str:
        """Return the wanted cuts as the editions call them; one that no edition has is a slip of the pen."""
        found = []
        for wanted in in_order(str(self.cleaned_data["cut"])):
            known = next((label for label in self._cuts if is_same_cut(label, wanted)), None)
            if known is None and cut_of(wanted):
                raise forms.ValidationError(
                    _("No edition has the cut '%(cut)s'. Known are %(cuts)s."),
                    params={"cut": wanted[:60], "cuts": "; ".join(self._cuts[:MOST_NAMED]) or "-"},
                )
            found.append(known or wanted)
        return "; ".join(found)

    def clean_weights(self) -> dict[str, Decimal]:
        """Return the weight of each survey by its code."""
        found = {}
        for part in str(self.cleaned_data["weights"]).replace(";", ",").split(","):
            code, _sign, text = part.strip().rpartition(" ")
            if not part.strip():
                continue
            weight = _number(text)
            if code.strip() not in self._codes or weight is None:
                raise forms.ValidationError(
                    _("'%(part)s' is no survey with a weight. Known are %(codes)s."),
                    params={"part": part.strip()[:40], "codes": ", ".join(sorted(self._codes)) or "-"},
                )
            found[code.strip()] = weight
        return found

    def clean_basis(self) -> str:
        """Return the days that are counted: those of the calendar where nothing is said."""
        return str(self.cleaned_data["basis"] or DaysCounted.CALENDAR)

    def clean_ramp(self) -> list[Decimal]:
        """Return the factor of each month."""
        factors = [_number(text.strip("%")) for text in str(self.cleaned_data["ramp"]).replace(",", " ").split()]
        if len(factors) > MOST_MONTHS or any(factor is None or factor > 100 for factor in factors):
            raise forms.ValidationError(_("Write up to 36 numbers from 0 to 100, such as 50 60 70."))
        return [factor / 100 for factor in factors if factor is not None]

    def clean(self) -> None:
        """Fixed weights need weights."""
        super().clean()
        if self.cleaned_data.get("method") == BlendMethod.FIXED and not any((self.cleaned_data.get("weights") or {}).values()):
            self.add_error("weights", _("Give the weight of each survey, such as willow 60, oak 40."))


def said_of_policy(policy: ComparisonPolicy) -> dict[str, object]:
    """Return what the form says of a day that has an entry, in the words in which it is typed."""
    return {
        "effective_from": policy.effective_from,
        "method": policy.method,
        "weights": ", ".join(f"{code} {weight}" for code, weight in policy.weights.items()),
        "cut": policy.cut,
        "target_percentile": None if policy.target_percentile is None else f"{policy.target_percentile.normalize():f}",
        "basis": policy.basis,
        "ramp": " ".join(f"{(Decimal(factor) * 100).normalize():f}" for factor in policy.ramp),
    }


def said_of_shares(shares: Sequence[SpecialtyShare]) -> dict[str, object]:
    """Return what the form says of the shares of one day."""
    said: dict[str, object] = {"effective_from": shares[0].effective_from} if shares else {}
    for number, share in enumerate(shares[:MOST_SHARES], start=1):
        said |= {f"specialty{number}": share.specialty.code, f"percent{number}": f"{(share.weight * 100).normalize():f}"}
    return said


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 1_000_000 else None
