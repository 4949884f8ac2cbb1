// The index of codes on this device: names, printed work and lanes, asked for again by its ETag.

import { put, recall } from "./store.js";

const KEY = "index";
let index = null;
let places = new Map();

/** Load what is kept, then ask the server whether there is a newer one; `then` is called after each. */
export async function loadIndex(address, then) {
  const kept = await recall(KEY).catch(() => null);
  if (kept) take(kept);
  then();
  try {
    const answer = await fetch(address, { headers: kept ? { "If-None-Match": kept.etag } : {}, cache: "no-store", redirect: "manual" });
    if (answer.status !== 200 || !answer.headers.get("Content-Type")?.startsWith("application/json")) return;
    const fresh = { ...(await answer.json()), etag: answer.headers.get("ETag") };
    take(fresh);
    then();
    await put("kept", fresh, KEY);
  } catch {
    // Without a connection, or on a device that is full, the index is what it was.
  }
}

function take(fresh) {
  index = { ...fresh, list: fresh.codes.split(" ") };
  places = new Map(index.list.map((code, place) => [code, place]));
}

/** Return our own name of a code, or nothing. */
export function nameOf(code) {
  return index?.names[code] ?? "";
}

/** Return whether the index is there. */
export function hasIndex() {
  return index !== null;
}

/** Return whether the code is known. */
export function isCode(code) {
  return places.has(code);
}

/** Return the lane of a code, or nothing. */
export function laneOf(code) {
  return places.has(code) ? index.lanes[index.lane[places.get(code)]] : "";
}

/** Return the printed work of a line in hundredths, before rules; null where it has none or the index does not know. */
export function plainValue({ code, modifiers, units }) {
  if (!places.has(code) || modifiers.includes("TC")) return null;
  const row = ["26", "53"].find((modifier) => modifiers.includes(modifier) && index.rows[code]?.[modifier] !== undefined);
  const work = row ? index.rows[code][row] : index.work[places.get(code)];
  return work < 0 ? null : work * units;
}

/** Return the first codes that a query finds: by the beginning of the code, else by the beginnings of all its words. */
export function findCodes(query, most) {
  if (!index || !query.trim()) return [];
  const asked = query.trim().toUpperCase();
  const byCode = /^([0-9]{1,5}|[0-9]{4}[A-Z]|[A-Z][0-9]{1,4})$/.test(asked) ? index.list.filter((code) => code.startsWith(asked)) : [];
  const ranked = byCode.length ? byCode.sort((a, b) => rank(a, asked) - rank(b, asked)) : byWords(asked.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean));
  return ranked.slice(0, most).map((code) => ({ code, name: nameOf(code), value: plainValue({ code, modifiers: [], units: 1 }) }));
}

function rank(code, asked) {
  return (code === asked ? 0 : 2) + (index.names[code] ? 0 : 1);
}

function byWords(words) {
  const found = [];
  for (const [code, name] of Object.entries(index.names)) {
    const own = ` ${name.toLowerCase()}`;
    const all = `${own} ${(index.also[code] ?? "").toLowerCase()}`.replace(/[^a-z0-9]+/g, " ");
    if (words.every((word) => all.includes(` ${word}`))) found.push([words.every((word) => own.includes(` ${word}`)) ? 0 : 1, name.length, code]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , code]) => code);
}
