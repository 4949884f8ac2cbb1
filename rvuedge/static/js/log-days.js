// The day in view: its totals and cases beside the draft, what "today" is for this log, and a page that came from this device.

import { dayBefore, dayOf, timeOf } from "./log-dates.js";
import { amends, form, hasDraft, owner } from "./log-case.js";
import { atRest, get, pickParts } from "./log-parts.js";
import { hideToast } from "./log-toast.js";
import { sentByNow, showUnsent } from "./log-unsent.js";
import { ask } from "./offline/waiting.js";

const PARTS = ["totals", "ledger", "recents"];
// How the days of the ledger are written in each language of the pages.
const DAYS = { en: "en-GB", es: "es-US" };
let asked = 0;
let since = dayBefore(0);

/** What was asked of a day before a case was saved is not what is stored since: its answer is thrown away. */
export function overtake() {
  asked += 1;
}

/** Show what is not sent, beside the day in view; `place` puts the day there in the same breath, so that no row is ever missing. */
export async function show(place = () => {}) {
  await ask(owner);
  place();
  showNow();
}

/** Show at once what this page knows of what is not sent. */
export function showNow() {
  showUnsent({ day: form.elements.date_of_service.value, hasDraft: hasDraft() && !amends });
}

/** Show totals and cases of a day; without a connection say that they are not here. */
export async function showDay(day, isSame = false) {
  if (!day || !form.dataset.day) return;
  overtake();
  const mine = asked;
  const address = form.dataset.day.replace("0000-00-00", day);
  const isMeant = () => mine === asked && form.elements.date_of_service.value === day;
  const letGo = sentByNow();
  try {
    const html = await get(address);
    await atRest();
    if (html) await show(() => isMeant() && (pickParts(html, PARTS), letGo()));
  } catch {
    if (!isSame && isMeant()) showAway(day);
  }
  // The address of today is that of the log: opened again tomorrow, it shows that day.
  if (!isSame) history.replaceState(null, "", day === dayBefore(0) ? address.replace(`${day}/`, "") : address);
}

/** Go on to the new day where midnight came while the page was open; a day that somebody chose stays, and a case that stands in the form keeps its own. */
export function turnDay() {
  const today = dayBefore(0);
  if (amends || hasDraft() || today <= since) return;
  const { date_of_service: date } = form.elements;
  const wasToday = date.value === date.max;
  since = date.max = today;
  if (!wasToday) return;
  date.value = today;
  showDay(today);
}

/** Make a page that this device kept one of today: the figures are those of the time when they were asked for. */
export function wakeKeptPage() {
  const today = dayBefore(0);
  const { elements, dataset } = form;
  const asked = /\/log\/([0-9-]{10})\//.exec(location.pathname)?.[1] ?? today;
  const isOtherDay = asked !== document.getElementById("ledger").dataset.day;
  elements.date_of_service.max = today;
  elements.date_of_service.value = asked;
  if (isOtherDay) showAway(asked);
  hideToast();
  const at = new Date(dataset.at);
  const note = document.querySelector("[data-as-of]");
  note.hidden = false;
  note.querySelector("time").textContent = dayOf(at) === today ? timeOf(at) : `${dayOf(at)} ${timeOf(at)}`;
}

function showAway(day) {
  const ledger = document.getElementById("ledger");
  const named = new Intl.DateTimeFormat(DAYS[document.documentElement.lang] ?? DAYS.en, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  ledger.dataset.day = day;
  const [first, ...rest] = named.format(new Date(`${day}T12:00:00Z`));
  ledger.querySelector("h2").textContent = first.toUpperCase() + rest.join("");
  ledger.querySelectorAll("[data-case], .sum").forEach((row) => row.remove());
  ledger.querySelector(".empty")?.setAttribute("hidden", "");
  ledger.querySelector("[data-away]").hidden = false;
  document.querySelectorAll("[data-of-day]").forEach((part) => (part.hidden = true));
}

/** Say so where the clock of this device is far from the server's: dates that it proposes may be wrong. */
export function checkClock() {
  const hours = Math.round(Math.abs(Date.now() - new Date(form.dataset.at)) / 3_600_000);
  const note = document.querySelector("[data-clock]");
  if (!note || hours < 12) return;
  note.hidden = false;
  note.querySelector("[data-n]").textContent = hours;
}
