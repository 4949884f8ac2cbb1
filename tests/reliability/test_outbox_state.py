"""RVU Edge loses nothing and doubles nothing: random sequences of log, edit, delete, send, lost reply and kill against the real server."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from codes.models import Release
from tests.cast import Cast, Member
from tests.factories import ClinicianFactory, MembershipFactory, UserFactory
from tests.reliability.outbox_model import Answer, Device, Step, ready
from tracking.content import content_of
from tracking.entry import write_entry
from tracking.models import Case, CaseLine, MonthTotal

CODES = ("99214", "45385", "45380", "D1553")
NOON = "2026-11-23T17:00:00Z"
ON_THE_WAY = st.sampled_from(["arrives", "lost before", "reply lost", "killed", "hotel", "server down"])


class Outbox(RuleBasedStateMachine):
    """A clinician with a device that is cut off, killed and started again; `meant` is what the log should say in the end."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.user = UserFactory.create()
        self.clinician = ClinicianFactory.create(user=self.user, organisation=self.cast.organisation)
        MembershipFactory.create(user=self.user, organisation=self.cast.organisation)
        self.client = Client()
        self.client.force_login(self.user)
        self.device = Device()
        self.meant: dict[str, tuple[str, ...] | None] = {}
        self.keys = (f"k{number}" for number in count())

    @rule(code=st.sampled_from(CODES))
    def log(self, code: str) -> None:
        self._add(str(uuid4()), "log", (code,))

    @rule(data=st.data(), code=st.sampled_from(CODES))
    def edit(self, data: st.DataObject, code: str) -> None:
        kept = sorted(case for case, codes in self.meant.items() if codes)
        if kept:
            self._add(data.draw(st.sampled_from(kept)), "amend", (code, "99214"))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        kept = sorted(case for case, codes in self.meant.items() if codes)
        if kept:
            self._add(data.draw(st.sampled_from(kept)), "remove", None)

    @rule(way=ON_THE_WAY)
    def send(self, way: str) -> None:
        self.device.send_next(lambda step: self._on_the_way(step, way), is_killed=way == "killed")

    @rule()
    def press_twice(self) -> None:
        """A double click, or two tabs at once: the same step arrives twice."""
        self.device.send_next(lambda step: self._ask(step) and self._ask(step))

    @invariant()
    def nothing_is_there_twice(self) -> None:
        cases = Case.objects.filter(clinician=self.clinician)
        assert set(map(str, cases.values_list("pk", flat=True))) <= set(self.meant)

    def teardown(self) -> None:
        """With a connection again, everything goes out: the log says what was meant, no more and no less."""
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

    def _add(self, case: str, do: str, codes: tuple[str, ...] | None) -> None:
        content = {"date_of_service": "2026-11-20", "place_of_service": "11", "lines": [{"code": code} for code in codes or ()]}
        self.device.add(Step(next(self.keys), case, do, content if codes else None))
        self.meant[case] = codes

    def _on_the_way(self, step: Step, way: str) -> Answer | None:
        if way == "lost before":
            return None
        if way == "hotel":
            return Answer(200, "text/html", "")
        if way == "server down":
            return Answer(502, "text/html", "")
        answer = self._ask(step)
        return None if way == "reply lost" else answer

    def _ask(self, step: Step) -> Answer:
        body = {"v": 1, "owner": self.user.pk, "log": self.clinician.pk, "do": step.do, "id": step.case, "seen": step.seen}
        headers = {"Idempotency-Key": step.key}
        sent: dict[str, Any] = body | {"case": step.content or {}}
        got = self.client.post("/log/send/", json.dumps(sent), content_type="application/json", headers=headers)
        return Answer(got.status_code, got["Content-Type"], got["Idempotency-Key"], got.get("Retry-After", ""), got.json())


@pytest.fixture
def member(cast: Cast, release: Release) -> Iterator[Member]:
    Outbox.cast = cast
    with time_machine.travel(NOON):
        yield cast.clinician


def run(sequences: int) -> None:
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    how = settings(
        max_examples=sequences, stateful_step_count=14, deadline=None, database=None, derandomize=True, suppress_health_check=slow
    )
    run_state_machine_as_test(Outbox, settings=how)


def test_loses_and_doubles_nothing_in_some_hundred_sequences(member: Member) -> None:
    run(200)


@pytest.mark.heavy
def test_loses_and_doubles_nothing_in_ten_thousand_sequences(member: Member) -> None:
    run(10_000)
