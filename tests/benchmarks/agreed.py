"""Pay plans of the cast, what forms send, and how answers are read."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from benchmarks.models import PayPlan
from benchmarks.pay.codec import as_document
from benchmarks.pay.plan import PlanTerms
from tests.benchmarks.work import clinician_of
from tests.cast import Member

OFFER = {"title": "Lakeview", "tier_method": "marginal", "resets": "year", "settled": "quarter", "recovery": "carried"}
BASE = PlanTerms(base=Decimal(180000), threshold=Decimal(3600), rate=Decimal(50))


def of(member: Member) -> Client:
    """Return a client that a member signed in with."""
    client = Client()
    client.force_login(member.user)
    return client


def told(answer: Any) -> str:
    """Return a page with single blanks."""
    return " ".join(answer.text.split())


def agree(member: Member, terms: PlanTerms = BASE, start: date = date(2026, 1, 1), **more: Any) -> PayPlan:
    """Store a plan of a member."""
    document = as_document(terms)
    return PayPlan.objects.create(clinician=clinician_of(member), effective_from=start, title="Agreed", terms=document, **more)


def address(member: Member) -> str:
    """Return where an administrator finds the plans of a member."""
    return f"/manage/people/{member.membership.pk}/plan/"
