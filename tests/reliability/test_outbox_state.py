"""RVU Edge loses nothing and doubles nothing: random sequences of log, edit, delete, send, lost reply and kill against the real server."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from codes.models import Release
from rvuedge.accounts.models import User
from tests.cast import Cast
from tests.factories import ClinicianFactory, MembershipFactory, UserFactory
from tests.reliability.outbox_model import Answer, Device, Step, ready
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, CaseLine, Clinician, MonthTotal

CODES = ("99214", "45385", "45380", "D1553")
NOON = "2026-11-23T17:00:00Z"
WAYS = ("arrives", "lost before", "reply lost", "killed", "hotel", "server down")


class Outbox(RuleBasedStateMachine):
    """A clinician with a device that is cut off, killed and started again; `meant` is what the log should say in the end."""

    user: User
    clinician: Clinician
    client: Client
    told: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        # Each sequence begins with the same empty log, and with no requests that the limit of the API counts.
        self.before = transaction.savepoint()
        cache.clear()
        self.device = Device()
        self.is_asked = False
        self.meant: dict[str, tuple[str, ...] | None] = {}
        self.deleted: dict[str, tuple[str, ...]] = {}
        self.keys = (f"k{number}" for number in count())
        self.told["sequences"] += 1

    @rule(code=st.sampled_from(CODES))
    def log(self, code: str) -> None:
        self._add(str(UUID(int=len(self.meant))), "log", (code,))

    @precondition(lambda self: bool(self.kept()))
    @rule(data=st.data(), code=st.sampled_from(CODES))
    def edit(self, data: st.DataObject, code: str) -> None:
        self._add(data.draw(st.sampled_from(self.kept())), "amend", (code, "99214"))

    @precondition(lambda self: bool(self.kept()))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self._add(data.draw(st.sampled_from(self.kept())), "remove", None)

    @precondition(lambda self: bool(self.deleted))
    @rule(data=st.data())
    def undo_a_deletion(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(sorted(self.deleted)))
        self._add(case, "restore", self.deleted[case])

    @precondition(lambda self: bool(ready(self.device.queue)))
    @rule(way=st.sampled_from(WAYS))
    def send(self, way: str) -> None:
        self.device.send_next(lambda step: self._on_the_way(step, way), is_killed=way == "killed")

    @precondition(lambda self: bool(ready(self.device.queue)))
    @rule(way=st.sampled_from(WAYS))
    def retry(self, way: str) -> None:
        """Until the first step goes through: a second try meets what the first one left."""
        self.send(way)
        self.device.send_next(lambda step: self._on_the_way(step, "arrives"))

    @precondition(lambda self: bool(ready(self.device.queue)))
    @rule()
    def press_twice(self) -> None:
        """A double click, or two tabs at once: the same step arrives twice."""
        self.told["twice"] += 1
        self.device.send_next(lambda step: self._ask(step) and self._ask(step))

    @invariant()
    def nothing_is_there_twice(self) -> None:
        if self.is_asked:
            cases = Case.objects.filter(clinician=self.clinician)
            assert set(map(str, cases.values_list("pk", flat=True))) <= set(self.meant)
        self.is_asked = False

    def teardown(self) -> None:
        """With a connection again, everything goes out: the log says what was meant, no more and no less."""
        try:
            self._end()
        finally:
            transaction.savepoint_rollback(self.before)

    def _end(self) -> None:
        while ready(self.device.queue):
            self.device.send_next(self._ask)
        assert self.device.queue == ()
        stored = {str(case.pk): case for case in Case.objects.filter(clinician=self.clinician).prefetch_related("lines")}
        kept = {case: write_entry(content_of(row).lines) for case, row in stored.items() if row.deleted_at is None}
        assert kept == {case: " ".join(codes) for case, codes in self.meant.items() if codes}
        lines = CaseLine.objects.kept().filter(clinician=self.clinician)
        total = MonthTotal.objects.filter(clinician=self.clinician).first()
        assert (total.lines if total else 0) == lines.count()
        assert (total.credit if total else 0) == sum(line.credit for line in lines)

    def kept(self) -> list[str]:
        """The cases that the clinician believes to have logged."""
        return sorted(case for case, codes in self.meant.items() if codes)

    def _add(self, case: str, do: str, codes: tuple[str, ...] | None) -> None:
        former = self.meant.get(case)
        if do == "remove" and former:
            self.deleted[case] = former
        elif do == "restore":
            del self.deleted[case]
        content = {"date_of_service": "2026-11-20", "place_of_service": "11", "lines": [{"code": code} for code in codes or ()]}
        self.told[do] += 1
        self.device.add(Step(next(self.keys), case, do, content if codes else None))
        self.meant[case] = codes

    def _on_the_way(self, step: Step, way: str) -> Answer | None:
        self.told[way] += 1
        if way == "lost before":
            return None
        if way == "hotel":
            return Answer(200, "text/html", "")
        if way == "server down":
            return Answer(502, "text/html", "")
        answer = self._ask(step)
        return None if way == "reply lost" else answer

    def _ask(self, step: Step) -> Answer:
        self.is_asked = True
        self.told["requests"] += 1
        body = {"v": 1, "owner": self.user.pk, "log": self.clinician.pk, "do": step.do, "id": step.case, "seen": step.seen}
        headers = {"Idempotency-Key": step.key}
        sent: dict[str, Any] = body | {"case": step.content or {}}
        got = self.client.post("/log/send/", json.dumps(sent), content_type="application/json", headers=headers)
        return Answer(got.status_code, got["Content-Type"], got["Idempotency-Key"], got.get("Retry-After", ""), got.json())


@pytest.fixture
def told(cast: Cast, release: Release) -> Iterator[Counter[str]]:
    """What was done, counted by its kind."""
    Outbox.user = UserFactory.create()
    Outbox.clinician = ClinicianFactory.create(user=Outbox.user, organisation=cast.organisation)
    MembershipFactory.create(user=Outbox.user, organisation=cast.organisation)
    Outbox.client, Outbox.told = Client(), Counter()
    with time_machine.travel(NOON):
        Outbox.client.force_login(Outbox.user)
        yield Outbox.told


def run(sequences: int, start: int) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    how = settings(max_examples=sequences, stateful_step_count=14, deadline=None, database=None, suppress_health_check=slow)
    run_state_machine_as_test(seed(start)(Outbox), settings=how)


def test_loses_and_doubles_nothing_in_some_dozen_sequences(told: Counter[str]) -> None:
    run(60, start=0)
    assert min(told[way] for way in WAYS) > 0


@pytest.mark.heavy
@pytest.mark.parametrize("start", range(1, 21))
def test_loses_and_doubles_nothing_in_ten_thousand_sequences(told: Counter[str], start: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty starts of 500 sequences each, so that a long run tells how far it is."""
    run(500, start)
    with capsys.disabled():
        print(f"\nstart {start}: {dict(told)}, 0 lost, 0 doubled")
    assert told["sequences"] >= 500
