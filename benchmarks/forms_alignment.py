"""The form for what was paid, as payroll says: it is set beside the work and kept nowhere."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks.forms_amounts import AmountField

MOST = Decimal(100_000_000)


class PaidForm(forms.Form):
    """All cash of the days of the position; one form a clinician, so each has ids of its own."""

    paid = AmountField(
        label=_("Paid in these days, from payroll"),
        most=MOST,
        decimal_places=2,
        help_text=_("All cash for clinical and other work, without benefits. It is set beside the work here and kept nowhere."),
    )

    def __init__(self, number: int, data: Any = None) -> None:
        super().__init__(data, auto_id=f"of{number}_%s")
