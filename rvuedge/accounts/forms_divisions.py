"""What an administrator says of a division: its name, its departments, its leads."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import Department, Division, Membership, Role
from rvuedge.web.free_text import refuse_patients


class DivisionNameForm(forms.Form):
    """A new division."""

    name = forms.CharField(label=_("Name of the division"), max_length=120, validators=[refuse_patients])


class DivisionForm(DivisionNameForm):
    """A division with what belongs to it."""

    departments = forms.ModelMultipleChoiceField(
        label=_("Departments"), queryset=Department.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    leads = forms.ModelMultipleChoiceField(
        label=_("Who leads it"), queryset=Membership.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, division: Division, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        leads = Membership.objects.filter(organisation=division.organisation_id, role=Role.LEAD, active=True)
        self._choose("departments", Department.objects.filter(organisation=division.organisation_id).select_related("division"))
        self._choose("leads", leads.select_related("user").order_by("user__name"))

    def offer(self, departments: Iterable[Department], leads: Iterable[Membership]) -> None:
        """List departments and leads at hand, so that a page of many divisions asks the database once."""
        self._list("departments", ((one.pk, one.name) for one in departments))
        self._list("leads", ((one.pk, str(one.user)) for one in leads))

    def _choose(self, name: str, among: "QuerySet[Department] | QuerySet[Membership]") -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = among

    def _list(self, name: str, choices: Iterable[tuple[int, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.choices = list(choices)
