"""Forms about places: those of an organisation, and where a clinician usually is on each weekday."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rvuedge.web.free_text import refuse_patients
from tracking.models import UsualPlace, WorkPlace
from tracking.places import NAMES, PLACES
from tracking.services_places import Usual

# In a context of their own: within a date a language may write them otherwise than as a label.
WEEKDAYS = (
    pgettext_lazy("a label", "Monday"),
    pgettext_lazy("a label", "Tuesday"),
    pgettext_lazy("a label", "Wednesday"),
    pgettext_lazy("a label", "Thursday"),
    pgettext_lazy("a label", "Friday"),
    pgettext_lazy("a label", "Saturday"),
    pgettext_lazy("a label", "Sunday"),
)


class WorkPlaceForm(forms.Form):
    """A place of the organisation by its own name."""

    name = forms.CharField(label=_("Name of the place"), max_length=80, validators=[refuse_patients])
    place_of_service = forms.ChoiceField(label=_("Place of service"), choices=[(code, f"{code} {name}") for code, name in PLACES])
    locality = forms.ChoiceField(
        label=_("Medicare locality"), required=False, help_text=_("Moves payments of the fee schedule, never work RVUs.")
    )

    def __init__(self, localities: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["locality"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Not said")), *localities]


class UsualPlacesForm(forms.Form):
    """A place for each weekday; a place of the organisation is named p and its number."""

    def __init__(self, places: Iterable[WorkPlace], kept: Iterable[UsualPlace] = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: Mapping[str, WorkPlace] = {f"p{place.pk}": place for place in places}
        own = [(key, f"{place.name} ({place.place_of_service})") for key, place in self.places.items()]
        plain = [(code, f"{code} {name}") for code, name in PLACES]
        groups = [("", _("The place of the last case")), *([(_("Places of the organisation"), own)] if own else [])]
        known = {one.weekday: f"p{one.work_place_id}" if one.work_place_id else one.place_of_service for one in kept}
        for weekday, name in enumerate(WEEKDAYS):
            choices = [*groups, (_("Places of service"), plain)]
            self.fields[f"day_{weekday}"] = forms.ChoiceField(label=name, choices=choices, required=False, initial=known.get(weekday, ""))

    @property
    def usual(self) -> dict[int, Usual]:
        """What a valid form says, by weekday."""
        told = {weekday: self.cleaned_data[f"day_{weekday}"] for weekday in range(len(WEEKDAYS))}
        return {weekday: self.places.get(text) or (text if text in NAMES else None) for weekday, text in told.items()}
