"""RVU Edge sends as soon as it can: whoever asks while a sending ends is heard, and one tab waits for the other."""

import pytest

from tests.log_pages import LogPages

pytestmark = pytest.mark.browser

# A queue of one step and a server that cannot be reached; it can be, and is asked again, while the sending looks a last time at what waits.
ASKED_AT_THE_END = """async (module) => {
  const { add, flush, onChange, stepsOf } = await import(module);
  let isThere = false;
  let isAtTheEnd = false;
  let late = null;
  window.fetch = async (address, { headers }) => {
    if (!isThere) throw new TypeError("no connection");
    const answer = { "Content-Type": "application/json", "Idempotency-Key": headers["Idempotency-Key"] };
    return new Response(JSON.stringify({ version: "1" }), { status: 200, headers: answer });
  };
  await add([{ owner: 7, log: 7, do: "log", case: "c", content: { lines: [] } }]);
  onChange(({ kind, why }) => (isAtTheEnd = kind === "through" && why !== ""));
  const { getAll } = IDBIndex.prototype;
  IDBIndex.prototype.getAll = function (...asked) {
    if (isAtTheEnd && !isThere) {
      isThere = true;
      late = flush(7);
    }
    return getAll.apply(this, asked);
  };
  await flush(7);
  await late;
  return [late !== null, (await stepsOf(7)).length];
}"""


def test_hears_who_asks_while_a_sending_ends(pages: LogPages) -> None:
    page = pages.visit("/offline/")
    assert page.evaluate(ASKED_AT_THE_END, "/static/js/offline/outbox.js") == [True, 0]


# Another tab holds the queue for a moment; then this one sends without waiting for its own next try.
AFTER_ANOTHER_TAB = """async (module) => {
  const { add, flush, stepsOf } = await import(module);
  window.fetch = async (address, { headers }) => {
    const answer = { "Content-Type": "application/json", "Idempotency-Key": headers["Idempotency-Key"] };
    return new Response(JSON.stringify({ version: "1" }), { status: 200, headers: answer });
  };
  let leave;
  navigator.locks.request("rvuedge-queue", () => new Promise((done) => (leave = done)));
  while (!leave) await new Promise((done) => setTimeout(done, 5));
  await add([{ owner: 7, log: 7, do: "log", case: "c", content: { lines: [] } }]);
  const sending = flush(7);
  setTimeout(leave, 50);
  await sending;
  return (await stepsOf(7)).length;
}"""


def test_sends_when_another_tab_is_through(pages: LogPages) -> None:
    page = pages.visit("/offline/")
    assert page.evaluate(AFTER_ANOTHER_TAB, "/static/js/offline/outbox.js") == 0
