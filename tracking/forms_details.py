"""The form of one logged line: side, the surgeon's part, who billed, post-operative care, and the time of an anesthetic."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from codes.lanes import Lane
from tracking.entry import EntryLine, check_lines
from tracking.forms_faults import words_for
from tracking.models import CaseLine
from tracking.wrvu.details import NAMES, PHYSICAL_STATUS, QUALIFYING, VISITS, YES, details_of, read_details
from tracking.wrvu.facts import Provider

_NONE = ("", "-")
_YES_NO = (("", _("No")), (YES, _("Yes")))
SIDES = (("", _("Not said")), ("LT", _("Left (LT)")), ("RT", _("Right (RT)")), ("50", _("Both (50)")))
ROLES = (
    ("", _("Surgeon alone")),
    ("62", _("One of two surgeons (62)")),
    ("66", _("In a team (66)")),
    ("80", _("Assistant (80)")),
    ("81", _("Minimum assistant (81)")),
    ("82", _("Assistant, no resident there (82)")),
    ("AS", _("Assistant who is no physician (AS)")),
)
DIRECTION = (
    ("", _("Not said")),
    ("AA", _("Personally (AA)")),
    ("QK", _("Directing 2 to 4 (QK)")),
    ("QY", _("Directing one (QY)")),
    ("QX", _("Directed, not a physician (QX)")),
    ("QZ", _("Not directed, not a physician (QZ)")),
    ("AD", _("Supervising more than 4 (AD)")),
)
PROVIDERS = (
    (Provider.PHYSICIAN, _("Physician")),
    (Provider.NURSE_PRACTITIONER, _("Nurse practitioner")),
    (Provider.PHYSICIAN_ASSISTANT, _("Physician assistant")),
    (Provider.CLINICAL_NURSE_SPECIALIST, _("Clinical nurse specialist")),
    (Provider.CERTIFIED_NURSE_MIDWIFE, _("Certified nurse-midwife")),
    (Provider.CLINICAL_PSYCHOLOGIST, _("Clinical psychologist")),
    (Provider.CLINICAL_SOCIAL_WORKER, _("Clinical social worker")),
    (Provider.DIETITIAN, _("Dietitian")),
    (Provider.NONPHYSICIAN, _("Another non-physician")),
)
_STATUS_WORDS = {
    "P1": _("healthy"),
    "P2": _("mild disease"),
    "P3": _("severe disease"),
    "P4": _("constant threat to life"),
    "P5": _("not expected to survive without the operation"),
    "P6": _("organ donor"),
}
_QUALIFYING_WORDS = {
    "99100": _("under 1 or over 70 years"),
    "99116": _("whole-body cooling"),
    "99135": _("controlled low pressure"),
    "99140": _("emergency"),
}
AFTERCARE = "55"
# Which modifiers a choice of the form stands for: choosing one takes the others away.
_GROUPS = {"side": SIDES, "role": ROLES, "direction": DIRECTION}
_DAY = {"invalid": _("Write the date as YYYY-MM-DD.")}


def _choice(label: Any, choices: Any, text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=text)


def _number(label: Any, text: Any = "", *, is_whole: bool = False) -> forms.CharField:
    attrs = {"inputmode": "numeric" if is_whole else "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, max_length=12, help_text=text, widget=forms.TextInput(attrs=attrs))


def _date(label: Any, text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget, help_text=text, error_messages=_DAY)


class LineForm(forms.Form):
    """What is known of one line beside its code; only what can matter to its lane is asked."""

    direction = _choice(_("Anesthesia given"), DIRECTION)
    minutes = _number(_("Minutes of anesthesia"), _("From the start to the end of your care. Fifteen minutes are a unit."), is_whole=True)
    concurrent = _number(_("Anesthetics at once"), _("Yours and those you directed at the same time."), is_whole=True)
    at_induction = _choice(_("Present at induction"), _YES_NO)
    physical_status = _choice(_("Physical status"), [_NONE, *((name, f"{name} {_STATUS_WORDS[name]}") for name in PHYSICAL_STATUS)])
    qualifying = forms.MultipleChoiceField(
        label=_("Qualifying circumstances"),
        required=False,
        choices=[(code, f"{code} {_QUALIFYING_WORDS[code]}") for code in QUALIFYING],
        widget=forms.SelectMultiple(attrs={"size": "4"}),
    )
    base_units = _number(_("Base units"), _("Only where the list of your administrator lacks the code."))
    side = _choice(_("Side"), SIDES)
    role = _choice(_("Your part in the operation"), ROLES)
    documented = _choice(_("The need of a second surgeon is documented"), _YES_NO)
    surgery_on = _date(_("Day of surgery"), _("Post-operative care (55) counts by the days between the hand-over dates."))
    care_from = _date(_("Your care began"))
    care_to = _date(_("Your care ended"))
    reviewed_factor = _number(_("Factor after review"), _("What a reviewer allowed for 22, 52, 53 or 66, such as 1.25."))
    billed_by = _choice(_("Billed by"), PROVIDERS)
    incident_to = _choice(_("Incident-to a physician"), _YES_NO)
    substantive_portion = _choice(_("Substantive portion of a shared visit (FS)"), [("", _("Not said")), *PROVIDERS])
    visit = _choice(
        _("Visit of the day"), [("", _("The only one")), *((one, one) for one in VISITS)], _("Separate visits of one day are ranked apart.")
    )
    charge = _number(_("Charge in dollars"), _("Payment is never estimated above it."))

    def __init__(self, line: CaseLine, entered: EntryLine, data: QueryDict | None = None) -> None:
        self.entered = entered
        super().__init__(data, initial=_initial(entered))
        for name in _left_out(line, entered):
            del self.fields[name]

    def clean(self) -> None:
        """Refuse what cannot stand, each at its field."""
        super().clean()
        _facts, faults = read_details(self._details)
        for fault in faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
        for wrong in check_lines((replace(self.entered, modifiers=self._modifiers),)):
            self.add_error(None, words_for(wrong))

    @property
    def line(self) -> EntryLine:
        """The line as a valid form says it."""
        facts, _faults = read_details(self._details)
        return replace(self.entered, modifiers=self._modifiers, facts=facts)

    @property
    def _details(self) -> dict[str, str]:
        given = {name: _text(self.cleaned_data.get(name)) for name in NAMES if name in self.fields}
        if given.get("billed_by") == Provider.PHYSICIAN:
            given["billed_by"] = ""
        hidden = {name: text for name, text in details_of(self.entered.facts).items() if name not in self.fields}
        return hidden | given

    @property
    def _modifiers(self) -> tuple[str, ...]:
        modifiers = self.entered.modifiers
        for name, choices in _GROUPS.items():
            chosen = self.cleaned_data.get(name)
            if name not in self.fields or chosen is None or chosen == _chosen(modifiers, choices):
                continue
            known = {value for value, _label in choices}
            modifiers = tuple(one for one in modifiers if one not in known) + ((chosen,) if chosen else ())
        return modifiers


def _left_out(line: CaseLine, entered: EntryLine) -> list[str]:
    """The fields that cannot matter to a line, unless something is told there already."""
    told = details_of(entered.facts)
    of_anesthesia = ["direction", "minutes", "concurrent", "at_induction", "physical_status", "qualifying", "base_units"]
    of_surgery = ["side", "role", "documented", "surgery_on", "care_from", "care_to", "reviewed_factor", "substantive_portion"]
    left = of_surgery if line.lane == Lane.ANESTHESIA else of_anesthesia
    care = [] if AFTERCARE in entered.modifiers else ["surgery_on", "care_from", "care_to"]
    return [name for name in dict.fromkeys([*left, *care]) if name not in told]


def _initial(entered: EntryLine) -> dict[str, Any]:
    told: dict[str, object] = {**details_of(entered.facts)}
    told.setdefault("billed_by", Provider.PHYSICIAN)
    told["qualifying"] = str(told.get("qualifying", "")).split()
    return told | {name: _chosen(entered.modifiers, choices) for name, choices in _GROUPS.items()}


def _chosen(modifiers: tuple[str, ...], choices: tuple[tuple[str, object], ...]) -> str:
    return next((value for value, _label in choices if value in modifiers), "")


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value).strip()
