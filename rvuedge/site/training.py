"""What a visitor in training asks: where a minimum stands by the pace of the log, and what a role makes of an operation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rvuedge.lib.decimals import round_half_up
from tracking.training.case_set import Category
from tracking.training.pace import DAYS_A_MONTH, Span, pace_of
from tracking.training.progress import CategoryProgress
from tracking.training_page import Minimum

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Four operations whose rows permit another set of parts each.
OPERATIONS = ("27447", "47562", "22551", "66984")
# The part in an operation by the modifier that says it; without one it is the surgeon's.
PARTS: "tuple[tuple[str, StrOrPromise], ...]" = (
    ("", _("Surgeon, no modifier")),
    ("80", _("80: assistant, a physician")),
    ("81", _("81: assistant for a small part")),
    ("82", _("82: assistant, no resident available")),
    ("AS", _("AS: assistant, a PA or nurse practitioner")),
    ("62", _("62: one of two surgeons")),
    ("GC", _("GC: attending, with a resident")),
)


def standing_of_minimum(*, counted: int, minimum: int, months_over: int, months_left: int, on: date) -> Minimum:
    """Return where one minimum stands after so many months of training, by the rules that the log itself counts by."""
    span = Span(on - _days(months_over), on + _days(months_left))
    row = CategoryProgress(Category("", "", minimum), counted, 0, ())
    return Minimum(row, pace_of(minimum, counted, span, on))


def _days(months: int) -> timedelta:
    return timedelta(days=int(round_half_up(Decimal(months) * DAYS_A_MONTH, 0)))
