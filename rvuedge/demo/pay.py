"""The fictional pay plans of the demo: one of each kind that people ask about, in force since the logs begin, and an offer beside one."""

from decimal import Decimal

from benchmarks.models import PayOffer, PayPlan
from benchmarks.pay.draw import Recovery
from benchmarks.pay.per_diem import PerDiem
from benchmarks.pay.plan import PlanTerms
from benchmarks.pay.stipend import Stipend
from benchmarks.pay.tiers import Tier
from benchmarks.services_pay import keep_offer, keep_plan
from rvuedge.accounts.models import Organisation
from tracking.models import Clinician


def _d(text: str) -> Decimal:
    return Decimal(text)


PLANS = {
    "nadia.osei@lakeside.example": (
        "Threshold and quality (fictional)",
        PlanTerms(
            base=_d("310000"), threshold=_d("6000"), rate=_d("54.00"), quality_rate=_d("5.00"), quality_score=_d("0.8"),
            per_diems=(PerDiem("Weekend call", _d("12"), _d("900")),),
        ),
    ),
    "tomas.rivera@lakeside.example": (
        "Three tiers with a draw (fictional)",
        PlanTerms(
            tiers=(Tier(_d("0"), _d("46")), Tier(_d("4500"), _d("52")), Tier(_d("6000"), _d("58"))),
            draw_monthly=_d("18000"), recovery=Recovery(most=_d("15000")),
        ),
    ),
    "ingrid.halvorsen@lakeside.example": (
        "Guarantee or production (fictional)",
        PlanTerms(rate=_d("61.50"), guarantee=_d("520000"), cap_total=_d("900000"), stipends=(Stipend("Trauma director", _d("36000")),)),
    ),
    "priya.raman@lakeside.example": ("Share of production (fictional)", PlanTerms(base=_d("90000"), dental_rate=_d("0.28"))),
    "samuel.adeyemi@lakeside.example": ("Base and units (fictional)", PlanTerms(base=_d("300000"), asa_rate=_d("12.00"))),
    "harriet.boyd@lakeside.example": (
        "Base with a withhold (fictional)",
        PlanTerms(base=_d("260000"), withhold=_d("0.1"), stipends=(Stipend("Department lead", _d("60000")),)),
    ),
}  # fmt: skip


OFFERS = {
    "nadia.osei@lakeside.example": (
        "Lakeview, an offer (fictional)",
        PlanTerms(base=_d("280000"), threshold=_d("5000"), rate=_d("58.00"), stipends=(Stipend("Endoscopy lead", _d("15000")),)),
    ),
}  # fmt: skip


def seed_plans(*, organisation: Organisation) -> None:
    """Give the demo's clinicians their plans and offers, each once."""
    for clinician in Clinician.objects.filter(organisation=organisation, user__email__in=PLANS).select_related("user", "organisation"):
        title, terms = PLANS[clinician.user.email]
        if not PayPlan.objects.filter(clinician=clinician).exists():
            keep_plan(
                clinician=clinician,
                row=None,
                by=None,
                effective_from=clinician.started_on,
                title=title,
                year_starts_in=1,
                schedule_year=None,
                terms=terms,
            )
    for clinician in Clinician.objects.filter(organisation=organisation, user__email__in=OFFERS).select_related("user"):
        title, terms = OFFERS[clinician.user.email]
        if not PayOffer.objects.filter(clinician=clinician).exists():
            keep_offer(clinician=clinician, row=None, title=title, terms=terms)
