"""Calculators without an account: everything typed stands in the address, and nothing is stored."""

from collections.abc import Mapping
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from benchmarks.pay.tiers import Tier
from benchmarks.stats.percentiles import CurvePoint, position
from codes.models import Release
from codes.search import search
from codes.views import today_of
from rvuedge.site.cases import value_case
from rvuedge.site.changes import changes_of, years_of
from rvuedge.site.etag import site_etag
from rvuedge.site.forms import CaseForm, ChangeForm, PayForm, PercentileForm
from rvuedge.site.illustrations import illustrate
from tracking.entry import read_entry, write_entry
from tracking.meanings import meanings_of

HITS = 8


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def tools(request: HttpRequest) -> HttpResponse:
    """List the calculators."""
    return render(request, "site/tools.html")


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Codes that answer what is typed, and what the text may mean, as options of the list under the field."""
    today = today_of(request, is_part=True)
    hits = search(request.GET.get("q", "")[:100], HITS, today)
    meant = meanings_of(request.GET.get("text", "")[:300], today, None)
    return render(request, "tracking/_hits.html", {"hits": hits, "meant": meant, "shows_official": False})


@require_safe
def case(request: HttpRequest) -> HttpResponse:
    """Value a case on the release in force, with every step."""
    form = CaseForm(request.GET)
    shape: dict[str, object] = {"form": form}
    is_valid = form.is_valid()
    if is_valid and form.text:
        told = form.cleaned_data
        shown = value_case(form.text, told["place"], told["policy"], today_of(request))
        shape |= {"shown": shown, "text": write_entry(shown.entry.lines)}
        is_valid = not shown.entry.faults
    return render(request, "site/case.html", shape, status=200 if is_valid else 400)


@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """Put a list of codes on two releases side by side."""
    releases = list(Release.objects.active().order_by("effective_from", "pk"))
    has_two = len(releases) > 1
    before, after = years_of(today_of(request))
    proposed = {"before": (before or releases[-2]).name, "after": (after or releases[-1]).name} if has_two else {}
    form = ChangeForm(proposed | request.GET.dict())
    shape: dict[str, object] = {"form": form, "has_two": has_two}
    is_valid = not has_two or form.is_valid()
    if has_two and is_valid and form.cleaned_data["lines"]:
        entry = read_entry(form.cleaned_data["lines"])
        shape |= {"entry": entry, "changes": changes_of(entry.lines, form.cleaned_data["before"], form.cleaned_data["after"])}
        is_valid = not entry.faults
    return render(request, "site/changed.html", shape, status=200 if is_valid else 400)


@require_safe
def percentile(request: HttpRequest) -> HttpResponse:
    """Say where a value stands on the visitor's own table."""
    form = PercentileForm(request.GET or None)
    shape: dict[str, object] = {"form": form}
    is_valid = not form.is_bound or form.is_valid()
    if form.is_bound and is_valid:
        told = form.cleaned_data
        points = _points(told)
        rate = told["value"] / told["fte"] if told["fte"] else told["value"]
        shape |= {"rate": rate, "found": position(points, rate), "points": points, "fte": told["fte"]}
    return render(request, "site/percentile.html", shape, status=200 if is_valid else 400)


@require_safe
def pay(request: HttpRequest) -> HttpResponse:
    """Work a plan of pay out on the visitor's own numbers."""
    form = PayForm(request.GET or None)
    shape: dict[str, object] = {"form": form}
    is_valid = not form.is_bound or form.is_valid()
    if form.is_bound and is_valid:
        told = form.cleaned_data
        shape["found"] = illustrate(told["work"], told["base"] or Decimal(0), _tiers(told), told["guarantee"])
    return render(request, "site/pay.html", shape, status=200 if is_valid else 400)


def _points(told: Mapping[str, Decimal | None]) -> list[CurvePoint]:
    given = [(name, told[name]) for name in PercentileForm.POINTS]
    return [CurvePoint(Decimal(name[1:]), value) for name, value in given if value is not None]


def _tiers(told: Mapping[str, Decimal | None]) -> list[Tier]:
    pairs = ((told["threshold"] or Decimal(0), told["rate"]), (told["upto"], told["rate2"]), (told["upto2"], told["rate3"]))
    return [Tier(above, rate) for above, rate in pairs if above is not None and rate is not None]
