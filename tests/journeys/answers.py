"""How soon Save answers, as the person sees it: from the finger on the button to the frame that shows the answer."""

from dataclasses import dataclass

from playwright.sync_api import Page

# The answer stands in the page when every case pressed so far has its row, the field and the case are free for the next one, and the strip
# and the tab count what is not sent. A row that says "on this device" or "saved" is stored; one that the server drew has its value.
# The page is looked at when it changed, not in every frame, which would keep a slow processor busy; an answer is given at the end of the
# next frame, which is the first message after its painting.
_WATCH = """() => {
  const count = (what) => document.querySelectorAll(what).length;
  const number = (where) => Number(document.querySelector(where)?.textContent ?? 0);
  const cases = () => count("#ledger [data-case]:not([hidden])");
  const isFree = () => document.getElementById("draft").dataset.count === "0" && document.getElementById("entry").value === "";
  const isCounted = () => {
    const unsent = count("#ledger [data-entry=storing], #ledger [data-entry=on-this-device]");
    return ["#sync [data-when]:not([hidden]) [data-n]", "[data-unsent]:not([hidden]) [data-n]"].every((where) => number(where) === unsent);
  };
  const before = cases();
  const seen = () => {
    const entries = count("#ledger [data-entry]:not([hidden])");
    return { shown: isFree() && isCounted() ? entries : 0, stored: entries - count("#ledger [data-entry=storing]"), valued: cases() };
  };
  const waiting = new Set();
  globalThis.answers = [];
  const atTheEndOfTheFrame = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(null);
  });
  const look = () => {
    if (!waiting.size) return;
    const now = seen();
    for (const one of waiting) {
      const met = Object.keys(now).filter((name) => !one.met.has(name) && now[name] >= before + one.press);
      for (const name of met) one.met.add(name);
      if (met.length) atTheEndOfTheFrame(() => met.forEach((name) => (one.answer[name] = performance.now() - one.start)));
      if (one.met.size === 3) waiting.delete(one);
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  let touched = 0;
  addEventListener("pointerdown", ({ timeStamp }) => (touched = timeStamp), true);
  addEventListener("click", ({ target }) => {
    if (!target.closest("[data-save]")) return;
    const answer = {};
    globalThis.answers.push(answer);
    waiting.add({ press: globalThis.answers.length, start: touched, met: new Set(), answer });
  }, true);
}"""


@dataclass(frozen=True, slots=True)
class Answers:
    """The milliseconds from each press on Save until it was answered, until it was stored, and until the server's value stood there."""

    shown: list[float]
    stored: list[float]
    valued: list[float]


def watch(page: Page) -> None:
    """Begin to watch."""
    page.evaluate(_WATCH)


def wait_for(page: Page, presses: int, what: str) -> None:
    """Wait until so many presses got an answer, asking so little that the page is not kept busy by it."""
    for _ in range(300):
        if page.evaluate("(what) => answers.filter((answer) => what in answer).length", what) >= presses:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{presses} presses on Save, and not every one is {what}: {page.evaluate('answers')}")


def answers(page: Page) -> Answers:
    """What was measured."""
    found: list[dict[str, float]] = page.evaluate("answers")
    return Answers(*([one[name] for one in found] for name in ("shown", "stored", "valued")))


def nearest_rank(times: list[float]) -> float:
    """The 95th percentile by nearest rank."""
    return sorted(times)[-(-len(times) * 95 // 100) - 1]
