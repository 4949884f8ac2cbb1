// On every page of a signed-in person: the service worker, the sending of what waits, its count, and a word before signing out.

import { flush, onChange } from "./outbox.js";
import { ask, waiting } from "./waiting.js";

const PAGE = "rvuedge-page";
const WAIT_AT_THE_DOOR = 3_000;
export const owner = Number(document.body.dataset.owner) || 0;

/** Send what waits, now and whenever there may be a connection again. */
function sendWhenPossible() {
  flush(owner);
  addEventListener("online", () => flush(owner, true));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush(owner, true));
}

/** Ask how many steps are not sent, and show it. */
async function count() {
  await ask(owner);
  return showCount();
}

/** Show the number of steps that are not sent beside the way to the log. */
function showCount() {
  const count = waiting().length;
  for (const badge of document.querySelectorAll("[data-unsent]")) {
    badge.hidden = !count;
    badge.querySelector("[data-n]").textContent = count;
  }
  return count;
}

/** Ask before somebody signs out who has unsent entries on this device. */
function warnAtSignOut() {
  const dialog = document.getElementById("unsent-warning");
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[action$='/accounts/logout/']") || form.dataset.isSure) return;
    event.preventDefault();
    await Promise.race([flush(owner, true), new Promise((done) => setTimeout(done, WAIT_AT_THE_DOOR))]);
    form.dataset.isSure = "yes";
    if (!(await count())) return form.requestSubmit();
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => (dialog.returnValue === "leave" ? form.requestSubmit() : delete form.dataset.isSure), { once: true });
  });
}

/** Forget a log page that was kept for somebody else. */
async function forgetOthersPage() {
  const kept = globalThis.caches && (await caches.match("/log/", { cacheName: PAGE }));
  if (kept && Number(kept.headers.get("X-Log-Owner")) !== owner) await caches.delete(PAGE);
}

/** Keep the product on this device, once the page is there. */
function keepProduct() {
  const register = () => navigator.serviceWorker?.register("/sw.js").catch(() => null);
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

if (owner) {
  sendWhenPossible();
  onChange(({ kind }) => {
    showCount();
    if (kind !== "storing") count();
  });
  count();
  warnAtSignOut();
  forgetOthersPage();
  keepProduct();
}
