// The order of the favourites, learned on this device: what is tapped most on this weekday and at this place stands first, all day long.

import { form, owner } from "./log-case.js";
import { put, recall } from "./offline/store.js";

const KEY = `taps-${owner}`;
const MOST = 400;
const PAST = 0.97;
let taps = {};

/** Remember that a favourite was tapped, on this weekday and at this place; older taps fade. */
export async function learn(button) {
  if (!button.matches(".fav")) return;
  for (const key of Object.keys(taps)) if (key.startsWith(`${here()} `)) taps[key] *= PAST;
  const key = `${here()} ${button.value}`;
  taps[key] = (taps[key] ?? 0) + 1;
  const most = Object.entries(taps).sort((a, b) => b[1] - a[1]);
  taps = Object.fromEntries(most.slice(0, MOST));
  await put("kept", taps, KEY).catch(() => null);
}

/** Put the favourites in their learned order; a place that nothing was learned of leaves them as they came. */
export async function arrange() {
  const group = document.querySelector("[data-learned]");
  if (!group) return;
  taps = (await recall(KEY).catch(() => null)) ?? {};
  const order = await orderOfToday([...group.children].map((button) => button.value));
  const places = new Map(order.map((value, place) => [value, place]));
  const buttons = [...group.children].sort((a, b) => (places.get(a.value) ?? MOST) - (places.get(b.value) ?? MOST));
  if (buttons.some((button, place) => button !== group.children[place])) group.replaceChildren(...buttons);
  const note = document.querySelector("[data-learned-note]");
  if (note) note.hidden = !order.length;
}

/** The order is made once a day for each place, so that fingers can rely on it. */
async function orderOfToday(values) {
  const key = `order-${owner}`;
  const kept = (await recall(key).catch(() => null)) ?? {};
  const known = kept.day === today() ? kept : { day: today(), of: {} };
  if (!known.of[here()]) {
    const score = (value) => taps[`${here()} ${value}`] ?? 0;
    known.of[here()] = values.some(score) ? [...values].sort((a, b) => score(b) - score(a)) : [];
    await put("kept", known, key).catch(() => null);
  }
  return known.of[here()];
}

function today() {
  return new Date().toDateString();
}

function here() {
  return `${new Date().getDay()} ${form.elements.place_of_service.value}`;
}
