"""Amounts as people write them in forms: 1,234.50 and $52.75 are numbers."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# A sign of dollars, and commas that part thousands; any other comma is a fault, and never a decimal point.
_WRITTEN = re.compile(r"\$?\s?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]*)?")


def plain_amount(text: str) -> str:
    """Return an amount without its dollar sign and its commas; any other text as it is."""
    found = _WRITTEN.fullmatch(text.strip())
    return found[1].replace(",", "") + (found[2] or "") if found else text


class AmountField(forms.DecimalField):
    """A number from 0 up, written as people write it."""

    def __init__(self, *, most: Decimal, **options: Any) -> None:
        super().__init__(
            min_value=Decimal(0),
            max_value=most,
            error_messages={"invalid": _("This is not a number. Write it with a point, such as 1234.50.")},
            widget=forms.TextInput(attrs={"class": "input", "inputmode": "decimal", "autocomplete": "off"}),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        """Return the number."""
        return super().to_python(plain_amount(value) if isinstance(value, str) else value)
