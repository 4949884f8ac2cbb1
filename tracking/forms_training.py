"""Forms about a trainee's cases: what is said of them, and what an attending answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import CareerStage
from tracking.models import Clinician, TrainedCase
from tracking.services_training import CaseFacts, attendings_of
from tracking.training.case_set import CaseSet
from tracking.training.terms import TraineeRole
from tracking.training_cases import short_name
from tracking.training_words import LEVEL_WORDS, REASON_WORDS, ROLE_WORDS, SETTING_WORDS

MOST_AT_ONCE = 200


class FactsForm(forms.Form):
    """Role, level, setting, attending, real or simulated: what holds for one case or for several."""

    role = forms.ChoiceField(label=_("Your role"))
    level = forms.ChoiceField(label=_("Level of responsibility"), choices=[(str(key), words) for key, words in LEVEL_WORDS.items()])
    setting = forms.ChoiceField(label=_("Setting"), choices=[(str(key), words) for key, words in SETTING_WORDS.items()])
    attending = forms.ModelChoiceField(
        label=_("Attending"),
        queryset=Clinician.objects.none(),
        required=False,
        empty_label=_("Nobody of the list"),
        help_text=_("Who signs it. The list has those who keep a log in your organisation."),
    )
    is_simulated = forms.BooleanField(label=_("Simulated, no real patient"), required=False)

    def __init__(self, posted: Mapping[str, str] | None = None, *, clinician: Clinician, **options: object) -> None:
        super().__init__(posted, **options)  # type: ignore[arg-type]
        is_student = clinician.user.career_stage == CareerStage.MEDICAL_STUDENT
        roles = {role: words for role, words in ROLE_WORDS.items() if (role is TraineeRole.STUDENT) == is_student}
        role, attending = self.fields["role"], self.fields["attending"]
        assert isinstance(role, forms.ChoiceField) and isinstance(attending, forms.ModelChoiceField)
        role.choices = [(str(key), words) for key, words in roles.items()]
        attending.queryset = attendings_of(clinician)

    @property
    def facts(self) -> CaseFacts:
        """What a valid form says."""
        told = self.cleaned_data
        return CaseFacts(
            role=told["role"],
            level=told["level"],
            setting=told["setting"],
            attending=told["attending"],
            is_simulated=told["is_simulated"],
            claimed_code=told.get("claimed_code", ""),
            categories=tuple(told.get("categories", ())),
        )


class CaseFactsForm(FactsForm):
    """What is said of one case: also which of its codes is claimed, and where it counts."""

    claimed_code = forms.ChoiceField(
        label=_("Claimed procedure"), required=False, help_text=_("One procedure of a case is claimed; the others stay in the log.")
    )
    categories = forms.MultipleChoiceField(
        label=_("Counts in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: the categories that name the code."),
    )

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        clinician: Clinician,
        codes: Iterable[str],
        case_set: CaseSet | None,
        **options: object,
    ) -> None:
        super().__init__(posted, clinician=clinician, **options)
        claimed, categories = self.fields["claimed_code"], self.fields["categories"]
        assert isinstance(claimed, forms.ChoiceField) and isinstance(categories, forms.MultipleChoiceField)
        names = {code: f"{code} {short_name(code)}" if short_name(code) != code else code for code in codes}
        claimed.choices = [("", _("The one with the most work"))] + list(names.items())
        leaves = [one for one in case_set.categories if one.codes and not one.takes_every_code] if case_set else []
        categories.choices = [(category.key, category.name) for category in leaves]
        if not leaves:
            del self.fields["categories"]
        if len(names) < 2:
            del self.fields["claimed_code"]


class ChosenCasesForm(forms.Form):
    """Which cases something is done to: their ids, at most 200 at once."""

    case = forms.TypedMultipleChoiceField(
        coerce=UUID, error_messages={"required": _("Choose at least one case."), "invalid_choice": _("Choose cases of the list.")}
    )

    def __init__(self, posted: QueryDict, numbers: Iterable[UUID]) -> None:
        super().__init__(posted)
        field = self.fields["case"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(str(number), "") for number in numbers]

    def clean_case(self) -> list[UUID]:
        """Refuse more than fit one transaction."""
        numbers: list[UUID] = self.cleaned_data["case"]
        if len(numbers) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Choose at most 200 cases at once."))
        return numbers


class ReturnForm(forms.Form):
    """What an attending wants corrected; a choice, no free text."""

    reason = forms.ChoiceField(
        label=_("What to correct"),
        choices=[(str(key), words) for key, words in REASON_WORDS.items()],
        error_messages={"required": _("Choose what to correct.")},
    )


def seen_of(posted: QueryDict) -> dict[UUID, datetime]:
    """Return the chosen cases of a signing with the state that was seen: each is sent as "id moment"."""
    seen: dict[UUID, datetime] = {}
    for text in posted.getlist("case")[:MOST_AT_ONCE]:
        number, _blank, moment = text.partition(" ")
        try:
            at = parse_datetime(moment)
            if at is not None and at.tzinfo is not None:
                seen[UUID(number)] = at
        except ValueError:
            continue
    return seen


def moment_of(text: str) -> datetime | None:
    """Return the moment of a hidden field; None where it is none."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def initial_facts(told: TrainedCase | None, attending: int | None) -> Mapping[str, object]:
    """Return what a form begins with: what was said of a case."""
    if told is None:
        return {"attending": attending}
    names: Sequence[str] = ("role", "level", "setting", "is_simulated", "claimed_code", "categories")
    return {**{name: getattr(told, name) for name in names}, "attending": attending}


class DaysForm(forms.Form):
    """The days of a sheet for the official system, and whether cases that were typed stand on it."""

    first = forms.DateField(label=_("From"), required=False, input_formats=["%Y-%m-%d"])
    last = forms.DateField(label=_("To"), required=False, input_formats=["%Y-%m-%d"])
    with_typed = forms.BooleanField(label=_("Also those that were typed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name].error_messages["invalid"] = _("This is not a date of the calendar. Write it as 2026-11-23.")

    def clean(self) -> None:
        """Refuse days in the wrong order."""
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            raise forms.ValidationError(_("The first day is after the last. Exchange them."))
