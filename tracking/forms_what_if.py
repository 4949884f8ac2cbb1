"""The form of "what if" on the page of a case: another policy, another release, other modifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from codes.models import Release
from rvuedge.accounts.models import Organisation
from tracking.agreed import policy_named
from tracking.entry import EntryLine, check_lines
from tracking.forms_faults import words_for
from tracking.models import Case, CreditPolicy
from tracking.policy_names import preset_choices
from tracking.what_if import Asked


class WhatIfForm(forms.Form):
    """What is to be different; a field that is left as it is changes nothing."""

    policy = forms.ChoiceField(label=_("Policy"), required=False)
    release = forms.ModelChoiceField(
        label=_("Release for credit"),
        queryset=Release.objects.active().order_by("-effective_from"),
        required=False,
        empty_label=_("As it was counted"),
        error_messages={"invalid_choice": _("Choose one of the loaded releases.")},
    )

    def __init__(self, case: Case, lines: Sequence[EntryLine], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.case, self.lines = case, tuple(lines)
        organisation: Organisation = case.clinician.organisation
        own = CreditPolicy.objects.active().filter(organisation=organisation).values_list("name", "title").distinct()
        policy = self.fields["policy"]
        assert isinstance(policy, forms.ChoiceField)
        policy.choices = [("", _("As it was counted")), *preset_choices(), *own]
        for place, line in enumerate(self.lines, start=1):
            attrs = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
            self.fields[f"modifiers_{place}"] = forms.CharField(
                label=_("Modifiers of %s") % line.code,
                required=False,
                max_length=20,
                initial=" ".join(line.modifiers),
                widget=forms.TextInput(attrs=attrs),
            )

    def clean(self) -> None:
        """Refuse modifiers that cannot stand, at the field of their line."""
        super().clean()
        for place, line in enumerate(self._lines, start=1):
            for fault in check_lines((line,)):
                self.add_error(f"modifiers_{place}", words_for(fault))

    @property
    def asked(self) -> Asked:
        """What a valid form asks."""
        name = self.cleaned_data.get("policy") or ""
        policy = policy_named(name, self.case.clinician.organisation, self.case.date_of_service) if name else None
        return Asked(policy, self.cleaned_data.get("release"), tuple(line.modifiers for line in self._lines))

    @property
    def _lines(self) -> list[EntryLine]:
        changed = []
        for place, line in enumerate(self.lines, start=1):
            typed = self.cleaned_data.get(f"modifiers_{place}", "") if f"modifiers_{place}" in self.data else " ".join(line.modifiers)
            changed.append(replace(line, modifiers=tuple(typed.upper().replace(",", " ").replace("-", " ").split())))
        return changed
