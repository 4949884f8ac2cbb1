"""What Medicare pays for a few codes in a locality, in the office and in a facility."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from codes.etag import version_of
from codes.locality import Locality, asked_key, chosen
from codes.payment import Indices, Payment, payment_of
from codes.reference import current_reference
from codes.texts import load_texts
from codes.views import today_of
from rvuedge.site.forms import PaymentForm
from tracking.entry import EntryLine, read_entry
from tracking.schedules import Schedules, for_case
from tracking.wrvu.resolve import component_of
from tracking.wrvu.types import Line

# Modifiers with which a code by itself is paid as without them: visits and procedures of their own, sides, places, training.
_PAID_ALIKE = frozenset({"24", "25", "27", "57", "58", "59", "76", "77", "79", "91", "95", "GC", "GT", "LT", "RT", "XE", "XP", "XS", "XU"})


@dataclass(frozen=True, slots=True)
class Paid:
    """A code with its payment nationally and in the place; None where nothing is paid by the row."""

    line: EntryLine
    name: str
    office: Payment | None
    facility: Payment | None
    # Modifiers that change what is paid, which these amounts are without.
    without: str


@require_safe
def payment(request: HttpRequest) -> HttpResponse:
    """Show the payments of the typed codes; the choice stands in the address alone."""
    form = PaymentForm(request.GET)
    is_valid = form.is_valid()
    on, reference = today_of(request), current_reference(version_of(request))
    table = reference.table("gpci", on)
    localities = reference.localities(table) if table else {}
    place = chosen(asked_key(form.cleaned_data.get("locality", "")), localities) if is_valid else None
    shape: dict[str, object] = {"form": form, "localities": localities.values(), "place": place, "table": table}
    if is_valid and form.cleaned_data["lines"]:
        entry = read_entry(form.cleaned_data["lines"])
        schedules = for_case((line.code for line in entry.lines), on, None)
        shape |= {"entry": entry, "release": schedules.release, "paid": [_paid(line, schedules, place) for line in entry.lines]}
        is_valid = not entry.faults
    return render(request, "site/payment.html", shape, status=200 if is_valid else 400)


def _paid(line: EntryLine, schedules: Schedules, place: Locality | None) -> Paid:
    rows, part = schedules.rows, component_of(Line(line.code, line.modifiers))
    row = rows.row(line.code, part) or rows.row(line.code) if rows else None
    indices = place.indices if place else Indices()
    names = load_texts()
    name = names[line.code].name if line.code in names else ""
    office = payment_of(row, indices, in_facility=False) if row else None
    has_own_row = row is not None and row.modifier == part
    left_out = [modifier for modifier in line.modifiers if modifier not in _PAID_ALIKE and not (has_own_row and modifier == part)]
    return Paid(line, name, office, payment_of(row, indices, in_facility=True) if row else None, " ".join(left_out))
