"""bench sign-in asks as a visitor does, with an address that somebody has and one that nobody has, and leaves no trace."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from rvuedge.accounts.models import AuditEntry, User
from rvuedge.benchmarking import sign_in as measured


@pytest.mark.django_db
def test_measures_refusals_that_are_gone_afterwards(monkeypatch) -> None:
    monkeypatch.setattr(measured, "TRIES", 2)
    out = StringIO()
    call_command("bench", "sign-in", "--rounds", "3", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["benchmarks"]
    assert found["data"].startswith("2 wrong passwords of each a round, ")
    one, other = (float(compared["ratio"]) for compared in found["comparisons"])
    # Each is the other turned around; both are printed with three decimals.
    assert one * other == pytest.approx(1, abs=0.01)
    assert not User.objects.exists() and not AuditEntry.objects.exists()
