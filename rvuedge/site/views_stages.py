"""/for/…/: what work RVUs are to students, residents and attendings, with examples that the engine values now."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from codes.texts import load_texts
from codes.views import today_of
from rvuedge.site.cases import value_case, value_cases
from rvuedge.site.changes import changes_of, years_of
from rvuedge.site.etag import site_etag
from rvuedge.site.forms import MinimumForm, PartForm
from rvuedge.site.library import GUIDES, texts
from rvuedge.site.mixes import MIXES, mix_named
from rvuedge.site.training import standing_of_minimum
from tracking.entry import read_entry
from tracking.training_page import Minimum

_OFFICE, _HOSPITAL = "11", "22"
_LONGEST_CODE = 5
# What a resident meets in several fields, each a case as it is typed.
_CASES = ("47562", "49505", "27447", "45385 45380-59", "99223", "36556", "59400", "66984")
# Where somebody stands after three of five years, and an assistant at an operation: until a visitor types numbers.
_EXAMPLE_MINIMUM = {"counted": "41", "minimum": "75", "over": "36", "left": "24"}
_EXAMPLE_PART = {"operation": "27447", "part": "80"}
_FIRST_CODE = "99213"


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def students(request: HttpRequest) -> HttpResponse:
    """What a work RVU is and is not, an explorer of one code, and a case step by step."""
    on = today_of(request)
    asked = request.GET.get("code", _FIRST_CODE).strip().upper()[:_LONGEST_CODE] or _FIRST_CODE
    explored = value_case(asked, _OFFICE, "cms_parallel", on)
    shape = {
        "asked": asked,
        "explored": explored,
        "text": load_texts().get(asked),
        "shown": value_case("45385 45380", _HOSPITAL, "cms_parallel", on),
        "guides": _guides("how-wrvus-are-counted", "reading-a-code-row", "trainee-logs", "glossary"),
    }
    return render(request, "site/students.html", shape)


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def residents(request: HttpRequest) -> HttpResponse:
    """Where a minimum stands, what the same cases carry, what a role makes of them, and the first contract."""
    on = today_of(request)
    minimum, part = MinimumForm(_EXAMPLE_MINIMUM | request.GET.dict()), PartForm(_EXAMPLE_PART | request.GET.dict())
    is_valid = all((minimum.is_valid(), part.is_valid()))
    told = part.cleaned_data if part.is_valid() else _EXAMPLE_PART
    typed = f"{told['operation']}-{told['part']}".rstrip("-")
    *cases, played = value_cases((*_CASES, typed), _HOSPITAL, "cms_parallel", on)
    shape = {
        "minimum": minimum,
        "standing": _standing(minimum.cleaned_data, on) if minimum.is_valid() else None,
        "part": part,
        "played": played,
        "is_filled_in": bool(request.GET),
        "cases": [case for case in cases if case.is_any_credited],
        "guides": _guides("trainee-logs", "tracking-guide", "pay-models", "modifiers-80-81-82-as"),
    }
    return render(request, "site/residents.html", shape, status=200 if is_valid else 400)


def _standing(told: Mapping[str, int], on: date) -> Minimum:
    return standing_of_minimum(counted=told["counted"], minimum=told["minimum"], months_over=told["over"], months_left=told["left"], on=on)


@require_safe
@cache_control(no_cache=True)
@condition(etag_func=site_etag)
def attendings(request: HttpRequest) -> HttpResponse:
    """Pace, contract, schedule years, and what this year's schedule does to a sample mix."""
    mix, (before, after) = mix_named(request.GET.get("mix", "")), years_of(today_of(request))
    lines = read_entry(mix.lines).lines
    shape = {
        "mix": mix,
        "mixes": MIXES,
        "before": before,
        "after": after,
        "changes": changes_of(lines, before, after) if before and after else None,
        "guides": _guides(
            "checking-your-employers-count", "the-2026-efficiency-adjustment", "clinical-fte", "reading-a-survey-table", "pay-models"
        ),
    }
    return render(request, "site/attendings.html", shape)


def _guides(*slugs: str) -> list[object]:
    return [texts(GUIDES)[slug] for slug in slugs]
