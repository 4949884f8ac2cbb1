"""Measures a refused sign-in of somebody who has an account beside one of nobody: how long it takes must not tell them apart."""

from contextlib import suppress
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from rvuedge.accounts.models import User
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.dashboard import OWN_CACHE
from rvuedge.benchmarking.measuring import growth, timed_in_turn

TRIES = 10
# So much longer one of the two may take.
GOAL = 1.1


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


class SignInBenchmark:
    """What a refused sign-in takes, hash and all; rolled back, the note of each refusal too."""

    name = "sign-in"
    about = "A wrong password of somebody who has an account, beside one for an address that nobody has"

    def run(self, rounds: int) -> Outcome:
        """Measure both in turn, far from any limit of tries."""
        outcome = Outcome("", (), (), 0.0)
        with suppress(_Undone), override_settings(CACHES=OWN_CACHE, ALLOWED_HOSTS=["localhost"]), transaction.atomic():
            address = f"bench-{uuid4().hex[:8]}@lakeside.example"
            User.objects.create_user(address, uuid4().hex, name="Benchmark")
            outcome = _measure(address, rounds)
            raise _Undone
        return outcome


def _measure(address: str, rounds: int) -> Outcome:
    calls = {"somebody": [partial(_refused, address)] * TRIES, "nobody": [partial(_refused, f"no-{address}")] * TRIES}
    with growth() as grown:
        timed = timed_in_turn(calls, rounds)
        memory = grown()
    # Of the processor: what else the machine does would hide a difference, or feign one.
    somebody, nobody = (timed[name].processor_at(0.5) for name in calls)
    return Outcome(
        data=f"{TRIES} wrong passwords of each a round, {connection.vendor}",
        comparisons=(
            Comparison("refused, somebody's address, p50", "refused, nobody's address, p50", somebody / nobody, goal=GOAL),
            Comparison("refused, nobody's address, p50", "refused, somebody's address, p50", nobody / somebody, goal=GOAL),
        ),
        figures=tuple(Figure(f"refused, {name}'s address p50, by the clock", timed[name].at(0.5), "ms") for name in calls),
        peak_memory_mib=memory,
    )


def _refused(address: str) -> None:
    cache.clear()
    visitor = Client(SERVER_NAME="localhost")
    said = {"login": address, "password": "not the password of anybody"}
    answer = visitor.post(reverse("account_login"), said, secure=settings.SECURE_SSL_REDIRECT)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"the sign-in answered {answer.status_code}")
