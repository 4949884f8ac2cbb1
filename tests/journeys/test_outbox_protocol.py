"""RVU Edge's scripts keep the queue as the model does that is tested against the server: both run on the same random steps."""

from dataclasses import asdict
from itertools import product
from random import Random
from typing import Any

import pytest

from tests.log_pages import LogPages
from tests.reliability.outbox_model import FOR_REVIEW, Answer, Step, followed, joined, ready, verdict

pytestmark = pytest.mark.browser

SEQUENCES, STEPS = 400, 12
MODULE = "/static/js/offline/protocol.js"
# Runs sequences of moves through the script's functions and returns the queue after each move.
PLAY = """async ([module, sequences]) => {
  const { joined, ready, followed } = await import(module);
  return sequences.map((moves) => {
    let queue = [];
    let n = 0;
    return moves.map(([move, what]) => {
      const [first] = ready(queue);
      if (move === "add") {
        const { drop, put } = joined(queue, { state: "waiting", isTried: false, seen: "", problem: null, ...what });
        const inPlace = (step) => queue.map((old) => (old === drop[0] ? { ...step, n: old.n } : old));
        for (const step of put) queue = drop.length ? inPlace(step) : [...queue, { ...step, n: n++ }];
        if (!put.length) queue = queue.filter((old) => !drop.includes(old));
      } else if (first) {
        const tried = { ...first, isTried: true };
        queue = queue.map((old) => (old === first ? tried : old));
        if (move === "review") queue = queue.map((old) => (old === tried ? { ...tried, state: "review" } : old));
        if (move === "sent") {
          const changed = followed(queue, tried, what);
          queue = queue.filter((old) => old !== tried).map((old) => changed.find((step) => step.n === old.n) ?? old);
        }
      }
      return queue.map((step) => [step.key, step.case, step.do, step.content ?? null, step.seen, step.state, step.isTried]);
    });
  });
}"""
VERDICTS = "async ([module, answers]) => { const { verdict } = await import(module); return answers.map(verdict); }"
Move = tuple[str, Any]


def moves(random: Random, number: int) -> list[Move]:
    """Steps on two cases, and what becomes of the first that is ready."""
    made: list[Move] = []
    for step in range(STEPS):
        what = random.choice(["log", "amend", "amend", "remove", "restore", "sent", "sent", "lost", "review"])
        if what in ("sent", "lost", "review"):
            made.append((what, f"v{step}"))
            continue
        content = {"lines": random.choice(["a", "b"])} if what != "remove" else None
        made.append(("add", {"key": f"k{number}-{step}", "case": random.choice("xy"), "do": what, "content": content}))
    return made


def played(sequence: list[Move]) -> list[list[list[Any]]]:
    """The queue of the model after each move."""
    queue: tuple[Step, ...] = ()
    shown = []
    for move, what in sequence:
        (first, *_) = ready(queue) or (None,)
        if move == "add":
            queue = joined(queue, Step(**what))
        elif first is not None:
            tried = Step(**(asdict(first) | {"is_tried": True, "state": "review" if move == "review" else "waiting"}))
            queue = tuple(tried if step is first else step for step in queue)
            queue = followed(queue, tried, what) if move == "sent" else queue
        shown.append([[step.key, step.case, step.do, step.content, step.seen, step.state, step.is_tried] for step in queue])
    return shown


def test_keeps_the_queue_as_the_model_does(pages: LogPages) -> None:
    page = pages.visit("/offline/")
    random = Random(20261123)
    sequences = [moves(random, number) for number in range(SEQUENCES)]
    assert page.evaluate(PLAY, [MODULE, sequences]) == [played(sequence) for sequence in sequences]


def test_judges_every_answer_as_the_model_does(pages: LogPages) -> None:
    page = pages.visit("/offline/")
    types = ("application/json", "application/problem+json; charset=utf-8", "text/html", "")
    statuses = (200, 201, 204, 302, 401, 403, 408, 425, 429, 500, 502, 503, *sorted(FOR_REVIEW))
    asked = list(product(statuses, types, ("k", ""), ("", "1")))
    told = [{"status": status, "type": kind, "key": "k", "echo": echo, "retryAfter": after} for status, kind, echo, after in asked]
    assert page.evaluate(VERDICTS, [MODULE, told]) == [verdict(Answer(*answer), "k") for answer in asked]
