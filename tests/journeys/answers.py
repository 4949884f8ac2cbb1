"""How soon Save answers, as the person sees it: from the finger on the button to the frame that shows the answer."""

from dataclasses import dataclass

from playwright.sync_api import Page

# The answer stands in a frame when every case pressed so far has its row, the field and the case are free for the next one, and the strip
# and the tab count what is not sent. A row that says "on this device" or "saved" is stored; one that the server drew has its value.
# The end of a frame is the first message after its painting.
_WATCH = """() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const number = (where) => Number(document.querySelector(where)?.textContent ?? 0);
  const unsent = () => all("#ledger [data-entry=storing], #ledger [data-entry=on-this-device]").length;
  const entries = () => all("#ledger [data-entry]:not([hidden])").length;
  const cases = () => all("#ledger [data-case]:not([hidden])").length;
  const isFree = () => document.getElementById("draft").dataset.count === "0" && document.getElementById("entry").value === "";
  const numbers = () => ["#sync [data-when]:not([hidden]) [data-n]", "[data-unsent]:not([hidden]) [data-n]"].map(number);
  const isCounted = () => numbers().every((one) => one === unsent());
  const storing = () => all("#ledger [data-entry=storing]").length;
  const before = cases();
  const reached = {
    shown: (press) => entries() >= before + press && isFree() && isCounted(),
    stored: (press) => entries() - storing() >= before + press,
    valued: (press) => cases() >= before + press,
  };
  globalThis.answers = [];
  const wait = (press, start) => {
    const answer = {};
    globalThis.answers.push(answer);
    const look = () => {
      const met = Object.keys(reached).filter((name) => !(name in answer) && reached[name](press));
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => met.forEach((name) => (answer[name] = performance.now() - start));
      port2.postMessage(null);
      if (Object.keys(answer).length + met.length < 3) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  let touched = 0;
  addEventListener("pointerdown", ({ timeStamp }) => (touched = timeStamp), true);
  addEventListener("click", ({ target }) => target.closest("[data-save]") && wait(globalThis.answers.length + 1, touched), true);
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
