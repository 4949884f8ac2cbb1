"""Measures the saving of one case of three lines, from the request of a device to its answer, against an empty page."""

from contextlib import suppress
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import override_settings
from django.urls import reverse

from rvuedge.accounts.models import Membership, Role
from rvuedge.benchmarking.asking import EMPTY, Asker, asker, connection_kept
from rvuedge.benchmarking.benchmark import Comparison, Figure, Outcome
from rvuedge.benchmarking.dashboard import OWN_CACHE, TODAY, store_releases
from rvuedge.benchmarking.engine import OFFICIAL
from rvuedge.benchmarking.log import made_clinician
from rvuedge.benchmarking.measuring import growth, timed_in_turn
from tracking.models import Clinician

# So few that ten rounds stay below the limit of requests in a minute.
CASES = 50
# The most empty pages that one saved case may cost: the server's round trips are in it on PostgreSQL.
GOALS = {"postgresql": 20.0, "sqlite": 8.0}
_LINES = ({"code": "45385"}, {"code": "45380", "modifiers": ["59"]}, {"code": "99214", "modifiers": ["25"]})


class _Undone(Exception):
    """Ends the measured transaction so that nothing of it stays."""


class CaseBenchmark:
    """What it takes to save a case, all rules and steps included; rolled back, so that the disk's part of a commit is not in it."""

    name = "case"
    about = "One case of three lines saved through every middleware, beside an empty page"

    def run(self, rounds: int) -> Outcome:
        """Measure in turn; without the official file there is nothing to measure, and that is said."""
        path = settings.OFFICIAL_FILES / OFFICIAL
        if not path.is_file():
            return Outcome("The official files are missing: name their folder in RVUEDGE_OFFICIAL_FILES.", (), (), 0.0)
        outcome = Outcome("", (), (), 0.0)
        with suppress(_Undone), override_settings(CACHES=OWN_CACHE), transaction.atomic():
            store_releases(path.read_bytes(), path.name)
            clinician = made_clinician()
            Membership.objects.create(user=clinician.user, organisation=clinician.organisation, role=Role.CLINICIAN)
            with asker() as pages, connection_kept():
                outcome = _measure(pages, clinician, rounds)
            raise _Undone
        return outcome


def _measure(pages: Asker, clinician: Clinician, rounds: int) -> Outcome:
    visitor = Asker()
    pages.sign_in(clinician.user)
    calls = {
        "case": [partial(_save, pages, clinician)] * CASES,
        "page": [partial(pages.get, reverse("log"))] * CASES,
        "empty": [partial(visitor.get, EMPTY)] * CASES,
    }
    with growth() as grown:
        timed = timed_in_turn(calls, rounds)
        memory = grown()
    case, page, empty = (timed[name].at(0.5) for name in ("case", "page", "empty"))
    return Outcome(
        data=f"{CASES} cases of {len(_LINES)} lines a round, {connection.vendor}",
        comparisons=(
            Comparison("one case saved, p50", "empty page, p50", case / empty, goal=GOALS.get(connection.vendor)),
            Comparison("page of the log, p50", "empty page, p50", page / empty),
        ),
        figures=(
            Figure("case saved p50", case, "ms"),
            Figure("case saved p95", timed["case"].at(0.95), "ms"),
            Figure("case saved p50, the processor", timed["case"].processor_at(0.5), "ms"),
            Figure("page of the log p50", page, "ms"),
            Figure("empty page p50", empty, "ms"),
        ),
        peak_memory_mib=memory,
    )


def _save(pages: Asker, clinician: Clinician) -> bytes:
    content = {"date_of_service": TODAY.isoformat(), "place_of_service": "24", "lines": _LINES}
    entry = {"v": 1, "owner": clinician.user_id, "log": clinician.pk, "do": "log", "id": str(uuid4()), "seen": "", "case": content}
    return pages.post(reverse("log-send"), entry | {"is_date_chosen": True}, HTTP_IDEMPOTENCY_KEY=uuid4().hex)
