"""A field of lines with a name and numbers, such as stipends and tiers, read all at once."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rvuedge.web.free_text import refuse_patients_in_note

MOST_ROWS, MOST_NAME = 12, 60
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")


class RowsField(forms.CharField):
    """Lines of cells between semicolons: a name where rows have one, then so many numbers."""

    def __init__(self, label: Any, numbers: int, help_text: Any, *, is_named: bool = True) -> None:
        area = forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})
        super().__init__(label=label, required=False, max_length=2000, help_text=help_text, widget=area)
        self.numbers, self.is_named = (numbers, True) if is_named else (numbers + 1, False)

    def clean(self, value: Any) -> Any:
        """Return the rows; every line that cannot be read is told with its number."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_ROWS:
            raise ValidationError(_("Write at most %(most)s lines.") % {"most": MOST_ROWS})
        faults: list[str] = []
        rows = []
        for number, line in enumerate(lines, start=1):
            fault = self._fault([cell.strip() for cell in line.split(";")])
            if fault:
                faults.append(_("Line %(number)s: %(fault)s") % {"number": number, "fault": fault})
            else:
                rows.append(self._row([cell.strip() for cell in line.split(";")]))
        if faults:
            raise ValidationError(faults)
        return tuple(rows)

    def _fault(self, cells: list[str]) -> str:
        wanted = self.numbers + self.is_named
        if len(cells) != wanted:
            return _("write %(wanted)s parts with a semicolon between.") % {"wanted": wanted}
        if self.is_named:
            if not 0 < len(cells[0]) <= MOST_NAME:
                return _("begin with a name of at most %(most)s characters.") % {"most": MOST_NAME}
            try:
                refuse_patients_in_note(cells[0])
            except ValidationError as refused:
                return " ".join(refused.messages)
        wrong = [cell for cell in cells[self.is_named :] if not _NUMBER.fullmatch(cell.replace(",", ""))]
        return _("'%(cell)s' is not a number. Write it with a point, such as 4500 or 52.5.") % {"cell": wrong[0][:40]} if wrong else ""

    def _row(self, cells: list[str]) -> tuple[Any, ...]:
        numbers = tuple(Decimal(cell.replace(",", "")) for cell in cells[self.is_named :])
        return (cells[0], *numbers) if self.is_named else numbers
