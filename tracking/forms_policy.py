"""Forms of /manage/policies/: a policy's title and day, every choice of it, and a clinician's contract."""

import re
from collections.abc import Mapping
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from codes.models import Release
from rvuedge.accounts.models import Organisation
from rvuedge.web.free_text import refuse_patients_in_note
from tracking.models import Clinician
from tracking.models.policy import CreditPolicy, PolicyState
from tracking.places import PLACES
from tracking.policy_names import preset_choices
from tracking.wrvu.policy import Absent, RankBasis, TimeRounding
from tracking.wrvu.policy_choices import read_choices

_DAY = {"invalid": _("Write the day as YYYY-MM-DD."), "required": _("Choose a day.")}
# A comma within a number is a decimal comma, which no factor has.
_BETWEEN_FACTORS = r"(?:[,;]\s+|[\s;])+"
# The choices in the order of the page: name, label, help. A factor is a share of the whole: 0.5 is half.
FLAGS = (
    ("counts_work_not_used_by_medicare", _("Count work that Medicare does not use (status B, I, N, X)")),
    ("folds_endoscopy", _("Endoscopy family: the lesser keeps what it adds over the base code")),
    ("bundles_injections", _("Injections (status T) count only where nothing else counts that day")),
    ("gates_second_surgeons", _("Second surgeons only where the row's indicator allows them")),
    ("splits_global_package", _("Split the global package for modifiers 54, 55 and 56")),
    ("counts_risk_units", _("Add anesthesia units for physical status and qualifying circumstances")),
)
FACTORS = (
    ("second_professional", _("Second and later imaging reading (26)"), ""),
    ("co_surgeon", _("Two surgeons, 62"), ""),
    ("team", _("Team, 66"), _("Empty: by report")),
    ("assistant", _("Assistant, 80"), ""),
    ("minimum_assistant", _("Minimum assistant, 81"), ""),
    ("assistant_without_resident", _("Assistant where no resident is, 82"), ""),
    ("assistant_nonphysician", _("Assistant who is no physician, AS"), ""),
    ("surgical_care", _("Surgical care only, 54"), _("Empty: as the row says")),
    ("post_operative_care", _("Post-operative care only, 55"), _("Empty: as the row says")),
    ("pre_operative_care", _("Pre-operative care only, 56"), _("Empty: as the row says")),
    ("return_to_operating_room", _("Return to the operating room, 78"), _("Empty: as the row says")),
    ("increased", _("Increased work, 22"), ""),
    ("reduced", _("Reduced service, 52"), ""),
    ("stopped", _("Stopped service, 53, without a row of its own"), _("Empty: by report")),
    ("infant", _("Infant under 4 kg, 63"), ""),
    ("nonphysician", _("Billed by a nurse practitioner or physician assistant"), ""),
    ("social_worker", _("Billed by a clinical social worker"), ""),
    ("shared_by_physician", _("Shared visit, FS, to the physician"), ""),
    ("shared_by_nonphysician", _("Shared visit, FS, to the other clinician"), ""),
    ("incident_to", _("Incident-to service"), ""),
    ("teaching", _("Teaching physician, GC and GE"), ""),
    ("therapy_assistant", _("Therapy assistant, CQ and CO"), ""),
    ("directs", _("Anesthesia directed, QK, QX, QY"), ""),
)
SIDES = (
    ("not_usual", _("Both sides, indicator 0"), ""),
    ("usual", _("Both sides, indicator 1"), ""),
    ("inherent", _("Both sides, indicator 2"), ""),
    ("each", _("Both sides, indicator 3"), ""),
)
_MAY_BE_EMPTY = {"team", "surgical_care", "post_operative_care", "pre_operative_care", "return_to_operating_room", "stopped"}
_RANKINGS = (
    (RankBasis.FEE, _("by fee, as Medicare does")),
    (RankBasis.TOTAL_RVU, _("by total RVU")),
    (RankBasis.WORK_RVU, _("by work RVU")),
    (RankBasis.NONE, _("not ranked: each counts in full")),
)
# The engine knows a third, the value of a comparable code: it is offered once there is a map of comparable codes.
_ABSENT = (
    (Absent.CURRENT, _("the value of its own day")),
    (Absent.NOTHING, _("nothing")),
)
_TIME = ((TimeRounding.ONE_DECIMAL, _("to one decimal")), (TimeRounding.WHOLE_UP, _("up to whole units")))


class NewPolicyForm(forms.Form):
    """A policy to start: its title, what it starts from, and its first day."""

    title = forms.CharField(
        label=_("Title"), max_length=120, validators=[refuse_patients_in_note], widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    base = forms.ChoiceField(label=_("Start from"), choices=preset_choices)
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DAY
    )


class PolicyForm(forms.Form):
    """Every choice of a policy draft."""

    title = forms.CharField(label=_("Title"), max_length=120, validators=[refuse_patients_in_note])
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DAY
    )
    ranking = forms.ChoiceField(label=_("Several procedures on one day are ranked"), choices=_RANKINGS)
    ladder = forms.CharField(
        label=_("What the first, second, third ... counts"), max_length=80, help_text=_("Factors with spaces, such as 1 0.5 0.5 0.5 0.5")
    )
    has_sides = forms.BooleanField(label=_("Count both sides by the bilateral indicator (50, LT and RT)"), required=False)
    absent = forms.ChoiceField(label=_("A code that a frozen schedule does not have counts"), choices=_ABSENT)
    time_rounding = forms.ChoiceField(label=_("Anesthesia time is rounded"), choices=_TIME)

    def __init__(self, policy: CreditPolicy, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=_initial(policy))
        for name, label in FLAGS:
            self.fields[name] = forms.BooleanField(label=label, required=False)
        for name, label, told in (*SIDES, *FACTORS):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=12,
                required=name not in _MAY_BE_EMPTY,
                help_text=told,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )

    def clean(self) -> None:
        """Refuse what is no factor, each at its field."""
        super().clean()
        _policy, faults = read_choices(self.choices)
        for fault in faults:
            name = "has_sides" if fault.field == "sides" else fault.field
            self.add_error(name if name in self.fields else None, fault.message)

    @property
    def choices(self) -> dict[str, object]:
        """The choices as they are stored."""
        given = self.cleaned_data
        chosen: dict[str, object] = {name: given.get(name) for name in ("ranking", "absent", "time_rounding")}
        chosen |= {name: bool(given.get(name)) for name, _label in FLAGS}
        chosen |= {name: given.get(name, "").strip() or None for name, _label, _told in FACTORS}
        chosen["ladder"] = [one for one in re.split(_BETWEEN_FACTORS, given.get("ladder", "")) if one]
        chosen["sides"] = {name: given.get(name, "") for name, _label, _told in SIDES} if given.get("has_sides") else None
        return chosen


class ContractForm(forms.Form):
    """What a clinician is counted under from a day on."""

    clinician = forms.ModelChoiceField(label=_("Clinician"), queryset=Clinician.objects.none(), empty_label=None)
    effective_from = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=_DAY
    )
    policy = forms.ChoiceField(label=_("Policy"), required=False)
    frozen_release = forms.ModelChoiceField(
        label=_("Schedule"),
        queryset=Release.objects.active(),
        required=False,
        empty_label=_("Release of each date"),
        help_text=_("A contract may freeze one release, such as that of the year it was signed."),
    )
    places = forms.MultipleChoiceField(
        label=_("Places it covers"),
        required=False,
        choices=PLACES,
        help_text=_("None chosen: every place."),
        widget=forms.SelectMultiple(attrs={"size": "5"}),
    )

    def __init__(self, organisation: Organisation, data: QueryDict | None = None, today: date | None = None) -> None:
        super().__init__(data, initial={"effective_from": today})
        people = self.fields["clinician"]
        policies = self.fields["policy"]
        assert isinstance(people, forms.ModelChoiceField)
        assert isinstance(policies, forms.ChoiceField)
        people.queryset = Clinician.objects.filter(organisation=organisation, ended_on=None)
        own = CreditPolicy.objects.active().filter(organisation=organisation).values_list("name", "title").distinct()
        policies.choices = [("", _("The organisation's default")), *preset_choices(), *own]


class FrozenForm(forms.Form):
    """Whose log is compared, and on which frozen release."""

    release = forms.ModelChoiceField(
        label=_("Frozen release"),
        queryset=Release.objects.active().order_by("-effective_from"),
        empty_label=None,
        error_messages={"required": _("Choose a release."), "invalid_choice": _("Choose one of the loaded releases.")},
    )
    clinician = forms.ModelChoiceField(
        label=_("Whose log"),
        queryset=Clinician.objects.none(),
        required=False,
        empty_label=_("Everybody's"),
        error_messages={"invalid_choice": _("Choose somebody of your organisation.")},
    )

    def __init__(self, organisation: Organisation, data: QueryDict | None = None) -> None:
        super().__init__(data)
        people = self.fields["clinician"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = Clinician.objects.filter(organisation=organisation).order_by("name")


def _initial(policy: CreditPolicy) -> dict[str, object]:
    choices: Mapping[str, object] = policy.choices
    sides = choices.get("sides")
    ladder = choices.get("ladder")
    # Without a map of comparable codes such a draft counts nothing for an absent code, so that is what it starts from.
    is_unoffered = policy.state == PolicyState.DRAFT and choices.get("absent") == Absent.COMPARATOR
    return {
        **choices,
        **({"absent": Absent.NOTHING} if is_unoffered else {}),
        **(sides if isinstance(sides, dict) else {"not_usual": "1", "usual": "1.5", "inherent": "1", "each": "2"}),
        "has_sides": sides is not None,
        "ladder": " ".join(ladder) if isinstance(ladder, list) else "",
        "title": policy.title,
        "effective_from": policy.effective_from,
    }
