"""The queue of a device as a model: the rules of rvuedge/static/js/offline/protocol.js, said again in Python.

A test runs both on the same steps. What the model remembers only while a page is open is gone when it is killed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

SENT, WAIT, SIGN_IN, NOT_YOURS, REVIEW = "sent", "wait", "sign-in", "not-yours", "review"
FOR_REVIEW = frozenset({400, 404, 409, 410, 412, 413, 415, 422})
Content = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the queue: what is to be done with a case, under a key that is its own for ever."""

    key: str
    case: str
    do: str
    content: Content = None
    seen: str = ""
    state: str = "waiting"
    is_tried: bool = False
    problem: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a step; `body` is what the server's JSON says."""

    status: int
    type: str
    echo: str
    retry_after: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


def verdict(answer: Answer, key: str) -> str:
    """Return what an answer means for its step; only JSON that carries the key back is our server's."""
    if not answer.type.startswith(("application/json", "application/problem+json")) or answer.echo != key:
        return WAIT
    if answer.status in (200, 201):
        return SENT
    if answer.status == 401:
        return SIGN_IN
    if answer.status == 403:
        return NOT_YOURS
    return REVIEW if answer.status in FOR_REVIEW and not answer.retry_after else WAIT


def joined(steps: Sequence[Step], new: Step) -> tuple[Step, ...]:
    """Return the queue with a new step: after the others, or in the place of one that the server cannot have."""
    last = next((step for step in reversed(steps) if step.case == new.case), None)
    if last is None:
        return (*steps, new)
    is_open = not last.is_tried or last.state == "review"
    if new.do == "log":
        if last.state != "review" and last.content == new.content:
            return tuple(steps)
        return joined(steps, replace(new, do="amend", seen=""))
    if new.do == "amend" and is_open and last.do in ("log", "amend"):
        return _in_place(steps, last, replace(last, key=new.key, content=new.content, state="waiting", is_tried=False, problem=None))
    if new.do == "remove" and is_open and last.do == "log":
        return _in_place(steps, last, None)
    if new.do == "remove" and last.state == "review" and last.do == "amend":
        return _in_place(steps, last, replace(new, seen=last.seen))
    if new.do == "restore" and is_open and last.do == "remove":
        return _in_place(steps, last, None)
    return (*steps, replace(new, seen=""))


def ready(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps that can be sent now: the first of each case, as long as it waits for nobody."""
    firsts = {step.case: step for step in reversed(steps)}
    return tuple(step for step in steps if firsts[step.case] is step and step.state == "waiting")


def followed(steps: Sequence[Step], sent: Step, version: str) -> tuple[Step, ...]:
    """Return the queue without a step that was sent; the next of its case starts from what the server has now."""
    rest = [step for step in steps if step.key != sent.key]
    for place, step in enumerate(rest):
        if step.case == sent.case:
            if not step.is_tried and step.seen == "":
                rest[place] = replace(step, seen=version)
            break
    return tuple(rest)


def _in_place(steps: Sequence[Step], former: Step, new: Step | None) -> tuple[Step, ...]:
    changed = (new if step is former else step for step in steps)
    return tuple(step for step in changed if step is not None)


@dataclass(slots=True)
class Device:
    """A device: the queue on its disk, and the hand that sends. `send` gives None where no answer came back."""

    queue: tuple[Step, ...] = ()

    def add(self, step: Step) -> None:
        """Store a step; what is stored survives a kill."""
        self.queue = joined(self.queue, step)

    def send_next(self, send: Callable[[Step], Answer | None], *, is_killed: bool = False) -> str:
        """Send the first step that is ready; a device that is killed meanwhile does not store the answer."""
        (step, *_) = ready(self.queue) or (None,)
        if step is None:
            return SENT
        tried = replace(step, is_tried=True)
        self.queue = _in_place(self.queue, step, tried)
        answer = send(tried)
        met = WAIT if answer is None or is_killed else verdict(answer, tried.key)
        if answer is not None and met == SENT:
            self.queue = followed(self.queue, tried, str(answer.body["version"]))
        elif answer is not None and met == REVIEW:
            self.queue = _in_place(self.queue, tried, replace(tried, state="review", problem=answer.body))
        return met
